// SPDX-License-Identifier: Apache-2.0
// number = [ "-" ] ( "0" / digit1-9 *digit ) [ "." 1*digit ] [ ( "e" / "E" ) [ "+" / "-" ] 1*digit ]
#include "json/number.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>

namespace weightcheck::json {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at]))
    ++at;
  return at;
}

// Of a number that no double holds: is it too large, or too small? The place of its first digit that counts, moved by
// the exponent.
bool is_too_large(std::string_view text) {
  const std::size_t exponent_mark = std::min(text.find_first_of("eE"), text.size());
  const std::string_view digits = text.substr(0, exponent_mark);
  const std::size_t first = digits.find_first_of("123456789");
  if (first == std::string_view::npos) return false;
  const std::size_t point = std::min(digits.find('.'), digits.size());
  const auto place = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
  std::int64_t exponent = 0;
  if (exponent_mark < text.size()) {
    std::string_view rest = text.substr(exponent_mark + 1);
    const bool negative = rest.front() == '-';
    if (negative || rest.front() == '+') rest.remove_prefix(1);
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), exponent);
    if (error != std::errc{}) return !negative;
    if (negative) exponent = -exponent;
  }
  return place > -exponent;
}

}  // namespace

std::size_t number_length(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  if (at == text.size() || !is_digit(text[at])) return 0;
  at = text[at] == '0' ? at + 1 : skip_digits(text, at);
  if (at < text.size() && text[at] == '.') {
    const std::size_t end = skip_digits(text, at + 1);
    if (end == at + 1) return 0;
    at = end;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    std::size_t begin = at + 1;
    if (begin < text.size() && (text[begin] == '+' || text[begin] == '-')) ++begin;
    const std::size_t end = skip_digits(text, begin);
    if (end == begin) return 0;
    at = end;
  }
  return at;
}

std::optional<Number> number_value(std::string_view text) {
  const char* const end = text.data() + text.size();
  if (text.find_first_of(".eE") == std::string_view::npos) {
    std::uint64_t whole = 0;
    if (!text.starts_with('-') && std::from_chars(text.data(), end, whole).ec == std::errc{}) return Number(whole);
    std::int64_t negative = 0;
    if (text.starts_with('-') && std::from_chars(text.data(), end, negative).ec == std::errc{} && negative < 0) {
      return Number(negative);
    }
  }
  double real = 0;
  if (std::from_chars(text.data(), end, real).ec == std::errc{}) return Number(real);
  if (is_too_large(text)) return std::nullopt;
  return Number(text.starts_with('-') ? -0.0 : 0.0);
}

}  // namespace weightcheck::json
