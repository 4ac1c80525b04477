// SPDX-License-Identifier: Apache-2.0
#include "base/word_list.hpp"

#include <gtest/gtest.h>

#include <string>

namespace weightcheck {
namespace {

constexpr SortedWords words = std::to_array<std::string_view>({"a", "ab", "no", "not", "notes", "é"});

TEST(WordList, holds_its_own_words_and_no_others) {
  for (const std::string_view word : {"a", "ab", "no", "not", "notes", "é"})
    EXPECT_TRUE(words.contains(word)) << word;
  for (const std::string_view word : {"", "b", "ac", "nod", "note", "noted", "abc", "è", "\xc3"})
    EXPECT_FALSE(words.contains(word)) << word;
}

TEST(WordList, tells_words_longer_than_any_bit_apart) {
  static constexpr std::string_view longer = "abcdefghijklmnopqrstuvwxyzabcdefghijklmn";
  constexpr SortedWords one = std::to_array<std::string_view>({longer});
  EXPECT_TRUE(one.contains(longer));
  EXPECT_FALSE(one.contains(longer.substr(1)));
  EXPECT_FALSE(one.contains(std::string(longer) + "x"));
  EXPECT_FALSE(one.contains(longer.substr(0, longer.size() - 1)));
}

TEST(WordList, finds_the_beginning_among_others_that_begin_alike) {
  constexpr std::array<std::string_view, 4> stems = {"inc", "incor", "instit", "lab"};
  for (const std::string_view word : {"inc", "incline", "incorporated", "institute", "laboratory"})
    EXPECT_TRUE(begins_with_one_of(word, stems)) << word;
  for (const std::string_view word : {"", "in", "instead", "ink", "la", "zoo", "a"})
    EXPECT_FALSE(begins_with_one_of(word, stems)) << word;
}

}  // namespace
}  // namespace weightcheck
