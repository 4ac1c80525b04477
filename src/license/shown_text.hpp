// SPDX-License-Identifier: Apache-2.0
// Does a text show a sentence that a license asks for? Case, line breaks, marks and years do not matter, letters do.
#pragma once

#include <string>
#include <string_view>

namespace weightcheck::license {

// What a reader of a card or a notice sees: taken apart once, however many sentences are looked for.
class ShownText {
 public:
  explicit ShownText(std::string_view text);

  // True where the words of the phrase stand together: "Built with **Llama**". Never for a phrase without words.
  [[nodiscard]] bool shows(std::string_view phrase) const;

 private:
  std::string words_;  // one blank before and behind each
};

}  // namespace weightcheck::license
