// SPDX-License-Identifier: Apache-2.0
// What `weightcheck --version` prints.
#pragma once

#include <cstdint>
#include <string>

namespace weightcheck::cli {

enum class VersionDetail : std::uint8_t { brief, engines };

[[nodiscard]] std::string version_text(VersionDetail detail);

}  // namespace weightcheck::cli
