// SPDX-License-Identifier: Apache-2.0
// What a hub, a mirror or an object store answers in place of a file, and what that means for the one who downloads.
#pragma once

#include <string>
#include <string_view>

namespace weightcheck::evidence {

// What the answer means and what to do, in one clause; "" where its words are none that are known here.
[[nodiscard]] std::string_view meaning_of_answer(std::string_view text);

// Is this short text an answer of the known ones and nothing else? Of a text file that is all that can be told.
[[nodiscard]] bool is_known_answer(std::string_view text);

// A line of three words or more, or an address or a link's text: no list of words, merges or pieces is one of these.
[[nodiscard]] bool is_sentence(std::string_view text);

// Is this JSON document an error that a server told, and not a config? `text` is JSON.
[[nodiscard]] bool is_error_document(std::string_view text);

// What a reader would see of it, in one line: the title of a page, the first words of a text. Raw bytes.
[[nodiscard]] std::string words_of_answer(std::string_view text);

// The picture or print that the bytes begin like: "PNG image"; "" where they are none. A server sends one for a page
// that it does not want to be read by programs, and browsers save it under the name that was asked for.
[[nodiscard]] std::string_view picture_of(std::string_view head);
[[nodiscard]] bool is_picture(std::string_view words);

// What a server wrote in UTF-16 or Latin-1, as UTF-8; "" where the bytes are no text in either.
[[nodiscard]] std::string answer_in_utf8(std::string_view head);

}  // namespace weightcheck::evidence
