// SPDX-License-Identifier: Apache-2.0
// HMAC-SHA-256 (RFC 2104, FIPS 198-1), by OpenSSL.
#pragma once

#include "base/bytes.hpp"
#include "base/digest.hpp"

namespace weightcheck::hash {

[[nodiscard]] Digest hmac_sha256(ByteSpan key, ByteSpan message);

// Compares in a time that does not depend on where they differ.
[[nodiscard]] bool same_mac(const Digest& one, const Digest& other);

}  // namespace weightcheck::hash
