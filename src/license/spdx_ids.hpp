// SPDX-License-Identifier: Apache-2.0
// The ids of the SPDX license list, version 3.28.0, and of its exceptions.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace weightcheck::license {

// In the list's own spelling, whatever the case of the argument.
[[nodiscard]] std::optional<std::string_view> spdx_license_id(std::string_view id);
[[nodiscard]] std::optional<std::string_view> spdx_exception_id(std::string_view id);

[[nodiscard]] std::span<const std::string_view> spdx_license_ids();

}  // namespace weightcheck::license
