// SPDX-License-Identifier: Apache-2.0
// What a reader of a Markdown page sees of its prose: no code, comments, tags or addresses. For sentences that are
// looked over, not for texts that are compared.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace weightcheck::license {

// Without blocks of code.
[[nodiscard]] std::string without_fences(std::string_view markdown);

// Line ends stay, so that headings, points of a list and rows of a table are still lines. Of a link its text is left.
[[nodiscard]] std::string shown_prose(std::string_view markdown);

// Each sentence, heading, point and cell of the prose of a page, raw. Longer ones than 2,000 bytes come in pieces.
void for_each_shown_sentence(std::string_view markdown, const std::function<void(std::string_view)>& use);

}  // namespace weightcheck::license
