// SPDX-License-Identifier: Apache-2.0
// Base64 as RFC 4648 section 4 has it, padded, by OpenSSL. Writing only: nothing here reads it.
#pragma once

#include <string>

#include "base/bytes.hpp"

namespace weightcheck::hash {

// Of small things, a digest or a token: over 1 GiB is a bug and throws.
[[nodiscard]] std::string to_base64(ByteSpan bytes);

}  // namespace weightcheck::hash
