// SPDX-License-Identifier: Apache-2.0
// What stands at the beginning of a line and is not part of its sentence: comment leaders, bullets, numbering,
// copyright statements.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weightcheck::license {

struct CommentLines {
  std::vector<std::string_view> lines;  // one a line of the text
  std::string leader{};                 // what was taken from their beginnings; "" where nothing was
};

// The lines of a text without the comment's mark that stands before four in five of them.
[[nodiscard]] CommentLines lines_of(std::string_view plain);

// Without leading decoration and list markers, and without blanks and emphasis at the end.
[[nodiscard]] std::string_view without_markers(std::string_view line);

// Tells copyright statements from sentences about copyright, line after line of one text, in order.
class CopyrightLines {
 public:
  // The part of the line (without_markers) that is not a copyright statement: often all, or nothing, of it.
  [[nodiscard]] std::string_view rest_of(std::string_view line);

 private:
  bool inside_ = false;      // the last line with words was a copyright statement
  bool open_ended_ = false;  // ... and ended in the middle of a list of names
};

// The length of a list marker "2.", "(1)", "1.2.", "iv)" that stands at the beginning of `text`, 0 where there is none.
[[nodiscard]] std::size_t marker_length(std::string_view text);

}  // namespace weightcheck::license
