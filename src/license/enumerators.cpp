// SPDX-License-Identifier: Apache-2.0
#include "license/enumerators.hpp"

#include "base/ascii.hpp"

namespace weightcheck::license {
namespace {

// The length of "12", "1.2", "1.2.3" at the front.
std::size_t numbering_length(std::string_view text) {
  std::size_t length = 0;
  std::size_t i = 0;
  for (int level = 0; level < 4; ++level) {
    std::size_t digits = 0;
    while (i + digits < text.size() && is_digit(text[i + digits]))
      ++digits;
    if (digits == 0 || digits > 2) break;
    i += digits;
    length = i;
    if (i >= text.size() || text[i] != '.') break;
    ++i;
  }
  return length < text.size() && is_digit(text[length]) ? 0 : length;
}

std::size_t lettering_length(std::string_view text) {
  std::size_t roman = 0;
  while (roman < text.size() && roman < 5 && std::string_view("ivxIVX").find(text[roman]) != std::string_view::npos)
    ++roman;
  if (roman > 0 && roman < text.size() && (text[roman] == '.' || text[roman] == ')')) return roman;
  return !text.empty() && is_alpha(text[0]) ? 1 : 0;
}

}  // namespace

std::size_t enumerator_length(std::string_view text) {
  const std::size_t opening = text.starts_with('(') ? 1 : 0;
  const std::string_view inside = text.substr(opening);
  std::size_t length = numbering_length(inside);
  if (length == 0) length = lettering_length(inside);
  if (length == 0) return 0;
  const std::size_t closing = length;
  while (length < inside.size() && (inside[length] == '.' || inside[length] == ')'))
    ++length;
  if (length == closing) return 0;
  const std::string_view after = inside.substr(length);
  const bool ends = after.empty() || std::string_view(" *_([\"'").find(after[0]) != std::string_view::npos;
  const bool heading = is_digit(inside[0]) && !after.empty() && is_upper(after[0]);  // "1.Definitions"
  return ends || heading ? opening + length : 0;
}

void Clauses::end_paragraph() { begins_ = !numbered_; }

void Clauses::add_word(std::string_view lower_case_word) {
  numbered_ = false;
  initial_ = lower_case_word.size() == 1 && is_alpha(lower_case_word[0]);
  begins_ = lower_case_word == "and" || lower_case_word == "or";
}

void Clauses::add_stop() { begins_ = !numbered_ && !initial_; }

std::size_t Clauses::take_enumerator(std::string_view text) {
  const std::size_t length = begins_ ? enumerator_length(text) : 0;
  if (length == 0) return 0;
  begins_ = false;
  numbered_ = true;
  return length;
}

}  // namespace weightcheck::license
