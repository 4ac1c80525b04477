// SPDX-License-Identifier: Apache-2.0
// What the prose of a model card says that the model was made from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weightcheck::license {

// "Fine-tuned from [OWNER/NAME](...)", "Original model: https://...", "converted to MLX format from OWNER/NAME". What
// is said of baselines, tokenizers and other models, and what is denied, is left out. Few at most.
[[nodiscard]] std::vector<std::string> bases_in_prose(std::string_view body);

}  // namespace weightcheck::license
