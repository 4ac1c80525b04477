// SPDX-License-Identifier: Apache-2.0
// Strict JSON (RFC 8259) as a series of events: only the current string or number is kept, so a header of 100 MB costs
// little memory beyond itself. All JSON that the project reads is read through here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/limits.hpp"
#include "base/result.hpp"

namespace weightcheck::limits {
inline constexpr std::size_t json_stretch_bytes_max = std::size_t{16} << 20;
}
namespace weightcheck::json {

enum class Next : std::uint8_t { go_on, stop };

// Views are valid during the call only.
class Handler {
 public:
  virtual ~Handler() = default;
  Handler() = default;
  Handler(const Handler&) = default;
  Handler& operator=(const Handler&) = default;

  virtual Next on_null() = 0;
  virtual Next on_bool(bool value) = 0;
  virtual Next on_unsigned(std::uint64_t value) = 0;
  virtual Next on_negative(std::int64_t value) = 0;  // below 0
  virtual Next on_real(double value) = 0;            // 1.0, 1e0, -0 and integers too large for 64 bits
  virtual Next on_string(std::string_view value) = 0;
  virtual Next on_key(std::string_view key) = 0;
  virtual Next begin_object() = 0;
  virtual Next end_object() = 0;
  virtual Next begin_array() = 0;
  virtual Next end_array() = 0;
};

// `// ...`, up to a line feed or carriage return, and `/* ... */`, wherever white space may stand
enum class Comments : std::uint8_t { refused, allowed };

struct EventLimits {
  std::size_t bytes_max = limits::json_bytes_max;
  std::size_t depth_max = limits::json_depth_max;  // brackets open at once
  Comments comments = Comments::refused;
  std::size_t stretch_bytes_max = limits::json_stretch_bytes_max;  // of one string or number, with the blanks before it
};

// How far the reading came: to the end of the text, or to where the handler stopped it.
struct Ending {
  bool whole = false;
  std::size_t offset = 0;  // bytes

  friend bool operator==(const Ending&, const Ending&) = default;
};

// Errors: malformed (says line, byte and what is wrong; also for invalid UTF-8, a byte order mark, a NUL byte, anything
// behind the value, lone surrogates, numbers no double holds), limit (bytes, depth, a stretch).
// Duplicate keys are events like any others.
[[nodiscard]] Result<Ending> parse_events(std::string_view text, const EventLimits& limits, Handler& handler);

// "line 3 (byte 57)", for messages about a place in a text.
[[nodiscard]] std::string describe_place(std::string_view text, std::size_t offset);

}  // namespace weightcheck::json
