// SPDX-License-Identifier: Apache-2.0
// A license text as the words that carry its terms: what differs from copy to copy without changing them (marks,
// numbering, copyright lines, addresses, spelling) is left out. Texts with the same words are the same license; the
// fingerprints are made of these words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weightcheck::license {

struct Word {
  std::string text;        // lower case, in its common spelling
  std::uint32_t line = 0;  // from 1

  friend bool operator==(const Word&, const Word&) = default;
};

// Of a plain_text().
//  - A copyright line is left out only where it holds no word of terms: "Copyright 2024 X. Not for commercial use."
//  stays.
//  - "authors or copyright holders", "copyright owner", "regents and contributors" ... are the one word `holder`.
//  - One-letter words and list markers (a), 2.1., iv) are no words; three and more such letters in a row are.
//  - Letters in other forms (full width, bold, circled) are the plain ones.
//  - An address is no word unless it is a sentence: "x.org/you-must-not-use-this".
[[nodiscard]] std::vector<Word> words_of(std::string_view plain);

struct GeneralWords {
  std::vector<Word> words;
  bool names_filled = false;
};

// The words with the names that people put in place of "the copyright holder" turned back: "neither the name of Example
// Inc nor", "provided by Example Inc as is". A name of more than ten words, or with a word of terms in it, is no name.
[[nodiscard]] GeneralWords general_words(const std::vector<Word>& words);

// Joined by single spaces.
[[nodiscard]] std::string joined(const std::vector<Word>& words);

}  // namespace weightcheck::license
