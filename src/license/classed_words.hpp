// SPDX-License-Identifier: Apache-2.0
// The words of a sentence by what they say of use: a negation, "only", business, research ..., whatever their language.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weightcheck::license {

enum class UseWord : std::uint8_t {
  other,
  negation,
  joiner,
  noncommercial,
  commercial,
  only,
  research,
  use,
  forbids,
  allows,
  requires_,
  grant,
  intent,
  limit,
};

struct ClassedWord {
  std::string text;
  UseWord of = UseWord::other;
};
using ClassedWords = std::vector<ClassedWord>;

// "non-commercial" and its like are one word, "not only" is no negation, "not prohibited" allows.
[[nodiscard]] ClassedWords classed_words_of(std::string_view sentence);

}  // namespace weightcheck::license
