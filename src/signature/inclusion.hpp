// SPDX-License-Identifier: Apache-2.0
// Merkle trees of transparency logs (RFC 6962, 2.1; RFC 9162, 2.1.3): which root a log's tree has if the entry is in
// it.
#pragma once

#include "base/bytes.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "signature/bundle.hpp"

namespace weightcheck::signature {

// The root that follows from the entry's bytes and the proof's hashes; whether it is the log's is for the caller to
// ask. `proof.root_hash` is not looked at. Errors: malformed, for a place outside the tree, a number of hashes that
// does not belong to that place, a hash of another length.
[[nodiscard]] Result<Digest> root_of(ByteSpan entry, const InclusionProof& proof);

}  // namespace weightcheck::signature
