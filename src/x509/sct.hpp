// SPDX-License-Identifier: Apache-2.0
// The signed certificate timestamp within a certificate (RFC 6962, 3.2 and 3.3): a certificate log's word that it has
// seen the certificate, so that an authority cannot issue one in secret.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "signature/trusted_root.hpp"
#include "x509/decoded.hpp"

namespace weightcheck::x509 {

// Holds where the leaf has exactly one, of version 1, by one of the logs while its key was valid, over this
// certificate. `issuer_key` is the SHA-256 of the issuer's SubjectPublicKeyInfo. Errors: inconsistent, with what is
// wrong.
[[nodiscard]] Status check_sct(const Decoded& leaf, const Digest& issuer_key, const std::vector<signature::Log>& logs);

}  // namespace weightcheck::x509
