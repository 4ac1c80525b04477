// SPDX-License-Identifier: Apache-2.0
// A word looked up in a list that is written out beside its use: a short one as it stands, a long one in order.
#pragma once

#include <algorithm>
#include <array>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weightcheck {

template <std::size_t size>
[[nodiscard]] constexpr bool is_among(std::string_view word, const std::array<std::string_view, size>& words) {
  return std::ranges::find(words, word) != words.end();
}

// Does one of these beginnings, which are sorted, begin the word?
template <std::size_t size>
[[nodiscard]] constexpr bool begins_with_one_of(std::string_view word,
                                                const std::array<std::string_view, size>& sorted) {
  if (word.empty()) return false;
  // What begins the word sorts before it, and only others with the same first byte stand between the two.
  auto after = std::ranges::upper_bound(sorted, word);
  while (after != sorted.begin() && (*--after)[0] == word[0]) {
    if (word.starts_with(*after)) return true;
  }
  return false;
}

// A sorted list. Texts ask it for every word they hold, and most are told at once: no word of the list has that first
// byte and that length.
template <std::size_t size>
class SortedWords {
 public:
  // Does not compile with words that are empty, or out of order.
  consteval SortedWords(const std::array<std::string_view, size>& words)  // NOLINT(google-explicit-constructor)
      : words_(words) {
    if (!std::ranges::is_sorted(words)) throw "the words are not sorted";
    for (const std::string_view word : words)
      lengths_.at(first_byte(word)) |= bit_of(word);
  }

  [[nodiscard]] constexpr bool contains(std::string_view word) const {
    return !word.empty() && (lengths_[first_byte(word)] & bit_of(word)) != 0 &&
           std::ranges::binary_search(words_, word);
  }

 private:
  static constexpr std::size_t first_byte(std::string_view word) { return static_cast<unsigned char>(word.at(0)); }
  static constexpr std::uint32_t bit_of(std::string_view word) {
    constexpr std::size_t longest = 31;  // and what is longer
    return std::uint32_t{1} << std::min(word.size(), longest);
  }

  std::array<std::string_view, size> words_;
  std::array<std::uint32_t, UCHAR_MAX + 1> lengths_{};  // by the first byte: bit N for words of N bytes
};

}  // namespace weightcheck
