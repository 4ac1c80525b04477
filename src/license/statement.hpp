// SPDX-License-Identifier: Apache-2.0
// Whether what follows "Copyright" has the shape of years and names, and no other: only that is set aside.
#pragma once

#include <string_view>

namespace weightcheck::license {

// Which part of a line: where a name has been said already, less is taken for another one.
enum class StatementPart : bool { first, later };

// Years, names, addresses, "and contributors", "all rights reserved" (in several languages). A verb, a duty, a limit,
// a sign that is no punctuation, or more words than a name has: not plain. Of a line that folded() has gone over.
[[nodiscard]] bool is_plain_statement(std::string_view line, StatementPart part = StatementPart::first);

// "All rights reserved", in the languages that know it, at the end of a statement or alone.
[[nodiscard]] bool reserves_rights(std::string_view lower_case_line);

// "of", "and", "the": stands between names, so a row of them goes on.
[[nodiscard]] bool is_joint(std::string_view lower_case_word);

// Is a word of a script without capitals as long as a sentence, and not called a firm, a school ...?
[[nodiscard]] bool may_be_sentence(std::string_view caseless_word);

}  // namespace weightcheck::license
