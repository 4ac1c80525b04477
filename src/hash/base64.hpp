// SPDX-License-Identifier: Apache-2.0
// Base64 as RFC 4648 section 4 has it, padded. Written by OpenSSL, whose reading is lax; read here, to the letter.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace weightcheck::hash {

// Of small things, a digest or a token: over 1 GiB is a bug and throws.
[[nodiscard]] std::string to_base64(ByteSpan bytes);

// Of what to_base64() writes and nothing else: no blank, no missing padding, no bit set that stands for nothing.
[[nodiscard]] std::optional<std::vector<std::byte>> from_base64(std::string_view text);

}  // namespace weightcheck::hash
