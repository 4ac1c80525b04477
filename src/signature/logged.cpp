// SPDX-License-Identifier: Apache-2.0
// dsse 0.0.1:         {"kind", "apiVersion", "spec": {"payloadHash": {"algorithm": "sha256", "value": HEX},
//                      "signatures": [{"signature": BASE64, "verifier": BASE64 of PEM}]}}
// hashedrekord 0.0.2: {"kind", "apiVersion", "spec": {"hashedRekordV002": {"data": {"algorithm": "SHA2_256",
//                      "digest": BASE64}, "signature": {"content": BASE64, "verifier": {"keyDetails":
//                      "PKIX_ECDSA_P256_SHA_256", "x509Certificate": {"rawBytes": BASE64}}}}}}
//
// The two objects that say a digest are closed, so that it cannot be said twice; in the others, unknown members are
// passed over. envelopeHash of a dsse entry cannot be computed again: it is over an envelope that nobody kept.
#include "signature/logged.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "hash/base64.hpp"
#include "json/parse.hpp"
#include "signature/members.hpp"

namespace weightcheck::signature {
namespace {

constexpr std::string_view pem_begin = "-----BEGIN CERTIFICATE-----\n";
constexpr std::string_view pem_end = "\n-----END CERTIFICATE-----";

struct KindName {
  EntryKind kind;
  std::string_view name, version;
};
constexpr std::array kind_names{KindName{EntryKind::dsse, "dsse", "0.0.1"},
                                KindName{EntryKind::hashedrekord, "hashedrekord", "0.0.2"}};

// One certificate and nothing else.
std::optional<Bytes> read_pem(std::string_view text) {
  while (text.ends_with('\n'))
    text.remove_suffix(1);
  if (!text.starts_with(pem_begin) || !text.ends_with(pem_end)) return std::nullopt;
  if (text.size() < pem_begin.size() + pem_end.size()) return std::nullopt;
  std::string digits(text.substr(pem_begin.size(), text.size() - pem_begin.size() - pem_end.size()));
  std::erase(digits, '\n');
  return hash::from_base64(digits);
}

Result<Members> closed_member(const Members& around, std::string_view name,
                              std::initializer_list<std::string_view> names) {
  const auto value = around.get(name);
  return value.ok() ? Members::closed(*value, name, names) : Result<Members>(value.error());
}

Status expect_text(const Members& around, std::string_view name, std::string_view expected) {
  const auto text = around.text(name);
  if (!text.ok()) return text.error();
  if (*text != expected) return around.fault(name, "is not " + std::string(expected));
  return done;
}

Result<Logged> read_dsse(const Members& spec) {
  const auto hash = closed_member(spec, "payloadHash", {"algorithm", "value"});
  if (!hash.ok()) return hash.error();
  if (Status is_known = expect_text(*hash, "algorithm", "sha256"); !is_known.ok()) return is_known.error();
  const auto digits = hash->text("value");
  const auto digest = digits.ok() ? Digest::parse(*digits) : std::nullopt;
  if (!digest) return hash->fault("value", "is not a SHA-256 digest");
  const auto listed = spec.list("signatures");
  if (!listed.ok()) return listed.error();
  if (listed->size() != 1) return spec.fault("signatures", "has not one item but " + std::to_string(listed->size()));
  const auto one = Members::open(listed->front(), "signatures");
  if (!one.ok()) return one.error();
  auto signature = one->bytes("signature");
  if (!signature.ok()) return signature.error();
  const auto verifier = one->bytes("verifier");
  if (!verifier.ok()) return verifier.error();
  auto certificate = read_pem(text_of(*verifier));
  if (!certificate) return one->fault("verifier", "is not one certificate as PEM");
  return Logged{.digest = *digest, .signature = *std::move(signature), .certificate = *std::move(certificate)};
}

Result<Logged> read_hashedrekord(const Members& spec) {
  const auto record = spec.object("hashedRekordV002");
  if (!record.ok()) return record.error();
  const auto data = closed_member(*record, "data", {"algorithm", "digest"});
  if (!data.ok()) return data.error();
  if (Status is_known = expect_text(*data, "algorithm", "SHA2_256"); !is_known.ok()) return is_known.error();
  const auto digest = data->bytes("digest");
  if (!digest.ok()) return digest.error();
  Logged logged;
  if (digest->size() != logged.digest.bytes.size()) return data->fault("digest", "is not 32 bytes long");
  std::ranges::copy(*digest, logged.digest.bytes.begin());
  const auto signature = record->object("signature");
  if (!signature.ok()) return signature.error();
  auto content = signature->bytes("content");
  if (!content.ok()) return content.error();
  const auto verifier = signature->object("verifier");
  if (!verifier.ok()) return verifier.error();
  if (Status is_known = expect_text(*verifier, "keyDetails", "PKIX_ECDSA_P256_SHA_256"); !is_known.ok())
    return is_known.error();
  const auto certificate = verifier->object("x509Certificate");
  if (!certificate.ok()) return certificate.error();
  auto der = certificate->bytes("rawBytes");
  if (!der.ok()) return der.error();
  logged.signature = *std::move(content);
  logged.certificate = *std::move(der);
  return logged;
}

}  // namespace

std::optional<EntryKind> entry_kind(std::string_view kind, std::string_view version) {
  const auto* found = std::ranges::find_if(
      kind_names, [&](const KindName& known) { return known.name == kind && known.version == version; });
  return found != kind_names.end() ? std::optional(found->kind) : std::nullopt;
}

Result<Logged> read_logged(ByteSpan body, EntryKind kind) {
  const auto value = json::parse(text_of(body), {.bytes_max = limits::log_body_bytes_max});
  if (!value.ok()) return within(value.error(), "the body of the log entry");
  const auto whole = Members::open(*value, "the body of the log entry");
  if (!whole.ok()) return whole.error();
  const KindName& names = *std::ranges::find(kind_names, kind, &KindName::kind);
  if (Status same = expect_text(*whole, "kind", names.name); !same.ok()) return same.error();
  if (Status same = expect_text(*whole, "apiVersion", names.version); !same.ok()) return same.error();
  const auto spec = whole->object("spec");
  if (!spec.ok()) return spec.error();
  return kind == EntryKind::dsse ? read_dsse(*spec) : read_hashedrekord(*spec);
}

}  // namespace weightcheck::signature
