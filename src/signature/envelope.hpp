// SPDX-License-Identifier: Apache-2.0
// Which bytes a signature of a DSSE envelope is over (secure-systems-lab/dsse, protocol.md): the payload as it is,
// never written anew, with its type and length before it.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace weightcheck::signature {

inline constexpr std::string_view payload_type = "application/vnd.in-toto+json";

[[nodiscard]] std::string signed_bytes(ByteSpan payload);

// What version 0.2.0 of the first tool signed by mistake: "DSSEV1", and Python's repr() of the payload. To be tried
// only after signed_bytes() failed, and only for a statement of that version.
[[nodiscard]] std::string signed_bytes_0_2(ByteSpan payload);

}  // namespace weightcheck::signature
