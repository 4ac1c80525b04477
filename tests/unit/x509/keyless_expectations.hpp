// SPDX-License-Identifier: Apache-2.0
// What the tests of keyless signatures ask of a signature of the small sigstore that they bend.
#pragma once

#include <cstdint>
#include <string>

#include "signature/bundle.hpp"
#include "signature/signer.hpp"
#include "signature/trusted_root.hpp"
#include "small_sigstore.hpp"
#include "x509/keyless.hpp"

namespace weightcheck::test {

[[nodiscard]] x509::KeylessDemand demand(const std::string& by = identity, const std::string& vouched_by = issuer);

[[nodiscard]] signature::Keyless& signer(signature::Bundle& bundle);
[[nodiscard]] signature::LogEntry& entry(signature::Bundle& bundle);

// Signed, logged, and stamped at that time besides.
[[nodiscard]] signature::Bundle stamped(std::int64_t at = signed_at + 1);

void expect_holds(const signature::Bundle& bundle, const signature::TrustedRoot& root = small_sigstore().trusted(),
                  const x509::KeylessDemand& who = demand());

// For this reason, and with these words in the message.
void expect_refused(signature::Refused why, const std::string& message, const signature::Bundle& bundle,
                    const signature::TrustedRoot& root = small_sigstore().trusted(),
                    const x509::KeylessDemand& who = demand());

}  // namespace weightcheck::test
