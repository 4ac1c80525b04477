// SPDX-License-Identifier: Apache-2.0
// Who signed a model, in the words that all reports share.
#pragma once

#include <string>

#include "policy/report.hpp"

namespace weightcheck::report {

// "signed by the key sha256:...", "signed by a certificate of CN, sha256:..., under the root sha256:...", "signed by
// ID (issuer URL), logged TIME"; "" where no signature holds. Printable, no full stop.
[[nodiscard]] std::string signer_words(const policy::Report& report);

// That, and what it leaves open, as sentences; "" likewise.
[[nodiscard]] std::string signature_sentences(const policy::Report& report);

// What stands behind a model: "none", "self", "pinned", "signed", "pinned+signed".
[[nodiscard]] std::string trust_words(const policy::Report& report);

}  // namespace weightcheck::report
