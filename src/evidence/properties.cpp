// SPDX-License-Identifier: Apache-2.0
#include "evidence/properties.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "base/bytes.hpp"

namespace weightcheck::evidence {
namespace {

constexpr std::size_t keys_max = 10'000;
constexpr std::string_view blank = " \t\f";

std::string_view without_leading_blanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(blank), text.size()));
}

// One line, with those that it goes on in: behind an odd number of backslashes.
std::string take_line(std::string_view& text) {
  std::string line;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    line += without_leading_blanks(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + (text.substr(end).starts_with("\r\n") ? 2 : 1)));
    const std::size_t last = line.find_last_not_of('\\');
    const std::size_t marks = line.size() - (last == std::string::npos ? 0 : last + 1);
    if (marks % 2 == 0 || line.starts_with('#') || line.starts_with('!')) break;
    line.pop_back();
  }
  return line;
}

// "\u0041" and "\=": below 128, which is all that keys and paths of code are made of; what else there is stays.
std::string without_escapes(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      plain.push_back(text[at]);
      continue;
    }
    ++at;
    std::array<std::byte, 2> code{};
    if (text[at] == 'u' && text.size() - at > 4 && from_hex(text.substr(at + 1, 4), code, HexCase::any) &&
        code[0] == std::byte{0}) {
      plain.push_back(static_cast<char>(code[1]));
      at += 4;
    } else {
      plain.push_back(text[at]);
    }
  }
  return plain;
}

// The key ends at the first separator that no backslash stands before.
std::size_t end_of_key(std::string_view line) {
  std::size_t at = 0;
  while (at < line.size() && line[at] != '=' && line[at] != ':' && blank.find(line[at]) == std::string_view::npos)
    at += line[at] == '\\' ? 2 : 1;
  return std::min(at, line.size());
}

json::Value value_of(std::string_view text) {
  const std::string plain = without_escapes(text);
  const std::string low = lowered(trimmed(plain));
  if (low == "true" || low == "false") return low == "true";
  return plain;
}

}  // namespace

Result<json::Value> read_properties(std::string_view text) {
  constexpr std::string_view prefix = "option.";
  json::Array lines;
  while (!text.empty()) {
    const std::string line = take_line(text);
    if (line.empty() || line.front() == '#' || line.front() == '!') continue;
    if (lines.size() == keys_max) return Error{ErrorCode::limit, "more keys than are read"};
    const std::size_t end = end_of_key(line);
    std::string key = without_escapes(std::string_view(line).substr(0, end));
    if (key.starts_with(prefix)) key.erase(0, prefix.size());
    std::string_view value = without_leading_blanks(std::string_view(line).substr(end));
    if (value.starts_with('=') || value.starts_with(':')) value = without_leading_blanks(value.substr(1));
    lines.emplace_back(json::Object{{std::move(key), value_of(value)}});
  }
  return json::Value(std::move(lines));
}

}  // namespace weightcheck::evidence
