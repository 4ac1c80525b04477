// SPDX-License-Identifier: Apache-2.0
// bundle     = { "mediaType", "verificationMaterial", "dsseEnvelope" }                                          closed
// material   = exactly one of { "publicKey" | "x509CertificateChain" | "certificate" }, "tlogEntries",
//              "timestampVerificationData"                                                                        open
// envelope   = { "payload", "payloadType", "signatures": [{ "sig", "keyid" }] }                                closed
// Members come in any order; bytes are padded base64, numbers of 64 bits decimal text, as their writers have
// them, or numbers, as protobuf's readers take them; what is null is absent.
#include "signature/bundle.hpp"

#include <array>

#include "base/escape.hpp"
#include "hash/sha256.hpp"
#include "json/parse.hpp"
#include "signature/envelope.hpp"
#include "signature/members.hpp"

namespace weightcheck::signature {
namespace {

constexpr std::string_view media_type_alias = "application/vnd.dev.sigstore.bundle+json;version=0.3";  // keyless only

Error too_many(std::string_view what, std::size_t count, std::size_t most) {
  return {ErrorCode::limit,
          std::to_string(count) + " " + std::string(what) + " are over the limit of " + std::to_string(most)};
}

Result<KeyHint> read_key(const json::Value& value) {
  const auto members = Members::open(value, "publicKey");
  if (!members.ok()) return members.error();
  if (!value.find("hint") && value.find("rawBytes")) {
    const auto text = members->bytes("rawBytes");
    if (!text.ok()) return text.error();
    return KeyHint{.hint = hash::sha256(*text).hex(), .is_old = true};
  }
  auto hint = members->text("hint");
  if (!hint.ok()) return hint.error();
  return KeyHint{.hint = std::move(*hint)};
}

Result<Bytes> read_certificate(const json::Value& value) {
  const auto members = Members::open(value, "a certificate");
  return members.ok() ? members->bytes("rawBytes") : members.error();
}

Result<CertificateList> read_chain(const json::Value& value) {
  const auto members = Members::open(value, "x509CertificateChain");
  if (!members.ok()) return members.error();
  const auto listed = members->list("certificates");
  if (!listed.ok()) return listed.error();
  if (listed->empty()) return malformed("the certificate chain is empty");
  if (listed->size() > limits::signature_certificates_max)
    return too_many("certificates", listed->size(), limits::signature_certificates_max);
  CertificateList chain;
  for (const json::Value& one : *listed) {
    auto certificate = read_certificate(one);
    if (!certificate.ok()) return certificate.error();
    chain.certificates.push_back(std::move(*certificate));
  }
  return chain;
}

Result<InclusionProof> read_proof(const json::Value& value) {
  const auto members = Members::open(value, "the inclusion proof");
  if (!members.ok()) return members.error();
  const auto index = members->number("logIndex"), size = members->number("treeSize");
  if (!index.ok()) return index.error();
  if (!size.ok()) return size.error();
  auto root = members->bytes("rootHash");
  if (!root.ok()) return root.error();
  InclusionProof proof{
      .log_index = index->value_or(0), .tree_size = size->value_or(0), .root_hash = std::move(*root), .hashes = {}};
  if (members->find("hashes")) {
    const auto hashes = members->list("hashes");
    if (!hashes.ok()) return hashes.error();
    if (hashes->size() > limits::signature_proof_hashes_max)
      return too_many("hashes of a proof", hashes->size(), limits::signature_proof_hashes_max);
    for (const json::Value& one : *hashes) {
      auto read = read_base64(one, "a hash of the inclusion proof");
      if (!read.ok()) return read.error();
      proof.hashes.push_back(std::move(*read));
    }
  }
  const auto checkpoint = members->find("checkpoint");
  if (!checkpoint) return proof;
  const auto note = Members::open(*checkpoint, "the checkpoint");
  if (!note.ok()) return note.error();
  auto envelope = note->text("envelope");
  if (!envelope.ok()) return envelope.error();
  if (envelope->size() > limits::checkpoint_bytes_max)
    return too_many("bytes of a checkpoint", envelope->size(), limits::checkpoint_bytes_max);
  proof.checkpoint = std::move(*envelope);
  return proof;
}

Result<std::string> text_within(const Members& members, std::string_view object, std::string_view name) {
  const auto value = members.get(object);
  if (!value.ok()) return value.error();
  const auto inside = Members::open(*value, object);
  return inside.ok() ? inside->text(name) : inside.error();
}

Result<Bytes> bytes_within(const json::Value& value, std::string_view what, std::string_view name) {
  const auto inside = Members::open(value, what);
  return inside.ok() ? inside->bytes(name) : inside.error();
}

Result<LogEntry> read_log_entry(const json::Value& value) {
  const auto members = Members::open(value, "a log entry");
  if (!members.ok()) return members.error();
  LogEntry entry;
  const auto index = members->number("logIndex"), time = members->number("integratedTime");
  if (!index.ok()) return index.error();
  if (!time.ok()) return time.error();
  entry.log_index = index->value_or(0);
  entry.integrated_time = *time;
  const auto log = members->get("logId");
  if (!log.ok()) return log.error();
  auto id = bytes_within(*log, "logId", "keyId");
  if (!id.ok()) return id.error();
  entry.log_id = std::move(*id);
  auto kind = text_within(*members, "kindVersion", "kind"), version = text_within(*members, "kindVersion", "version");
  if (!kind.ok()) return kind.error();
  if (!version.ok()) return version.error();
  entry.kind = std::move(*kind);
  entry.version = std::move(*version);
  if (const auto promise = members->find("inclusionPromise")) {
    auto signed_time = bytes_within(*promise, "inclusionPromise", "signedEntryTimestamp");
    if (!signed_time.ok()) return signed_time.error();
    entry.promise = std::move(*signed_time);
  }
  if (const auto proof = members->find("inclusionProof")) {
    auto read = read_proof(*proof);
    if (!read.ok()) return read.error();
    entry.proof = std::move(*read);
  }
  auto body = members->bytes("canonicalizedBody");
  if (!body.ok()) return body.error();
  if (body->size() > limits::log_body_bytes_max)
    return too_many("bytes of a log entry", body->size(), limits::log_body_bytes_max);
  entry.body = std::move(*body);
  return entry;
}

// The list of a member that may be absent.
Result<json::Array> list_if_there(const Members& members, std::string_view name, std::size_t most) {
  if (!members.find(name)) return json::Array();
  auto listed = members.list(name);
  if (listed.ok() && listed->size() > most) return too_many(name, listed->size(), most);
  return listed;
}

Status read_time_stamps(const Members& material, Keyless& keyless) {
  const auto data = material.find("timestampVerificationData");
  if (!data) return done;
  const auto members = Members::open(*data, "timestampVerificationData");
  if (!members.ok()) return members.error();
  const auto listed = list_if_there(*members, "rfc3161Timestamps", limits::signature_time_stamps_max);
  if (!listed.ok()) return listed.error();
  for (const json::Value& one : *listed) {
    auto token = bytes_within(one, "a time stamp", "signedTimestamp");
    if (!token.ok()) return token.error();
    keyless.time_stamps.push_back(std::move(*token));
  }
  return done;
}

Result<Keyless> read_keyless(const json::Value& certificate, const Members& material) {
  auto leaf = read_certificate(certificate);
  if (!leaf.ok()) return leaf.error();
  Keyless keyless{.certificate = std::move(*leaf), .log_entries = {}, .time_stamps = {}};
  const auto entries = list_if_there(material, "tlogEntries", limits::signature_log_entries_max);
  if (!entries.ok()) return entries.error();
  for (const json::Value& one : *entries) {
    auto entry = read_log_entry(one);
    if (!entry.ok()) return entry.error();
    keyless.log_entries.push_back(std::move(*entry));
  }
  if (Status read = read_time_stamps(material, keyless); !read.ok()) return std::move(read).error();
  return keyless;
}

Status read_material(const json::Value& value, Bundle& bundle) {
  static constexpr std::array<std::string_view, 3> kinds{"publicKey", "x509CertificateChain", "certificate"};
  const auto material = Members::open(value, "verificationMaterial");
  if (!material.ok()) return material.error();
  std::string_view kind;
  std::size_t count = 0;
  for (const std::string_view one : kinds) {
    if (!material->find(one)) continue;
    kind = one;
    ++count;
  }
  if (count != 1)
    return malformed("verificationMaterial has " + std::to_string(count) +
                     " of publicKey, x509CertificateChain and certificate, where it has to have one");
  const json::Value given = *material->find(kind);
  const auto keep = [&](auto read) -> Status {
    if (!read.ok()) return std::move(read).error();
    bundle.signer = std::move(*read);
    return done;
  };
  if (kind == kinds[0]) return keep(read_key(given));
  if (kind == kinds[1]) return keep(read_chain(given));
  return keep(read_keyless(given, *material));
}

Status read_envelope(const json::Value& value, Bundle& bundle) {
  const auto envelope = Members::closed(value, "the envelope", {"payload", "payloadType", "signatures"});
  if (!envelope.ok()) return envelope.error();
  auto payload = envelope->bytes("payload");
  if (!payload.ok()) return payload.error();
  bundle.payload = std::move(*payload);
  const auto type = envelope->text("payloadType");
  if (!type.ok()) return type.error();
  const auto signatures = envelope->list("signatures");
  if (!signatures.ok()) return signatures.error();
  if (signatures->size() != 1)
    return malformed("the envelope has " + std::to_string(signatures->size()) +
                     " signatures, where it has to have one");
  const auto one = Members::closed(signatures->front(), "the signature", {"sig", "keyid"});
  if (!one.ok()) return one.error();
  if (one->find("keyid") && !one->text("keyid").ok()) return one->fault("keyid", "is not text");
  auto signature = one->bytes("sig");
  if (!signature.ok()) return signature.error();
  if (signature->empty()) return one->fault("sig", "is empty");
  bundle.signature = std::move(*signature);
  if (*type != payload_type) return unsupported("payload type", *type);
  return done;
}

}  // namespace

Result<Bundle> read_bundle(std::string_view text) {
  const auto document =
      json::parse(text, {.bytes_max = limits::signature_bytes_max, .stretch_bytes_max = limits::signature_bytes_max});
  if (!document.ok()) return document.error();
  const auto members = Members::closed(*document, "the bundle", {"mediaType", "verificationMaterial", "dsseEnvelope"});
  if (!members.ok()) return members.error();
  const auto type = members->text("mediaType");
  const auto material = members->get("verificationMaterial"), envelope = members->get("dsseEnvelope");
  if (!type.ok()) return type.error();
  if (!material.ok()) return material.error();
  if (!envelope.ok()) return envelope.error();
  if (*type != media_type && *type != media_type_alias) return unsupported("media type", *type);
  Bundle bundle;
  if (Status read = read_material(*material, bundle); !read.ok()) return std::move(read).error();
  if (*type == media_type_alias && !std::holds_alternative<Keyless>(bundle.signer))
    return unsupported("media type", *type);
  if (Status read = read_envelope(*envelope, bundle); !read.ok()) return std::move(read).error();
  return bundle;
}

}  // namespace weightcheck::signature
