// SPDX-License-Identifier: Apache-2.0
// {"mediaType", "tlogs": [log], "ctlogs": [log], "certificateAuthorities": [authority], "timestampAuthorities":
//  [authority]}; log = {"publicKey": {"rawBytes", "keyDetails", "validFor"}, "logId": {"keyId"},
// "checkpointKeyId"?: {"keyId"}}; authority =
// {"certChain": {"certificates": [{"rawBytes"}]}, "validFor"}; validFor = {"start", "end"}. Bytes are base64, times
// RFC 3339. Other members are passed over: addresses and names decide nothing.
#include "signature/trusted_root.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/escape.hpp"
#include "json/parse.hpp"
#include "signature/members.hpp"

namespace weightcheck::signature {
namespace {

// The first is the older spelling, in which Sigstore still publishes it.
constexpr std::array<std::string_view, 3> root_types{"application/vnd.dev.sigstore.trustedroot+json;version=0.1",
                                                     "application/vnd.dev.sigstore.trustedroot.v0.1+json",
                                                     "application/vnd.dev.sigstore.trustedroot.v0.2+json"};
constexpr std::string_view client_type = "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json";

Result<std::optional<Moment>> read_moment(const Members& span, std::string_view name) {
  const auto value = span.find(name);
  if (!value) return std::optional<Moment>();
  const std::string* text = value->as_string();
  const auto moment = text != nullptr ? read_rfc3339(*text) : std::nullopt;
  if (!moment) return span.fault(name, "is not a time as RFC 3339 has it");
  return moment;
}

Result<Validity> read_validity(const Members& around) {
  const auto value = around.find("validFor");
  if (!value) return Validity{};
  const auto span = Members::open(*value, "validFor");
  if (!span.ok()) return span.error();
  const auto start = read_moment(*span, "start");
  if (!start.ok()) return start.error();
  const auto end = read_moment(*span, "end");
  if (!end.ok()) return end.error();
  return Validity{.start = *start, .end = *end};
}

LogKeyKind kind_of(std::string_view details) {
  if (details == "PKIX_ECDSA_P256_SHA_256") return LogKeyKind::ecdsa_p256;
  return details == "PKIX_ED25519" ? LogKeyKind::ed25519 : LogKeyKind::unknown;
}

Result<Authority> read_authority(const json::Value& value) {
  const auto whole = Members::open(value, "an authority");
  if (!whole.ok()) return whole.error();
  const auto chain = whole->object("certChain");
  if (!chain.ok()) return chain.error();
  const auto listed = chain->list("certificates");
  if (!listed.ok()) return listed.error();
  if (listed->empty() || listed->size() > limits::signature_certificates_max)
    return chain->fault("certificates", "has " + std::to_string(listed->size()) + " items instead of 1 to " +
                                            std::to_string(limits::signature_certificates_max));
  auto validity = read_validity(*whole);
  if (!validity.ok()) return validity.error();
  Authority authority{.chain = {}, .valid_for = *validity};
  for (const json::Value& item : *listed) {
    const auto certificate = Members::open(item, "a certificate");
    if (!certificate.ok()) return certificate.error();
    auto der = certificate->bytes("rawBytes");
    if (!der.ok()) return der.error();
    authority.chain.push_back(*std::move(der));
  }
  return authority;
}

Result<Log> read_log(const json::Value& value) {
  const auto whole = Members::open(value, "a log");
  if (!whole.ok()) return whole.error();
  const auto key = whole->object("publicKey");
  if (!key.ok()) return key.error();
  auto raw = key->bytes("rawBytes");
  if (!raw.ok()) return raw.error();
  const auto details = key->text("keyDetails");
  if (!details.ok()) return details.error();
  const auto validity = read_validity(*key);
  if (!validity.ok()) return validity.error();
  const auto id = whole->object("logId");
  if (!id.ok()) return id.error();
  auto key_id = id->bytes("keyId");
  if (!key_id.ok()) return key_id.error();
  auto checkpoint_id = key_id;
  if (whole->find("checkpointKeyId")) {
    const auto other = whole->object("checkpointKeyId");
    if (!other.ok()) return other.error();
    checkpoint_id = other->bytes("keyId");
    if (!checkpoint_id.ok()) return checkpoint_id.error();
  }
  return Log{.id = *std::move(key_id),
             .checkpoint_id = *std::move(checkpoint_id),
             .key = *std::move(raw),
             .kind = kind_of(*details),
             .valid_for = *validity};
}

template <typename Item>
Result<std::vector<Item>> read_list(const Members& whole, std::string_view name,
                                    Result<Item> (*read_item)(const json::Value&)) {
  std::vector<Item> items;
  if (!whole.find(name)) return items;
  const auto listed = whole.list(name);
  if (!listed.ok()) return listed.error();
  if (listed->size() > limits::trusted_root_entries_max)
    return Error{ErrorCode::limit, std::string(name) + " has " + std::to_string(listed->size()) +
                                       " items, over the limit of " + std::to_string(limits::trusted_root_entries_max)};
  for (const json::Value& item : *listed) {
    auto read = read_item(item);
    if (!read.ok()) return within(std::move(read).error(), name);
    items.push_back(*std::move(read));
  }
  return items;
}

Result<TrustedRoot> read_root(const Members& whole) {
  auto authorities = read_list(whole, "certificateAuthorities", read_authority);
  if (!authorities.ok()) return std::move(authorities).error();
  auto stamps = read_list(whole, "timestampAuthorities", read_authority);
  if (!stamps.ok()) return std::move(stamps).error();
  auto logs = read_list(whole, "tlogs", read_log);
  if (!logs.ok()) return std::move(logs).error();
  auto certificate_logs = read_list(whole, "ctlogs", read_log);
  if (!certificate_logs.ok()) return std::move(certificate_logs).error();
  return TrustedRoot{.certificate_authorities = *std::move(authorities),
                     .time_stamp_authorities = *std::move(stamps),
                     .transparency_logs = *std::move(logs),
                     .certificate_logs = *std::move(certificate_logs)};
}

}  // namespace

Result<TrustedRoot> read_trusted_root(std::string_view text) {
  if (text.starts_with("-----BEGIN "))
    return malformed(
        "holds PEM, where sigstore's trusted_root.json is to be; certificates go with --certificate-chain");
  const auto value = json::parse(text, {.bytes_max = limits::trusted_root_bytes_max});
  if (!value.ok()) return value.error();
  auto whole = Members::open(*value, "the trusted root");
  if (!whole.ok()) return whole.error();
  auto type = whole->text("mediaType");
  if (type.ok() && *type == client_type) {
    whole = whole->object("trustedRoot");
    if (!whole.ok()) return whole.error();
    type = whole->text("mediaType");
  }
  if (!type.ok()) return type.error();
  if (std::ranges::find(root_types, *type) == root_types.end())
    return Error{ErrorCode::unsupported, "media type \"" + printable(*type) + "\" is not " +
                                             std::string(root_types.front()) + " or a later spelling of it"};
  return read_root(*whole);
}

}  // namespace weightcheck::signature
