// SPDX-License-Identifier: Apache-2.0
// Every step is required, and none is left out because another held. The order decides only which reason is told.
#include "x509/keyless.hpp"

#include <openssl/err.h>
#include <openssl/x509.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "base/escape.hpp"
#include "signature/envelope.hpp"
#include "signature/logged.hpp"
#include "x509/authority_chain.hpp"
#include "x509/certificate.hpp"
#include "x509/decoded.hpp"
#include "x509/fulcio.hpp"
#include "x509/log_entry.hpp"
#include "x509/log_key.hpp"
#include "x509/public_key.hpp"
#include "x509/sct.hpp"
#include "x509/time_stamp.hpp"

namespace weightcheck::x509 {
namespace {

using signature::EntryKind;
using signature::Moment;
using signature::Refusal;
using signature::Refused;
using MaybeRefusal = std::optional<Refusal>;

Refusal refusal(Refused why, std::string message) { return {.why = why, .message = std::move(message)}; }

MaybeRefusal refused_unless(const Status& held, Refused why) {
  return held.ok() ? std::nullopt : MaybeRefusal(refusal(why, held.error().message));
}

std::string list_of(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names)
    text.append(text.empty() ? "" : ", ").append("\"" + printable(name) + "\"");
  return text.empty() ? "nobody" : text;
}

// One entry, of a kind that is known: what is in it is asked later.
std::optional<EntryKind> kind_of_entries(const std::vector<signature::LogEntry>& entries) {
  return entries.size() == 1 ? signature::entry_kind(entries.front().kind, entries.front().version) : std::nullopt;
}

bool has_one_twice(const std::vector<signature::Bytes>& tokens) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (std::find(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(i), tokens[i]) !=
        tokens.begin() + static_cast<std::ptrdiff_t>(i))
      return true;
  }
  return false;
}

// A time that the log says is its promise's; without one, anybody may have written it down.
std::optional<Moment> time_of(const signature::LogEntry& entry, EntryKind kind) {
  if (kind != EntryKind::dsse || !entry.promise || !entry.integrated_time) return std::nullopt;
  return Moment{.seconds = narrow<std::int64_t>(*entry.integrated_time)};
}

// Errors: inconsistent. A time stamp that does not hold is refused even beside one that does.
Result<std::vector<Moment>> times_of(const signature::Keyless& signer, EntryKind kind, ByteSpan stamped,
                                     const std::vector<DecodedAuthority>& authorities) {
  if (has_one_twice(signer.time_stamps)) return Error{ErrorCode::inconsistent, "a time stamp is there twice"};
  std::vector<Moment> times;
  for (const signature::Bytes& token : signer.time_stamps) {
    const auto moment = check_time_stamp(token, stamped, authorities);
    if (!moment.ok()) return moment.error();
    times.push_back(*moment);
  }
  if (const auto logged = time_of(signer.log_entries.front(), kind)) times.push_back(*logged);
  if (times.empty())
    return Error{ErrorCode::inconsistent,
                 "no time of signing is known: there is neither a time stamp nor a log's promise"};
  std::ranges::sort(times);
  return times;
}

MaybeRefusal check_names(const LeafNames& names, const KeylessDemand& demand) {
  const bool is_issuer = !names.issuers.empty() && std::ranges::all_of(names.issuers, [&](const std::string& issuer) {
    return issuer == demand.issuer();
  });
  if (!is_issuer)
    return refusal(Refused::mismatch, "the signer's identity was vouched for by " + list_of(names.issuers) +
                                          ", not by \"" + printable(demand.issuer()) + "\"");
  if (std::ranges::find(names.identities, demand.identity()) == names.identities.end())
    return refusal(Refused::mismatch,
                   "signed by " + list_of(names.identities) + ", not by \"" + printable(demand.identity()) + "\"");
  return std::nullopt;
}

