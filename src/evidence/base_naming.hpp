// SPDX-License-Identifier: Apache-2.0
// Configs that say which model this one was made from: PEFT's, those of added heads and, less surely, transformers' own
// and what quantizers write.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "evidence/license_seen.hpp"

namespace weightcheck::evidence {

// Whether a file of this path is a config that may name a base: any adapter_config.json, the model's own config.json
// and quantize_config.json, and the config.json of its parts.
[[nodiscard]] bool may_name_base(const ModelPath& file);

// One for each base. A folder of a hub's cache names its repository and commit; any other folder of whoever made the
// config names nothing, for nobody can look at it.
[[nodiscard]] std::vector<BaseNaming> bases_named_in(const ModelPath& file, std::string_view text);

// "OWNER/NAME" or an address, and no path of somebody's machine?
[[nodiscard]] bool is_repository_name(std::string_view name);

}  // namespace weightcheck::evidence
