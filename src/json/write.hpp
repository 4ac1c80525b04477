// SPDX-License-Identifier: Apache-2.0
// A Value as JSON text: the same text for the same value on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "json/value.hpp"

namespace weightcheck::json {

enum class Indent : std::uint8_t { none, two_spaces };

// Members in their order; reals in a short form that reads back as the same, always with a point or an exponent;
// infinities and NaN, which JSON does not know, as null. Strings are to be valid UTF-8: a byte that is not becomes
// U+FFFD, so names from outside go through base/escape.hpp first. Control characters, DEL and C1 included, are escaped.
// No line end behind the last bracket.
[[nodiscard]] std::string write(const Value& value, Indent indent = Indent::two_spaces);
[[nodiscard]] inline std::string write_line(const Value& value) { return write(value, Indent::none); }

// An object that is written member by member, so that of a long list only one item at a time is a Value, which takes
// ten times its text. The text is that of write().
class ObjectText {
 public:
  void add(std::string_view key, const Value& value);
  void add(const Object& members);

  void begin_list(std::string_view key);
  void add_item(const Value& item);
  void end_list();

  [[nodiscard]] std::string take() &&;

 private:
  void begin_member(std::string_view key);

  std::string text_ = "{";
  bool is_empty_ = true, list_is_empty_ = true;
};

}  // namespace weightcheck::json
