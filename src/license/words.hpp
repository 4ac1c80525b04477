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
  bool stop = false;       // a sentence, or a part of one, ends behind it

  friend bool operator==(const Word&, const Word&) = default;
};

// What was left out of the comparison, so that a reader of the report can object.
struct SetAside {
  std::uint32_t line = 0;  // from 1
  std::string text;        // raw; to be printed through base/escape.hpp

  friend bool operator==(const SetAside&, const SetAside&) = default;
};

struct TextWords {
  std::vector<Word> words;
  std::vector<SetAside> set_aside{};         // copyright statements, and the mark before each line of a comment
  std::vector<std::uint32_t> look_alikes{};  // lines with a word of Latin letters and others that look like them
};

// Of a plain_text().
//  - A copyright line is left out only where it has the shape of years and names (license/statement.hpp).
//  - "authors or copyright holders", "copyright owner", "regents and contributors" ... are the one word `holder`.
//  - One enumerator (a), 2.1., iv) where a clause begins is not read; three and more single letters in a row are one.
//  - Letters in other forms (full width, bold, circled) are the plain ones.
//  - A symbol is a word ("\xE2\x89\xA0", "%"), and so is an address: "@apache.org/licenses" for all its spellings.
[[nodiscard]] TextWords read_words(std::string_view plain);
[[nodiscard]] std::vector<Word> words_of(std::string_view plain);

// Is it a symbol or an address?
[[nodiscard]] bool is_mark(std::string_view word);

// Joined by single spaces.
[[nodiscard]] std::string joined(const std::vector<Word>& words);

}  // namespace weightcheck::license
