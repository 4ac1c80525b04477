// SPDX-License-Identifier: Apache-2.0
// Measures how alike a text and the known texts are, and where they part. Knows numbers, not verdicts.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "license/fingerprints.hpp"
#include "license/words.hpp"

namespace weightcheck::license {

inline constexpr double alike_min = 0.80;  // Dice from which a text counts as a version of a license

struct Likeness {
  std::size_t reference = 0;
  double dice =
      0;  // 2 * common / (both): 1 for equal texts, whatever stands in the known text's titles and instructions
  double containment = 0;  // common / the reference: 1 where all of it is in the text
  double around = 1;       // the same of what stands around the terms; may be over 1, since titles differ
};

// The text against every reference that shares a word pair with it, the most alike first. A common license goes before
// a rarer one that leads it by a hair, unless the rarer one's own words are in the text.
[[nodiscard]] std::vector<Likeness> likenesses(const Fingerprints& fingerprints, const TextBigrams& bigrams);

// The reference that explains the text best, of those that are alike enough or nearly whole inside it; nothing where
// there is none. Where no reference is clearly the text, it may hold two licenses, or one of them twice: then the one
// that leaves the fewest words unexplained and missing is better than the one with the most alike numbers.
[[nodiscard]] std::optional<Likeness> best_explanation(const Fingerprints& fingerprints,
                                                       const std::vector<Likeness>& ranking,
                                                       const std::vector<Word>& words, const TextBigrams& bigrams);

}  // namespace weightcheck::license
