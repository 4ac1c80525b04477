// SPDX-License-Identifier: Apache-2.0
// A sigstore of its own for tests: an authority like Fulcio, a certificate log, two transparency logs like Rekor v1 and
// v2, a time stamp authority, and the trusted root that names them. Its keys are new in each run; its times are not.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "signature/bundle.hpp"
#include "signature/logged.hpp"
#include "signature/trusted_root.hpp"

namespace weightcheck::test {

using signature::Bytes;

inline constexpr std::int64_t signed_at = 1'772'366'400;  // 2026-03-01T12:00:00Z
inline constexpr std::int64_t leaf_seconds = 600;
inline constexpr const char* identity = "signer@example.test";
inline constexpr const char* issuer = "https://issuer.example.test";

using Key = std::shared_ptr<EVP_PKEY>;
[[nodiscard]] Key new_key(const char* curve = "P-256");  // or "ED25519"
[[nodiscard]] Bytes public_der(const Key& key);
[[nodiscard]] Bytes sign(const Key& key, std::string_view data);  // SHA-256, but for Ed25519

struct Party {
  Key key;
  std::shared_ptr<X509> certificate;
};
[[nodiscard]] Bytes der(const Party& party);
[[nodiscard]] std::string pem(const Bytes& certificate);

struct TestLog {
  Key key;
  Bytes id;
  signature::LogKeyKind kind = signature::LogKeyKind::ecdsa_p256;
  [[nodiscard]] signature::Log trusted() const;
};

// What a leaf is made of; a test bends one thing.
struct LeafPlan {
  Key key{};                                             // none: the signer's
  std::string names = std::string("email:") + identity;  // as OpenSSL's configuration spells them
  std::string usage = "digitalSignature";                // "": no such extension
  std::string extended_usage = "codeSigning";
  std::optional<std::string> issuer_old = issuer, issuer_new = issuer;
  std::vector<std::pair<const char*, std::string>> more{};  // object identifier, text of a UTF8String
  std::int64_t start = signed_at;
  const Party* authority = nullptr;  // none: the intermediate
  int sct_count = 1;
  std::string sct_over{};            // "": the certificate; else other bytes
  std::optional<TestLog> sct_log{};  // none: the certificate log
  std::int64_t sct_at = signed_at;
};

struct SmallSigstore {
  SmallSigstore();

  [[nodiscard]] signature::TrustedRoot trusted() const;
  [[nodiscard]] Bytes leaf(const LeafPlan& plan = {}) const;
  // An entry of the log of that kind; a dsse entry with a time and a promise.
  [[nodiscard]] signature::LogEntry entry(signature::EntryKind kind, std::string_view payload, const Bytes& signature,
                                          const Bytes& leaf, std::int64_t at = signed_at + 2) const;
  // The same with another body.
  [[nodiscard]] signature::LogEntry entry_of(signature::EntryKind kind, std::string body,
                                             std::int64_t at = signed_at + 2) const;
  void promise(signature::LogEntry& entry, const Key& key) const;
  [[nodiscard]] static std::string checkpoint(const signature::InclusionProof& proof, const TestLog& log);
  [[nodiscard]] static Bytes stamp(ByteSpan over, std::int64_t at, const Party& by, const char* digest = "SHA256");
  // A whole signature of `payload`, which ought to hold.
  [[nodiscard]] signature::Bundle sign_keyless(const LeafPlan& plan = {},
                                               signature::EntryKind kind = signature::EntryKind::dsse) const;

  Party root, fulcio, server_issuer, time_root, time, time_sibling;
  TestLog certificate_log, rekor, rekor2;
  Key signer, thief;
  std::string payload = R"({"_type":"https://in-toto.io/Statement/v1"})";
};

// One for all tests: keys take time to make.
[[nodiscard]] const SmallSigstore& small_sigstore();

}  // namespace weightcheck::test
