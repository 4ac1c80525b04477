// SPDX-License-Identifier: Apache-2.0
// Names that people put where a published text has room for one.
#pragma once

#include <vector>

#include "license/words.hpp"

namespace weightcheck::license {

struct GeneralWords {
  std::vector<Word> words;
  bool names_filled = false;
  bool changed = false;           // "neither the name Example nor": a blank, but for a word
  std::vector<SetAside> names{};  // what stood in the blanks, in lower case
};

// The words with the names that people put in place of "the copyright holder" turned back: "neither the name of Example
// Inc nor", "provided by Example Inc as is". A name of more than eight words, with a number or a word of terms in it,
// or over the end of a sentence, is no name.
[[nodiscard]] GeneralWords general_words(const std::vector<Word>& words);

}  // namespace weightcheck::license
