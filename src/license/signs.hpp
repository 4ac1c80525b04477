// SPDX-License-Identifier: Apache-2.0
// Which characters of a text are read, and what an address is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weightcheck::license {

// A letter, mark or number of any script. The circled and squared capitals that no composition form unfolds are
// pictures by category, and read all the same.
[[nodiscard]] bool is_letter(std::int32_t code_point);

// What is no letter and is read all the same: not equal, no entry, a dagger, a paragraph sign, and what nobody can know
// the look of. Quotation marks, dashes, bullets, frames and the signs beside names say nothing.
[[nodiscard]] bool is_read_sign(std::int32_t code_point);

// Letters in full width, in bold, in circles ... as the plain ones that a reader takes them for (NFKC).
[[nodiscard]] std::string folded(std::string_view line);

// The length of an address at the beginning of a text: "https://...", "www. ...", "name.org/path", "me@name.org". It
// ends at a space. 0: there is none.
[[nodiscard]] std::size_t address_length(std::string_view text);

// One spelling for all: "@apache.org/licenses" for "http://www.Apache.org/licenses/" and
// "<https://apache.org/licenses>".
[[nodiscard]] std::string address_word(std::string_view address);

}  // namespace weightcheck::license
