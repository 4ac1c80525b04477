// SPDX-License-Identifier: Apache-2.0
// Grammar would need a dictionary. What there is instead: names begin with capitals and come in short parts.
#include "license/statement.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/ascii.hpp"
#include "base/utf8.hpp"

namespace weightcheck::license {
namespace {

using Words = std::span<const std::string_view>;

// Written in lower case within names, between them, or in the room for one.
constexpr std::array<std::string_view, 69> joints = {
    "affiliates", "al",      "all",          "also",      "an",           "and",          "at",          "author",
    "authors",    "by",      "co",           "community", "contributors", "copyright",    "da",          "date",
    "dates",      "de",      "del",          "der",       "des",          "developers",   "di",          "digit",
    "du",         "en",      "et",           "first",     "for",          "from",         "fullname",    "his",
    "holder",     "holders", "in",           "inc",       "its",          "la",           "le",          "ltd",
    "name",       "names",   "of",           "on",        "or",           "organization", "original",    "other",
    "others",     "owner",   "owners",       "portions",  "present",      "project",      "publication", "reserved",
    "respective", "rights",  "subsidiaries", "team",      "the",          "to",           "und",         "van",
    "various",    "von",     "year",         "your",      "yyyy"};
static_assert(std::is_sorted(joints.begin(), joints.end()));

// With these a part begins that says for whom, or that shuts somebody out.
constexpr std::array<std::string_view, 9> openings = {"excluding", "for", "no",   "nobody", "non",
                                                      "none",      "not", "only", "without"};
static_assert(std::is_sorted(openings.begin(), openings.end()));
constexpr std::array<std::string_view, 16> limits = {
    "barred", "businesses", "companies", "competitors",   "corporations", "educational", "employees", "exempt",
    "home",   "internal",   "licensees", "noncommercial", "nonprofit",    "nonprofits",  "personal",  "study"};
static_assert(std::is_sorted(limits.begin(), limits.end()));

bool is_in(std::string_view word, Words sorted) { return std::binary_search(sorted.begin(), sorted.end(), word); }

// The stretch of a statement from one comma, dash, parenthesis to the next.
class Part {
 public:
  void add(std::string_view word) {
    if (word.size() == 1 && is_ascii(word[0])) {
      letters_ += is_digit(word[0]) ? 0 : 1;
      return;
    }
    const std::string lower = lowered(word);
    if (is_in(lower, limits) || (empty_ && is_in(lower, openings))) limited_ = true;
    if (std::ranges::all_of(word, is_digit)) return;
    empty_ = false;
    if (is_in(lower, joints)) return;
    const bool capital = std::ranges::any_of(word, [](char c) { return is_upper(c) || is_digit(c); });
    if (!std::ranges::all_of(word, is_ascii)) {
      ++(has_cases(word) ? names_ : caseless_);
    } else {
      ++(capital ? names_ : small_);
    }
  }

  [[nodiscard]] bool is_empty() const { return names_ + small_ + caseless_ == 0; }

  [[nodiscard]] bool is_name(bool first) const {
    constexpr std::size_t spaced_letters = 4;
    if (limited_ || letters_ >= spaced_letters) return false;
    if (first) return names_ <= 12 && small_ <= 2;
    return names_ <= 8 && caseless_ == 0 && small_ <= (names_ == 0 ? 1U : 0U);
  }

 private:
  static bool has_cases(std::string_view word) {
    for (std::size_t i = 0; i < word.size();) {
      const Utf8Character next = first_character(word.substr(i));
      if (!next.valid() || utf8proc_category(next.code_point) == UTF8PROC_CATEGORY_LO) return false;
      i += next.bytes;
    }
    return true;
  }

  std::size_t names_ = 0;
  std::size_t small_ = 0;     // in lower case, and no joint
  std::size_t letters_ = 0;   // single ones
  std::size_t caseless_ = 0;  // in a script that has no capitals: a word may be a sentence
  bool empty_ = true;
  bool limited_ = false;
};

// Of an address, which is no name but says where somebody is: up to the next blank or bracket.
std::size_t address_length(std::string_view text) {
  const std::string_view token = text.substr(0, text.find_first_of(" ,;()<>[]|\""));
  const std::size_t slash = token.find('/');
  const bool site =
      slash != std::string_view::npos && token.substr(0, slash).find_first_of(".:") != std::string_view::npos;
  return site || token.starts_with("www.") || token.find('@') != std::string_view::npos ? token.size() : 0;
}

struct CodePoint {
  std::size_t length = 1;
  bool in_word = false;  // a letter, mark or number
};

CodePoint first_of(std::string_view text) {
  const Utf8Character first = first_character(text);
  if (!first.valid()) return {};
  const auto category = utf8proc_category(first.code_point);
  return {first.bytes, category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO};
}

std::size_t word_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size()) {
    const CodePoint next = first_of(text.substr(length));
    const bool apostrophe = length > 0 && text[length] == '\'';
    if (!next.in_word && !apostrophe) break;
    length += next.length;
  }
  return length;
}

// Does one part end at this place, and the next begin? A dash does so between blanks, a full stop before one, and any
// sign of another script.
bool parts_at(std::string_view line, std::size_t at) {
  const char c = line[at];
  if (c == '-') return at > 0 && line[at - 1] == ' ';
  if (c == '.') return at + 1 < line.size() && line[at + 1] == ' ';
  return !is_ascii(c) || std::string_view(",;:()[]{}<>|!?\"").find(c) != std::string_view::npos;
}

}  // namespace

bool is_plain_statement(std::string_view line, StatementPart which) {
  constexpr std::size_t bytes_max = 1024;  // each place is looked at together with what follows
  if (line.size() > bytes_max) return false;
  Part part;
  bool first = which == StatementPart::first;
  const auto part_is_name = [&] {
    const bool name = part.is_name(first);
    first = first && part.is_empty();
    part = {};
    return name;
  };
  for (std::size_t at = 0; at < line.size();) {
    const std::string_view rest = line.substr(at);
    const bool fresh = at == 0 || line[at - 1] == ' ' || parts_at(line, at - 1);
    if (const std::size_t address = fresh ? address_length(rest) : 0; address > 0) {
      at += address;
    } else if (const std::size_t word = word_length(rest); word > 0) {
      part.add(rest.substr(0, word));
      at += word;
    } else {
      if (parts_at(line, at) && !part_is_name()) return false;
      at += first_of(rest).length;
    }
  }
  return part_is_name();
}

}  // namespace weightcheck::license
