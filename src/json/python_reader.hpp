// SPDX-License-Identifier: Apache-2.0
// Would Python's json.loads take this text? It is laxer than RFC 8259 (NaN, Infinity, keys that repeat, halves of
// surrogate pairs, numbers of any size) and as strict in the rest. Nothing is kept: this only answers. Comments, which
// some loaders allow and Python does not, are allowed where the caller says so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "json/events.hpp"

namespace weightcheck::json {

enum class Shape : std::uint8_t { object, array, scalar };  // of the whole document

struct PythonDocument {
  Shape shape = Shape::scalar;
  std::size_t end = 0;  // of the first whole value
};

// Errors: malformed (says line, byte and what is wrong; also for bytes that are not UTF-8, a byte order mark, anything
// behind the value, and 100,000 brackets open at once: Python itself follows fewer, how many depends on its version).
[[nodiscard]] Result<PythonDocument> read_as_python(std::string_view text, Comments comments = Comments::refused);

}  // namespace weightcheck::json
