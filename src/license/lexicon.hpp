// SPDX-License-Identifier: Apache-2.0
// Words of duties and limits in the languages that licenses are written in. The list can only raise: a word that it
// does not have proves nothing.
#pragma once

#include <string>
#include <string_view>

namespace weightcheck::license {

// Does this word, of any language, bind, limit or forbid? Of a script that is written without blanks the "word" may be
// a sentence.
[[nodiscard]] bool binds(std::string_view lower_case_word);

// A word of sentences, which names of people, firms and schools do not hold: "expires", "keep", "nur", "interdite".
[[nodiscard]] bool is_sentence_word(std::string_view lower_case_word);
// ... of a language that is not English.
[[nodiscard]] bool is_of_other_language(std::string_view lower_case_word);

// Lower case in every script; what is not UTF-8 stays.
[[nodiscard]] std::string lower_case(std::string_view text);

}  // namespace weightcheck::license
