// SPDX-License-Identifier: Apache-2.0
// Whether words stand in the order of a known text: pairs of neighbours alone do not tell, since a sentence can be
// built anew from the same pairs.
#pragma once

#include <cstddef>
#include <vector>

#include "license/fingerprints.hpp"
#include "license/words.hpp"

namespace weightcheck::license {

// Do the terms of a reference stand in the text in one piece, once the words left out (ascending) are taken away?
[[nodiscard]] bool holds_in_order(const std::vector<Word>& words, const std::vector<std::size_t>& left_out,
                                  const Reference& reference);

}  // namespace weightcheck::license
