// SPDX-License-Identifier: Apache-2.0
// Strict JSON text into a Value, bounded in bytes, depth and number of values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "json/events.hpp"
#include "json/value.hpp"

namespace weightcheck::json {

enum class Duplicates : std::uint8_t {
  refused,
  kept
};  // of a key within one object; kept: in order, and find() gives the last

struct ParseOptions {
  std::size_t bytes_max = limits::json_bytes_max;
  std::size_t depth_max = limits::json_depth_max;
  std::size_t values_max = limits::json_values_max;  // a value costs up to 96 bytes where its text may be two
  Duplicates duplicates = Duplicates::refused;
  Comments comments = Comments::refused;
  std::size_t stretch_bytes_max = limits::json_stretch_bytes_max;  // of one string
};

// Errors: those of parse_events; malformed with the key (escaped) where a key is given twice; limit for too many
// values.
[[nodiscard]] Result<Value> parse(std::string_view text, const ParseOptions& options = {});

}  // namespace weightcheck::json
