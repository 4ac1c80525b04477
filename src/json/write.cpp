// SPDX-License-Identifier: Apache-2.0
// Recursion here is as deep as the document, which its parser or the code that built it has bounded.
#include "json/write.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "json/utf8.hpp"

namespace weightcheck::json {
namespace {

void append_unicode_escape(std::string& out, unsigned unit) {
  static constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U})
    out.push_back(digits[(unit >> shift) & 0xFU]);
}

void append_character(std::string& out, std::string_view text, std::size_t at) {
  const char c = text[at];
  const unsigned byte = static_cast<unsigned char>(c);
  static constexpr std::string_view plain = "\"\\\b\f\n\r\t";
  static constexpr std::string_view names = "\"\\bfnrt";
  if (const std::size_t which = plain.find(c); which != std::string_view::npos) {
    out.push_back('\\');
    out.push_back(names[which]);
  } else if (byte < 0x20 || byte == 0x7F) {
    append_unicode_escape(out, byte);
  } else {
    out.push_back(c);
  }
}

void append_string(std::string& out, std::string_view text) {
  out.push_back('"');
  while (!text.empty()) {
    const std::size_t invalid = find_invalid_utf8(text);
    const std::string_view valid = text.substr(0, invalid);
    for (std::size_t at = 0; at < valid.size(); ++at) {
      if (valid[at] == '\xC2' && static_cast<unsigned char>(valid[at + 1]) < 0xA0) {  // C1 controls: U+0080 to U+009F
        append_unicode_escape(out, static_cast<unsigned char>(valid[++at]));
      } else {
        append_character(out, valid, at);
      }
    }
    text.remove_prefix(valid.size());
    if (text.empty()) break;
    append_utf8(out, 0xFFFD);
    text.remove_prefix(1);
  }
  out.push_back('"');
}

template <typename Number>
void append_number(std::string& out, Number value) {
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  out.append(buffer.data(), end);
}

void append_real(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  const std::size_t begin = out.size();
  append_number(out, value);
  if (out.find_first_of(".e", begin) == std::string::npos) out += ".0";
}

}  // namespace

class Writer {
 public:
  Writer(std::string& out, Indent indent, std::size_t depth) : indent_(indent), depth_(depth), out_(out) {}

  void append(const Value& value) {
    const auto& store = value.store_;
    if (const auto* members = std::get_if<Object>(&store)) {
      append_members(*members);
    } else if (const auto* items = std::get_if<Array>(&store)) {
      append_items(*items);
    } else if (const auto* text = std::get_if<std::string>(&store)) {
      append_string(out_, *text);
    } else if (const auto* truth = std::get_if<bool>(&store)) {
      out_ += *truth ? "true" : "false";
    } else if (const auto* real = std::get_if<double>(&store)) {
      append_real(out_, *real);
    } else if (const auto* whole = std::get_if<std::uint64_t>(&store)) {
      append_number(out_, *whole);
    } else if (const auto* negative = std::get_if<std::int64_t>(&store)) {
      append_number(out_, *negative);
    } else {
      out_ += "null";
    }
  }

 private:
  void append_members(const Object& members) {
    out_.push_back('{');
    for (const Member& member : members) {
      begin_element(&member == members.data());
      append_string(out_, member.key);
      out_ += indent_ == Indent::none ? ":" : ": ";
      append(member.value);
    }
    end_elements(members.empty(), '}');
  }

  void append_items(const Array& items) {
    out_.push_back('[');
    for (const Value& item : items) {
      begin_element(&item == items.data());
      append(item);
    }
    end_elements(items.empty(), ']');
  }

  void begin_element(bool first) {
    if (!first) out_.push_back(',');
    if (first) ++depth_;
    new_line();
  }

  void end_elements(bool empty, char bracket) {
    if (!empty) {
      --depth_;
      new_line();
    }
    out_.push_back(bracket);
  }

  void new_line() {
    if (indent_ == Indent::none) return;
    out_.push_back('\n');
    out_.append(2 * depth_, ' ');
  }

  Indent indent_;
  std::size_t depth_;
  std::string& out_;
};

std::string write(const Value& value, Indent indent) {
  std::string text;
  Writer(text, indent, 0).append(value);
  return text;
}

void ObjectText::begin_member(std::string_view key) {
  text_ += is_empty_ ? "\n  " : ",\n  ";
  is_empty_ = false;
  append_string(text_, key);
  text_ += ": ";
}

void ObjectText::add(std::string_view key, const Value& value) {
  begin_member(key);
  Writer(text_, Indent::two_spaces, 1).append(value);
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
  Writer(text_, Indent::two_spaces, 2).append(item);
}

void ObjectText::end_list() { text_ += list_is_empty_ ? "]" : "\n  ]"; }

std::string ObjectText::take() && {
  text_ += is_empty_ ? "}" : "\n}";
  return std::move(text_);
}

}  // namespace weightcheck::json
