// SPDX-License-Identifier: Apache-2.0
// Configs that say which model this one was made from: PEFT's and, less surely, transformers' own.
#pragma once

#include <optional>
#include <string_view>

#include "evidence/license_seen.hpp"

namespace weightcheck::evidence {

// Whether a file of this path is a config that names a base: any adapter_config.json, and the model's own config.json.
[[nodiscard]] bool may_name_base(const ModelPath& file);

// Nothing where the config names none, or a folder of whoever made it. Names that are no repository at a hub are left
// out: nobody can look at them.
[[nodiscard]] std::optional<BaseNaming> base_named_in(const ModelPath& file, std::string_view text);

// "OWNER/NAME" or an address, and no path of somebody's machine?
[[nodiscard]] bool is_repository_name(std::string_view name);

}  // namespace weightcheck::evidence
