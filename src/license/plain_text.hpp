// SPDX-License-Identifier: Apache-2.0
// License files as their authors meant them to be read: encodings, line ends, HTML and markdown marks taken away, line
// numbers kept. What the marks hid from a reader's eye but not from the file (comments, titles and targets of links) is
// neither left out nor in its place: "hidden" stands before each word of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "license/characters.hpp"

namespace weightcheck::license {

// Where a reader of a page sees a new line, and the file has none: no line of the input ends there.
inline constexpr char line_break = '\f';

struct PlainText {
  std::string text;        // UTF-8 with LF line ends, one line a line of the input
  bool marked_up = false;  // links, tags, comments or entities were there: a rendering of the text, not the plain file
  Findings found{};        // invisible characters, and what of a page is no text: scripts, styles, pictures
};

// Only a page hides its head, its styles and scripts from a reader, and only a rendering what its markup leaves out; in
// a file of another name they are text.
enum class FileForm : std::uint8_t { text, page, markdown, restructured };
[[nodiscard]] FileForm form_of(std::string_view file_name);

// UTF-16 is known by its byte order mark; what is not UTF-8 is read as Latin-1.
[[nodiscard]] PlainText plain_text(ByteSpan bytes, FileForm form = FileForm::text);

}  // namespace weightcheck::license
