// SPDX-License-Identifier: Apache-2.0
// Base64 as RFC 4648 section 4 has it, padded. Writing only: nothing here reads it.
#pragma once

#include <string>

#include "base/bytes.hpp"

namespace weightcheck {

[[nodiscard]] std::string to_base64(ByteSpan bytes);

}  // namespace weightcheck
