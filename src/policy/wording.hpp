// SPDX-License-Identifier: Apache-2.0
// How rules put names and numbers into sentences.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/model_path.hpp"
#include "evidence/evidence.hpp"

namespace weightcheck::policy {

[[nodiscard]] std::string quoted(const ModelPath& path);  // 'unet/a.safetensors', escaped
[[nodiscard]] std::string quoted_text(
    std::string_view bytes);  // the same for other text from outside, cut to a readable length
// "1 byte", "1,024 bytes"; with `plural` where an s does not make it: "2 indexes"
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view noun, std::string_view plural = {});
[[nodiscard]] std::string some_files(const std::vector<std::string>& paths);  // "'a'", "'a', 'b' and 5 more files"

// Who says what the files must be: "the manifest", "the hub cache and the git index"; "nobody".
[[nodiscard]] std::string expectation_words(const evidence::Evidence& evidence);

// "the manifest and the git index", of those claim sets of a row's `held` that are `word`.
[[nodiscard]] std::string sources_that_say(const evidence::Evidence& evidence, const evidence::FileRow& row,
                                           evidence::Held word);

}  // namespace weightcheck::policy
