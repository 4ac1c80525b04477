// SPDX-License-Identifier: Apache-2.0
// Does a leaf lead to an authority of the trusted root at a moment? For the keyless method alone: the moment is one
// of signing, long past, and intermediates come from the trusted root.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "signature/moment.hpp"
#include "x509/decoded.hpp"

namespace weightcheck::x509 {

struct AuthorityChain {
  Digest issuer_key;  // SHA-256 of the SubjectPublicKeyInfo of who issued the leaf
  std::string root;   // fingerprint of the root
};

// The chain to the first authority that is valid and reached then. Nothing where there is none. The leaf's own
// validity is not asked: X509_verify_cert() takes the last second of it for later, and an authority's ends belong to
// it, so check_keyless() compares that itself.
[[nodiscard]] std::optional<AuthorityChain> chain_at(const Decoded& leaf,
                                                     const std::vector<DecodedAuthority>& authorities,
                                                     const signature::Moment& moment);

}  // namespace weightcheck::x509
