// SPDX-License-Identifier: Apache-2.0
// By the lexical analysis of Python's language reference.
#include "evidence/python_text.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/word_list.hpp"

namespace weightcheck::evidence {
namespace {

// What Python takes for white space inside a line, and the sign that joins lines.
constexpr std::string_view blank_signs = " \t\r\n\f\v\\";

bool is_of_word(char c) { return is_alnum(c) || c == '_' || !is_ascii(c); }

bool is_keyword(std::string_view word) {
  constexpr std::array<std::string_view, 14> keywords = {"and", "as", "async", "await",  "else", "for", "from",
                                                         "if",  "in", "is",    "lambda", "not",  "or",  "yield"};
  return is_among(word, keywords);
}

// "0or f(x)": Python parts a number and a keyword that stand side by side.
bool ends_with_keyword(std::string_view word) {
  constexpr std::array<std::string_view, 8> keywords = {"and", "else", "for", "if", "in", "is", "not", "or"};
  return is_digit(word.front()) &&
         std::ranges::any_of(keywords, [&](std::string_view keyword) { return word.ends_with(keyword); });
}

bool is_prefix_of_text(std::string_view word) {
  constexpr std::array<std::string_view, 9> prefixes = {"r", "u", "b", "f", "br", "rb", "fr", "rf", "t"};
  return is_among(lowered(word), prefixes);
}

// Behind the text that begins here; the end of all where nothing closes it.
std::size_t end_of_text(std::string_view code, std::size_t at) {
  const std::string_view triple = code.substr(at, 3);
  const bool is_long = triple == "'''" || triple == "\"\"\"";
  const std::string_view mark = is_long ? triple : code.substr(at, 1);
  for (std::size_t i = at + mark.size(); i < code.size(); ++i) {
    if (code[i] == '\\') {
      ++i;
    } else if (code.substr(i, mark.size()) == mark) {
      return i + mark.size();
    }
  }
  return code.size();
}

}  // namespace

bool may_be_python(std::string_view code) {
  constexpr std::string_view foreign = "$?";
  bool behind_value = false;  // a name or a number, which no other follows
  for (std::size_t at = 0; at < code.size();) {
    const char c = code[at];
    if (c == '#') {
      at = std::min(code.find('\n', at), code.size());
    } else if (c == '\'' || c == '"') {
      at = end_of_text(code, at);
      behind_value = false;  // a text may follow a text
    } else if (is_of_word(c)) {
      const auto end = static_cast<std::size_t>(
          std::find_if_not(code.begin() + static_cast<std::ptrdiff_t>(at), code.end(), is_of_word) - code.begin());
      const std::string_view word = code.substr(at, end - at);
      const bool is_text = end < code.size() && (code[end] == '\'' || code[end] == '"') && is_prefix_of_text(word);
      if (behind_value && !is_keyword(word) && !is_text) return false;
      behind_value = !is_keyword(word) && !ends_with_keyword(word) && !is_text;
      at = end;
    } else if (c == '\\') {
      if (code.substr(at + 1, 1) != "\n" && code.substr(at + 1, 1) != "\r") return false;
      ++at;
    } else if (foreign.find(c) != std::string_view::npos) {
      return false;
    } else {
      if (blank_signs.find(c) == std::string_view::npos) behind_value = false;
      ++at;
    }
  }
  return true;
}

bool has_call(std::string_view code) {
  for (std::size_t at = code.find('('); at != std::string_view::npos; at = code.find('(', at + 1)) {
    const std::size_t end = code.substr(0, at).find_last_not_of(blank_signs);  // from behind: no stretch is read twice
    if (end == std::string_view::npos) continue;
    const std::string_view before = code.substr(0, end + 1);
    const char last = before.back();
    if (last == ')' || last == ']' || last == '"' || last == '\'') return true;
    if (!is_of_word(last)) continue;
    const auto begin = std::find_if_not(before.rbegin(), before.rend(), is_of_word).base();
    if (!is_digit(*begin)) return true;
  }
  return false;
}

}  // namespace weightcheck::evidence
