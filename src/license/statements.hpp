// SPDX-License-Identifier: Apache-2.0
// What a text says about which license is for what: "The code in this repository is under the MIT license. The model
// weights are released under CC BY-NC 4.0." Only what is said outright; nothing is concluded.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weightcheck::license {

struct Statement {
  enum class Of : std::uint8_t { weights, code, data };

  Of of = Of::weights;
  std::string license{};      // an id as in Identification; empty where none is known by the name that is given
  bool of_this_text = false;  // "this license", "the following terms"
  bool negated = false;       // "does not apply to the weights"

  friend bool operator==(const Statement&, const Statement&) = default;
};

// In the order of the text, each once.
[[nodiscard]] std::vector<Statement> statements_in(std::string_view text);

// The same of the prose of a model card, which speaks of bases, datasets and other models too: no sentence that does so
// counts, and none in a table or a block of code.
[[nodiscard]] std::vector<Statement> statements_in_card(std::string_view body);

// Does a text speak of what others made and is only bundled here: "third-party software", "this product includes"?
[[nodiscard]] bool speaks_of_others(std::string_view text);

// Is this a text of terms and not one of something else? Two words at least that grant, bind or limit, in any of the
// languages that models are published in.
[[nodiscard]] bool speaks_of_terms(std::string_view text);

}  // namespace weightcheck::license
