// SPDX-License-Identifier: Apache-2.0
// Signatures of logs, over checkpoints, promises and certificate timestamps; and of keys like theirs.
#pragma once

#include <vector>

#include "base/bytes.hpp"
#include "signature/trusted_root.hpp"

struct evp_pkey_st;

namespace weightcheck::x509 {

// True only where the key is of that kind and the signature holds: ECDSA on P-256 with SHA-256 (DER), or Ed25519.
[[nodiscard]] bool holds_under(evp_pkey_st* key, signature::LogKeyKind kind, ByteSpan signature, ByteSpan signed_bytes);
[[nodiscard]] bool holds_under(const signature::Log& log, ByteSpan signature, ByteSpan signed_bytes);

// The log with this id whose key was valid at all of these times; nothing where there is none. Several may have one id:
// a key that was trusted twice.
[[nodiscard]] const signature::Log* find_log(const std::vector<signature::Log>& logs, ByteSpan id,
                                             std::span<const signature::Moment> times);

}  // namespace weightcheck::x509
