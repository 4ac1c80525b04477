// SPDX-License-Identifier: Apache-2.0
// Where a text and a license part: which words the license does not explain, how many of its own are missing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "license/compare.hpp"
#include "license/fingerprints.hpp"
#include "license/words.hpp"

namespace weightcheck::license {

struct Difference {
  std::vector<std::size_t>
      unexplained;                   // indexes of words that the reference does not have, there or as often; ascending
  std::vector<std::size_t> foreign;  // of these, the ones that stand in no pair of the reference; ascending
  std::size_t repeated_words = 0;    // of the unexplained: those that the reference has too, but not as often
  std::size_t missing_words = 0;     // of the reference, about: known only through pairs of words
  std::vector<std::uint32_t>
      missing_lines;           // of the text, next to which they are missing; the last one if the end is cut off
  bool pairs_missing = false;  // something of the reference is not in the text, if only the joint of two words
};

[[nodiscard]] Difference difference(const Fingerprints& fingerprints, const Likeness& likeness,
                                    const std::vector<Word>& words, const TextBigrams& bigrams);

}  // namespace weightcheck::license
