// SPDX-License-Identifier: Apache-2.0
// What a signature says, and who it says has signed. Nothing is checked: anybody can write such a file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "signature/signer.hpp"
#include "signature/statement.hpp"
#include "x509/fulcio.hpp"

namespace weightcheck::workflow {

// Names are raw. Members that do not apply are empty.
struct SignatureSaid {
  signature::Method method = signature::Method::key;
  std::string key_hint{};
  std::vector<std::string> names{};                  // of the leaf: emails, URIs, DNS names; then common names
  std::vector<std::string> identities{}, issuers{};  // keyless
  x509::Origin origin{};                             // keyless
  std::string fingerprint{};                         // hexadecimal, of the leaf
  signature::Validity valid{};                       // of the leaf
  std::size_t certificates = 0;
  std::vector<std::int64_t> logged{};  // keyless: seconds since 1970, as the log entries say
  std::size_t log_entries = 0, time_stamps = 0;
  signature::Statement statement{};
};

// Errors: usage for a file that is not there; inconsistent for what is not a signature, or one of a form that is not
// known here; io, denied.
[[nodiscard]] Result<SignatureSaid> inspect_signature(const std::string& file);

}  // namespace weightcheck::workflow
