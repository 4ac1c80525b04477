// SPDX-License-Identifier: Apache-2.0
// nlohmann's dump, set deeper where it stands inside an ObjectText.
#include "json/write.hpp"

#include <nlohmann/json.hpp>
#include <string_view>

namespace weightcheck::json {
namespace {

// dump() leaves DEL and the C1 controls, U+0080 to U+009F, as they are. It never writes a line end inside a string.
void append(std::string& out, const Value& value, Indent indent, std::size_t inset = 0) {
  static constexpr std::string_view digits = "0123456789abcdef";
  const std::string text =
      value.tree().dump(indent == Indent::none ? -1 : 2, ' ', false, Value::Tree::error_handler_t::replace);
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool is_c1 = byte == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0;
    if (byte == 0x7F || is_c1) {
      const unsigned unit = is_c1 ? static_cast<unsigned char>(text[++at]) : byte;
      ((out += "\\u00") += digits[unit >> 4U]) += digits[unit & 0xFU];
    } else {
      out.push_back(text[at]);
      if (byte == '\n') out.append(inset, ' ');
    }
  }
}

}  // namespace

std::string write(const Value& value, Indent indent) {
  std::string text;
  append(text, value, indent);
  return text;
}

void ObjectText::begin_member(std::string_view key) {
  text_ += is_empty_ ? "\n  " : ",\n  ";
  is_empty_ = false;
  append(text_, key, Indent::none);
  text_ += ": ";
}

void ObjectText::add(std::string_view key, const Value& value) {
  begin_member(key);
  append(text_, value, Indent::two_spaces, 2);
}

void ObjectText::add(const Object& members) {
  for (const Member& member : members)
    add(member.key, member.value);
}

void ObjectText::begin_list(std::string_view key) {
  begin_member(key);
  text_ += "[";
  list_is_empty_ = true;
}

void ObjectText::add_item(const Value& item) {
  text_ += list_is_empty_ ? "\n    " : ",\n    ";
  list_is_empty_ = false;
  append(text_, item, Indent::two_spaces, 4);
}

void ObjectText::end_list() { text_ += list_is_empty_ ? "]" : "\n  ]"; }

std::string ObjectText::take() && {
  text_ += is_empty_ ? "}" : "\n}";
  return std::move(text_);
}

}  // namespace weightcheck::json
