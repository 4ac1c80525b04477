// SPDX-License-Identifier: Apache-2.0
// Rows of words that stand at one place of a text. A phrase is written with single spaces.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "license/words.hpp"

namespace weightcheck::license {

// How many words the phrase has, where `words` begins with it; 0 where not.
[[nodiscard]] std::size_t phrase_length(std::span<const Word> words, std::string_view phrase);

[[nodiscard]] bool begins_with(std::span<const Word> words, std::string_view phrase);

}  // namespace weightcheck::license