// Fulcio's leaves have keys on P-256, and are signed with by SHA-256: one pair, so that nobody chooses.
MaybeRefusal check_signature(const Decoded& leaf, const signature::Bundle& bundle) {
  EVP_PKEY* key = X509_get0_pubkey(leaf.get());
  ERR_clear_error();
  const auto curve = key != nullptr ? hash_of(*key) : Result<const char*>(malformed("it cannot be read"));
  if (!curve.ok())
    return refusal(Refused::unsupported, "the key of the signer's certificate: " + curve.error().message);
  const std::string signed_bytes = signature::signed_bytes(bundle.payload);
  if (!holds_under(key, signature::LogKeyKind::ecdsa_p256, bundle.signature, bytes_of(signed_bytes)))
    return refusal(Refused::invalid, "the signature is not that of the certificate's key over this statement");
  return std::nullopt;
}

}  // namespace

Result<KeylessDemand> KeylessDemand::create(std::string identity, std::string issuer) {
  if (identity.empty() || issuer.empty())
    return Error{ErrorCode::usage,
                 "a keyless signature is checked for one identity and one issuer, neither of them empty"};
  return KeylessDemand(std::move(identity), std::move(issuer));
}

Checked check_keyless(const signature::Bundle& bundle, const signature::TrustedRoot& root,
                      const KeylessDemand& demand) {
  const auto* signer = std::get_if<signature::Keyless>(&bundle.signer);
  if (signer == nullptr) return refusal(Refused::mismatch, "it was not signed with an identity, which was asked for");
  const auto leaf = Decoded::read(signer->certificate);
  if (!leaf.ok()) return refusal(Refused::malformed, leaf.error().message);
  const auto authorities = decode(root.certificate_authorities);
  const auto stamp_authorities = decode(root.time_stamp_authorities);
  if (!authorities.ok() || !stamp_authorities.ok())
    return refusal(Refused::untrusted, "the trusted root cannot be used: " +
                                           (authorities.ok() ? stamp_authorities : authorities).error().message);

  const auto kind = kind_of_entries(signer->log_entries);
  if (!kind)
    return refusal(Refused::log_entry, "there is not exactly one log entry of kind dsse 0.0.1 or hashedrekord 0.0.2");
  const signature::LogEntry& entry = signer->log_entries.front();
  const auto times = times_of(*signer, *kind, bundle.signature, *stamp_authorities);
  if (!times.ok()) return refusal(Refused::time_stamp, times.error().message);

  std::optional<AuthorityChain> chain;
  for (const Moment& time : *times) {
    chain = chain_at(*leaf, *authorities, time);
    if (!chain)
      return refusal(Refused::untrusted,
                     "the signer's certificate leads to no authority of the trusted root at the time of signing");
  }
  if (auto refused = refused_unless(check_sct(*leaf, chain->issuer_key, root.certificate_logs), Refused::untrusted))
    return *refused;
  if (!is_for_code_signing(*leaf))
    return refusal(Refused::untrusted, "the signer's certificate is not for signing code");
  if (auto refused = check_names(names_of(*leaf), demand)) return *refused;
  if (auto refused = refused_unless(check_logged(entry, root.transparency_logs, *times), Refused::log_entry))
    return *refused;
  const signature::Validity validity = leaf->validity();
  if (!std::ranges::all_of(*times, [&](const Moment& time) { return validity.includes(time); }))
    return refusal(Refused::untrusted, "it was signed when the signer's certificate was not valid");
  if (auto refused = check_signature(*leaf, bundle)) return *refused;
  if (auto refused = refused_unless(check_same(entry, *kind, bundle, signer->certificate), Refused::log_entry))
    return *refused;

  Origin origin = origin_of(*leaf);
  signature::Signer found{.method = signature::Method::keyless,
                          .subject = demand.identity(),
                          .fingerprint = fingerprint_of(*leaf->get()),
                          .anchor_fingerprint = chain->root,
                          .identity = demand.identity(),
                          .issuer = demand.issuer(),
                          .source_repository = std::move(origin.repository),
                          .source_commit = std::move(origin.commit)};
  for (const Moment& time : *times)
    found.times.push_back(time.seconds);
  return Verified(std::move(found), bundle.payload);
}

}  // namespace weightcheck::x509
