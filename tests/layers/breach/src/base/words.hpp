// SPDX-License-Identifier: Apache-2.0
// Breaks no rule: what is printed or included in comments (std::cout, #include "cli/main.hpp") and in text is not code.
#pragma once

#include <string>

/* #include <fstream> */
inline std::string words() { return "printf(\"std::cout\")"; }
inline int separated() { return 1'000'000; }  // std::cerr << '"'
inline const char* raw() { return R"x(puts("x"))x"; }
