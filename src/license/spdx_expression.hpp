// SPDX-License-Identifier: Apache-2.0
// SPDX license expressions (SPDX 3.0.1, annex "SPDX license expressions"):
//   expression = term { OR term } ;  term = factor { AND factor } ;  factor = "(" expression ")" | simple [ WITH
//   exception ] simple = id [ "+" ] | [ "DocumentRef-" idstring ":" ] "LicenseRef-" idstring ;  exception = id | ...
//   "AdditionRef-" idstring idstring = one or more of A-Z a-z 0-9 - .
// "+" follows a version: what a later MIT would be, nobody says. Operators are upper case or all lower case.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace weightcheck::license {

struct Expression {
  enum class Form : std::uint8_t { license, all_of, any_of };

  Form form = Form::license;
  std::string id;         // license: in the list's spelling where it is listed
  bool listed = false;    // license: is in the SPDX list, or a LicenseRef, which needs no list
  bool or_later = false;  // license: with "+"
  std::string exception;  // license: after WITH, may be empty
  bool exception_listed = true;
  std::vector<Expression> parts;  // all_of, any_of: two or more, none of the same form

  friend bool operator==(const Expression&, const Expression&) = default;
};

// Errors: malformed, with the position; limit. An id that is not in the list is no error: see `listed`.
[[nodiscard]] Result<Expression> parse_expression(std::string_view text);

// With the list's spelling, upper-case operators and only the parentheses that are needed.
[[nodiscard]] std::string canonical_text(const Expression& expression);

// Of a leaf: has it no exception, or one of the SPDX list? What stands behind WITH changes what is granted, so that an
// exception that nobody knows (also an AdditionRef) makes the license one that nobody knows.
[[nodiscard]] bool has_known_exception(const Expression& license);

// The licenses in it, in order, without "+" and exceptions; each once.
[[nodiscard]] std::vector<std::string> ids_of(const Expression& expression);

// The ids and exceptions in it that no list knows.
[[nodiscard]] std::vector<std::string> unlisted_ids_of(const Expression& expression);

}  // namespace weightcheck::license
