// SPDX-License-Identifier: Apache-2.0
// The two ways of Python to fill in a text: "%s" and "{}".
#include "evidence/jinja_value.hpp"

#include <optional>

#include "base/ascii.hpp"

namespace weightcheck::evidence::jinja {
namespace {

// %c of a number that is not known may be a '_'.
Value character_of(const Value& code) {
  if (code.texts.size() == 1 && code.texts.front().size() == 1 && !is_digit(code.texts.front().front())) return code;
  std::size_t number = 0;
  const bool is_known = code.texts.size() == 1 && !code.texts.front().empty() && code.texts.front().size() <= 3;
  for (const char c : is_known ? code.texts.front() : std::string())
    number = is_digit(c) ? number * 10 + static_cast<std::size_t>(c - '0') : 1000;
  return text_value(std::string(1, !is_known ? '_' : number < 0x80 ? static_cast<char>(number) : '?'));
}

}  // namespace

Value Operations::printed(const Value& format, const std::vector<Value>& values) {
  if (format.texts.size() != 1) return unfollowed(format, {.listed = values});
  const std::string& text = format.texts.front();
  Value result{.texts = {""}, .is_open = format.is_open, .is_made = format.is_made};
  std::size_t place = 0;
  for (std::size_t at = 0; at < text.size() && !is_exhausted();) {
    const std::size_t mark = std::min(text.find('%', at), text.size());
    result = joined(std::move(result), text_value(text.substr(at, mark - at)));
    if (mark + 1 >= text.size()) break;
    const char kind = text[mark + 1];
    at = mark + 2;
    if (kind == '%') {
      result = joined(std::move(result), text_value("%"));
    } else if ((kind == 's' || kind == 'd' || kind == 'i') && place < values.size()) {
      result = joined(std::move(result), values[place++]);
    } else if (kind == 'c' && place < values.size()) {
      result = joined(std::move(result), character_of(values[place++]));
    } else {
      return unfollowed(format, {.listed = values});
    }
  }
  return result;
}

Value Operations::formatted(const Value& format, const Arguments& arguments) {
  const auto give_up = [&] {
    Arguments all = arguments;
    all.listed.push_back(text_value("_"));  // {:c} makes one of a number
    return unfollowed(format, all);
  };
  if (format.texts.empty()) return unfollowed(format, arguments);
  if (format.texts.size() != 1) return give_up();
  const std::string& text = format.texts.front();
  Value result{.texts = {""}, .is_open = format.is_open, .is_made = format.is_made};
  std::size_t next = 0;
  for (std::size_t at = 0; at < text.size() && !is_exhausted();) {
    const std::size_t mark = std::min(text.find_first_of("{}", at), text.size());
    result = joined(std::move(result), text_value(text.substr(at, mark - at)));
    if (mark == text.size()) break;
    if (text.substr(mark, 2) == "{{" || text.substr(mark, 2) == "}}") {
      result = joined(std::move(result), text_value(text.substr(mark, 1)));
      at = mark + 2;
      continue;
    }
    const std::size_t end = text.find('}', mark);
    if (text[mark] == '}' || end == std::string::npos) return give_up();
    const std::string name = text.substr(mark + 1, end - mark - 1);
    const auto named = arguments.named.find(name);
    const bool is_place = name.size() == 1 && is_digit(name.front());
    const std::size_t place = is_place ? static_cast<std::size_t>(name.front() - '0') : name.empty() ? next++ : 1000;
    if (named != arguments.named.end()) {
      result = joined(std::move(result), named->second);
    } else if (place < arguments.listed.size()) {
      result = joined(std::move(result), arguments.listed[place]);
    } else {
      return give_up();
    }
    at = end + 1;
  }
  return result;
}

}  // namespace weightcheck::evidence::jinja
