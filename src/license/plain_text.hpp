// SPDX-License-Identifier: Apache-2.0
// License files as their authors meant them to be read: encodings, line ends, HTML and markdown marks taken away, line
// numbers kept. What the marks hid from a reader's eye but not from the file (comments, most attributes) stays text, so
// that nothing is hidden here.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "license/characters.hpp"

namespace weightcheck::license {

struct PlainText {
  std::string text;  // UTF-8 with LF line ends, one line a line of the input
  bool marked_up =
      false;  // headings, emphasis, links or tags were there: a rendering of the text, not the text as a plain file
  Findings found{};  // invisible characters, and what of a page is no text: scripts, styles, pictures
};

// Only a page hides its head, its styles and scripts from a reader; in a file of another name they are text.
enum class FileForm : bool { text, page };
[[nodiscard]] FileForm form_of(std::string_view file_name);

// UTF-16 is known by its byte order mark; what is not UTF-8 is read as Latin-1.
[[nodiscard]] PlainText plain_text(ByteSpan bytes, FileForm form = FileForm::text);

}  // namespace weightcheck::license
