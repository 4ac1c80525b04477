// SPDX-License-Identifier: Apache-2.0
// Who signed, as a check has shown it; and why a signature was refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weightcheck::signature {

enum class Method : std::uint8_t { key, certificate, keyless };

[[nodiscard]] constexpr std::string_view name_of(Method method) {
  return method == Method::key ? "key" : method == Method::certificate ? "certificate" : "keyless";
}

// Members that do not apply are empty. Names are raw bytes of a certificate.
struct Signer {
  Method method = Method::key;
  std::string key_hint{};                   // hexadecimal
  std::string subject{};                    // of the leaf: its common name, or a name that stands for it
  std::vector<std::string> names{};         // certificate: all that it has
  std::string fingerprint{};                // hexadecimal SHA-256 of the leaf
  std::string anchor_fingerprint{};         // ... of the root that it leads to
  std::string identity{};                   // keyless: as it was demanded and found
  std::string issuer{};                     // keyless
  std::vector<std::int64_t> times{};        // keyless: when it was signed, seconds since 1970, as others say
  std::string source_repository{};          // keyless, said by the identity provider
  std::string source_commit{};              // keyless
  std::optional<std::int64_t> judged_at{};  // certificate: the moment at which the chain is valid
  bool is_any_of_the_anchor = false;        // certificate: nobody said which leaf it has to be

  friend bool operator==(const Signer&, const Signer&) = default;
};

// One for each rule signature-*.
enum class Refused : std::uint8_t {
  malformed,
  unsupported,
  invalid,     // the cryptographic check failed
  untrusted,   // the signer leads to nothing that the caller trusts
  mismatch,    // another signer than the one asked for
  log_entry,   // keyless
  time_stamp,  // keyless
  conflict,    // with the manifest
};

struct Refusal {
  Refused why = Refused::malformed;
  std::string message{};  // printable

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

}  // namespace weightcheck::signature
