// SPDX-License-Identifier: Apache-2.0
// One line of sha256sum's output, both ways. What a name may be is decided elsewhere: `hash` prints any name, a
// manifest only ModelPaths.
#pragma once

#include <cstdint>
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

// What divides folders in a name that is not escaped.
enum class Separators : std::uint8_t {
  posix,        // '/' alone; a backslash there is a fault
  windows_too,  // a backslash as well, as programs of Windows write it; the name then has '/'
};

// A line without its end.
[[nodiscard]] std::variant<SumLine, LineFault> read_sum_line(std::string_view line,
                                                             Separators separators = Separators::posix);

}  // namespace weightcheck::manifest
