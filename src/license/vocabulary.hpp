// SPDX-License-Identifier: Apache-2.0
// Words that mean something to the identifier itself: those that bind or limit the reader, and spellings that are the
// same word.
#pragma once

#include <cstddef>
#include <string_view>

namespace weightcheck::license {

// A word that obliges, limits or forbids: where an added line holds one, the addition is more than decoration.
[[nodiscard]] bool is_obligation_word(std::string_view lower_case_word);

// Wider: a word of terms at all. A line that holds one is never dropped as a mere copyright statement or attribute.
[[nodiscard]] bool is_terms_word(std::string_view lower_case_word);

// How many runs of ASCII letters in the text, lower-cased, are terms words, and how many of them obligation words.
struct TermsWords {
  std::size_t all = 0;
  std::size_t binding = 0;
};
[[nodiscard]] TermsWords terms_words_in(std::string_view text);

// True where any run of ASCII letters in the text, lower-cased, is a terms word.
[[nodiscard]] bool holds_terms_word(std::string_view text);

// The spelling under which a word is compared ("licence" -> "license"); the word itself where there is no other.
[[nodiscard]] std::string_view common_spelling(std::string_view lower_case_word);

}  // namespace weightcheck::license
