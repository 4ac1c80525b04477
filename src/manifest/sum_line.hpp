// SPDX-License-Identifier: Apache-2.0
// One line of sha256sum's output, both ways. What a name may be is decided elsewhere: `hash` prints any name, a
// manifest only ModelPaths.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/digest.hpp"
#include "manifest/rejection.hpp"

namespace weightcheck::manifest {

// `<64 lower hex>  NAME` and a line feed, escaped as GNU coreutils 9 does: where the name holds a backslash, LF or CR,
// these are written
// \\ \n \r and the line begins with a backslash.
[[nodiscard]] std::string sum_line(const Digest& digest, std::string_view name);

struct SumLine {
  Digest sha256;
  std::string name;  // raw bytes, unescaped
};

struct LineFault {
  Reason reason = Reason::line_malformed;
  std::string message;
};

// A line without its end.
[[nodiscard]] std::variant<SumLine, LineFault> read_sum_line(std::string_view line);

}  // namespace weightcheck::manifest
