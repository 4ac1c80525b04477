// SPDX-License-Identifier: Apache-2.0
// What stands at the beginning of a line and is not part of its sentence: comment leaders, bullets, numbering,
// copyright statements.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "license/enumerators.hpp"

namespace weightcheck::license {

struct Line {
  std::string_view text;
  std::uint32_t number = 1;  // of the line of the file, from 1
};

struct CommentLines {
  std::vector<Line> lines;
  std::string leader{};  // what was taken from their beginnings; "" where nothing was
};

// The lines of a text without the comment's mark that stands before four in five of them.
[[nodiscard]] CommentLines lines_of(std::string_view plain);

// Without leading decoration, and without blanks and emphasis at the end.
[[nodiscard]] std::string_view without_decoration(std::string_view line);

// The line (without_decoration) without the enumerator that a clause begins with there; "(c) 2024" is none.
[[nodiscard]] std::string_view without_enumerator(std::string_view line, Clauses& clauses);

// Tells copyright statements from sentences about copyright, line after line of one text, in order.
class CopyrightLines {
 public:
  // The part of the line (without_decoration) that is not a copyright statement: often all, or nothing, of it. A
  // statement may go on over lines that are nothing but names, up to the end of its paragraph.
  [[nodiscard]] std::string_view rest_of(std::string_view line, bool ends_paragraph);

 private:
  bool inside_ = false;       // the last line with words was a copyright statement
  bool open_ended_ = false;   // ... and ended in the middle of a list of names
  bool in_sentence_ = false;  // the last line ended in a comma
  bool goes_on_ = false;      // ... directly above, and did not end in what ends all statements
};

}  // namespace weightcheck::license
