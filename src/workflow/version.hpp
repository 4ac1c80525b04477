// SPDX-License-Identifier: Apache-2.0
// The version of this build, from CMake's project().
#pragma once

#include <string_view>

namespace weightcheck::workflow {

[[nodiscard]] std::string_view version();  // "0.1.0"
// Of the sources: 40 hex digits, perhaps ", modified"; "" where they came without git.
[[nodiscard]] std::string_view commit();

}  // namespace weightcheck::workflow
