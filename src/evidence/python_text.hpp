// SPDX-License-Identifier: Apache-2.0
// Texts that may be Python: whether a reader of Python would take them, and whether they call something.
#pragma once

#include <string_view>

namespace weightcheck::evidence {

// May this be an expression of Python? By its words alone: not where a sign stands that Python has not ("$", "?", a
// backslash but before the end of a line), or where two names or numbers stand side by side ("find f(3)"). What is in
// doubt may be one.
[[nodiscard]] bool may_be_python(std::string_view code);

// A name, a bracket or a text with a bracket behind it: "f(x)", "(f)(x)"; neither "(x)" nor "20 (x)".
[[nodiscard]] bool has_call(std::string_view code);

}  // namespace weightcheck::evidence
