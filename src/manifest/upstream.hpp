// SPDX-License-Identifier: Apache-2.0
// What may stand as a header's value. Syntax only: whether a repository exists is for anchor, whether it is the
// demanded one for policy.
#pragma once

#include <string_view>

#include "base/result.hpp"

namespace weightcheck::manifest {

// As hubs::check_written() has it: of the spellings that there are, those that a published text may hold.
[[nodiscard]] Status check_upstream(std::string_view url);

// A license as a header names it: one line of visible text, at most limits::spdx_expression_bytes_max bytes, no blank
// at either end.
[[nodiscard]] Status check_license(std::string_view text);

}  // namespace weightcheck::manifest
