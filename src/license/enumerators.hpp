// SPDX-License-Identifier: Apache-2.0
// What numbers the clauses of a text: layout where a clause begins, and one for each; anywhere else, and in a row, it
// is text like any other, for a row of letters can spell a word.
#pragma once

#include <cstddef>
#include <string_view>

namespace weightcheck::license {

// The length of "2.", "(1)", "1.2.", "iv)", "a." at the beginning, 0 where there is none.
[[nodiscard]] std::size_t enumerator_length(std::string_view text);

// Goes along with the words of a text, line after line, and knows where a clause may begin. Where lines are broken does
// not matter, so that a text which is wrapped anew has the same words.
class Clauses {
 public:
  void end_paragraph();
  void add_word(std::string_view lower_case_word);
  void add_stop();  // one of . ; : , ! ? behind a word

  // The length of the enumerator at the beginning of `text`, if a clause begins there: it is not to be read then.
  [[nodiscard]] std::size_t take_enumerator(std::string_view text);

 private:
  bool begins_ = true;
  bool numbered_ = false;  // an enumerator was taken, and no word has followed
  bool initial_ = false;   // the last word was a single letter, behind which a full stop ends nothing
};

}  // namespace weightcheck::license
