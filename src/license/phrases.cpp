// SPDX-License-Identifier: Apache-2.0
#include "license/phrases.hpp"

#include <algorithm>

namespace weightcheck::license {

std::size_t phrase_length(std::span<const Word> words, std::string_view phrase) {
  std::size_t length = 0;
  while (!phrase.empty()) {
    const std::size_t end = std::min(phrase.find(' '), phrase.size());
    if (length == words.size() || words[length].text != phrase.substr(0, end)) return 0;
    phrase.remove_prefix(std::min(end + 1, phrase.size()));
    ++length;
  }
  return length;
}

bool begins_with(std::span<const Word> words, std::string_view phrase) { return phrase_length(words, phrase) != 0; }

}  // namespace weightcheck::license
