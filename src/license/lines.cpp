// SPDX-License-Identifier: Apache-2.0
// By hand, without regular expressions: each look-ahead is bounded by the line.
#include "license/lines.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/ascii.hpp"
#include "license/lexicon.hpp"
#include "license/plain_text.hpp"
#include "license/statement.hpp"

namespace weightcheck::license {
namespace {

constexpr std::size_t copyright_line_bytes_max = 240;

std::string_view first_word(std::string_view line) {
  line = trimmed(line);
  return line.substr(0, line.find(' '));
}

// Quotation marks, dashes, bullets and geometric shapes, the middle dot and guillemets, as UTF-8 bytes at the
// front. A dagger or another mark that refers to something stays.
std::size_t leading_symbol(std::string_view text) {
  const bool dash_or_quote = text.size() >= 3 && text[0] == '\xE2' && text[1] == '\x80' &&
                             static_cast<unsigned char>(text[2]) >= 0x90 &&
                             static_cast<unsigned char>(text[2]) <= 0xA7 && text[2] != '\xA0' && text[2] != '\xA1';
  const bool shape = text.size() >= 3 && text[0] == '\xE2' && text[1] >= '\x94' && text[1] <= '\x97';
  if (dash_or_quote || shape) return 3;
  if (text.size() >= 2 && text[0] == '\xC2' && (text[1] == '\xB7' || text[1] == '\xAB')) return 2;
  return 0;
}

// A sign of which a row is a ruler, and one is read: "!sell", "% of the revenue", "=". A plus and a blank are a bullet.
bool is_read_alone(std::string_view text) {
  if (text[0] == '-' && text.size() > 1 && is_digit(text[1])) return true;  // less than nothing
  if (std::string_view("!~=%+").find(text[0]) == std::string_view::npos) return false;
  const char next = text.size() > 1 ? text[1] : ' ';
  return next != text[0] && (text[0] != '+' || next != ' ');
}

std::string_view without_leading_decoration(std::string_view line) {
  if (!line.empty() && is_alpha(line[0]) && line[0] != 'd' && line[0] != 'r' && line[0] != 'R') return line;
  constexpr std::string_view decoration = " #>*/;%|!~=_\"+-`':,";
  for (bool again = true; again && !line.empty();) {
    again = false;
    if (is_read_alone(line)) return line;
    if (decoration.find(line[0]) != std::string_view::npos) {
      const bool may_be_ruler = std::string_view("!~=%+").find(line[0]) != std::string_view::npos;
      line.remove_prefix(may_be_ruler ? std::min(line.find_first_not_of(line[0]), line.size()) : 1);
      again = true;
    } else if (const std::size_t symbol = leading_symbol(line); symbol != 0) {
      line.remove_prefix(symbol);
      again = true;
    } else if (line.starts_with(".\"") || line.starts_with("dnl ") || line.starts_with("rem ") ||
               line.starts_with("REM ")) {
      line.remove_prefix(2);
      if (is_alpha(line[0])) line.remove_prefix(1);
      again = true;
    }
  }
  return line;
}

bool has_year(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) {
    digits = is_digit(c) ? digits + 1 : 0;
    if (digits == 4) return true;
  }
  return false;
}

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(), [&](std::string_view b) { return text.starts_with(b); });
}

// The rest of a line (lower case) after "copyright", "(c)" and their kin at its beginning.
std::optional<std::size_t> after_copyright_sign(std::string_view line) {
  std::size_t at = 0;
  if (has_year(line.substr(0, 4))) {  // "2019-2023 (c) Jane Doe"
    const std::size_t years = std::min(line.find_first_not_of("0123456789-, "), line.size());
    if (line.substr(years).starts_with("(c)") || line.substr(years).starts_with("\xC2\xA9")) at = years;
  }
  for (const std::string_view prefix :
       {"portions ",         "portion ",       "parts ",     "part ",
        "some code ",        "some parts ",    "code ",      "modifications ",
        "modified work ",    "original work ", "additions ", "changes ",
        "documentation ",    "weights ",       "model ",     "model weights ",
        "this software is ", "this work is ",  "software ",  "spdx-filecopyrighttext: "}) {
    if (line.starts_with(prefix)) at = std::max(at, prefix.size());
  }
  if (line.starts_with("spdx-filecopyrighttext: ")) return at;
  const std::string_view rest = line.substr(at);
  for (const std::string_view sign : {"copyright",
                                      "copyleft",
                                      "copr.",
                                      "(c)",
                                      "\xC2\xA9",
                                      "urheberrecht",
                                      "droits d'auteur",
                                      "droit d'auteur",
                                      "derechos de autor",
                                      "direitos autorais",
                                      "diritto d'autore",
                                      "telif hakkı",
                                      "prawa autorskie",
                                      "авторские права",
                                      "авторское право",
                                      "版权所有",
                                      "版權所有",
                                      "版权",
                                      "版權",
                                      "著作权",
                                      "著作權",
                                      "著作権",
                                      "저작권",
                                      "حقوق النشر",
                                      "कॉपीराइट"}) {
    if (rest.starts_with(sign)) return at + sign.size();
  }
  return std::nullopt;
}

bool speaks_about_copyright(std::string_view rest) {
  return starts_with_any(trimmed(rest),
                         {"notice",      "holder",     "owner",   "law",    "licens",     "licenc", "and",
                          "interest",    "statement",  "protect", "treat",  "act",        "or ",    "infring",
                          "in ",         "to ",        "is ",     "shall",  "will",       "may",    "disclaim",
                          "information", "management", "status",  "on the", "permission", "means",  "grant"});
}

// "Copyright 2024 X", "copyright (c) X", "Copyright X", but not the middle of a sentence: "copyright resulting from
// directive 96/9".
bool is_copyright_statement(std::string_view line, std::string_view lower_line) {
  const auto sign = after_copyright_sign(lower_line);
  if (!sign || speaks_about_copyright(lower_line.substr(*sign))) return false;
  const std::string_view rest = trimmed(lower_line.substr(*sign));
  const bool marked = has_year(lower_line) || lower_line.find("(c)") != std::string_view::npos ||
                      lower_line.find("\xC2\xA9") != std::string_view::npos;
  if (!lower_line.starts_with("\xC2\xA9") && !is_ascii(lower_line[0])) return marked;
  const bool at_once = !rest.empty() && (is_digit(rest[0]) || rest.find_first_of("<[{(") == 0 ||
                                         rest.starts_with("\xC2\xA9") || rest.starts_with("by "));
  if (line[0] == 'c' || line[0] == 'm' || line[0] == 'a') return at_once;
  return at_once || marked || lower_line.find_first_of("<[{") != std::string_view::npos ||
         (lower_line.size() < 60 && lower_line.find("means") == std::string_view::npos);
}

// Where terms begin on a line that began with a copyright statement.
std::size_t terms_begin(std::string_view lower_line) {
  constexpr std::array<std::string_view, 32> openings = {"redistribution and use",
                                                         "redistribution of",
                                                         "redistributions",
                                                         "permission is",
                                                         "permission to",
                                                         "permission granted",
                                                         "licensed under",
                                                         "licensed to",
                                                         "you may",
                                                         "you can",
                                                         "everyone is",
                                                         "this software ",
                                                         "this program ",
                                                         "this file ",
                                                         "this library ",
                                                         "this work ",
                                                         "this license ",
                                                         "this font ",
                                                         "this code ",
                                                         "this source ",
                                                         "this document",
                                                         "this model",
                                                         "use of this",
                                                         "verbatim copying",
                                                         "distributed under",
                                                         "released under",
                                                         "the following",
                                                         "permitted",
                                                         "provided under",
                                                         "available under",
                                                         "subject to",
                                                         "unless "};
  std::size_t best = std::string_view::npos;
  for (const std::string_view opening : openings) {
    const std::size_t found = lower_line.find(opening);
    if (found != std::string_view::npos && found > 0 && !is_alpha(lower_line[found - 1])) best = std::min(best, found);
  }
  return best;
}

// Names may end in a full stop; what follows the last one behind which nothing but names was seen is prose.
std::string_view prose_of(std::string_view line) {
  std::size_t prose = 0;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    if (line[i] != '.' || line[i + 1] != ' ') continue;
    const auto part = prose == 0 ? StatementPart::first : StatementPart::later;
    if (!is_plain_statement(line.substr(prose, i - prose), part)) break;
    prose = i + 1;
  }
  return line.substr(prose);
}

// A comment's mark: a few signs that say nothing, or one of the words that languages begin a comment with.
bool can_be_leader(std::string_view word) {
  constexpr std::size_t signs_max = 4;
  const std::string lower = lowered(word);
  constexpr std::array<std::string_view, 8> words = {"c",   "@c",  "@comment", "@rem",
                                                     "dnl", "nb.", "rem",      "%%copyright:"};
  if (std::ranges::find(words, std::string_view(lower)) != words.end()) return true;
  return word.size() <= signs_max && word.find_first_not_of("#/*%;!|>-.:'\"({") == std::string_view::npos;
}

}  // namespace

CommentLines lines_of(std::string_view plain) {
  CommentLines out;
  std::unordered_map<std::string_view, std::size_t> counts;
  std::size_t filled = 0;
  constexpr std::array<char, 2> ends = {'\n', line_break};
  std::uint32_t number = 1;
  for (std::size_t begin = 0; begin <= plain.size();) {
    const std::size_t end = std::min(plain.find_first_of(ends.data(), begin, ends.size()), plain.size());
    out.lines.push_back({plain.substr(begin, end - begin), number});
    if (end < plain.size() && plain[end] == '\n') ++number;
    begin = end + 1;
    const std::string_view word = first_word(out.lines.back().text);
    if (word.empty()) continue;
    ++filled;
    ++counts[word];
  }
  if (filled < 5) return out;
  const auto leader =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (leader->second * 5 < filled * 4 || !can_be_leader(leader->first)) return out;
  out.leader = leader->first;
  for (Line& line : out.lines) {
    const std::string_view text = trimmed(line.text);
    const bool leads = is_alpha(out.leader.back()) ? first_word(text) == out.leader : text.starts_with(out.leader);
    if (leads) line.text = text.substr(out.leader.size());
  }
  return out;
}

std::string_view without_decoration(std::string_view line) {
  line = without_leading_decoration(line);
  const auto last = line.find_last_not_of("*_ ");
  return last == std::string_view::npos ? std::string_view() : line.substr(0, last + 1);
}

std::string_view without_enumerator(std::string_view line, Clauses& clauses) {
  if (line.starts_with("(c)") || line.starts_with("(C)")) {
    const std::string lower = lowered(line.substr(0, 40));
    const bool year_or_room_for_it = has_year(lower) || lower.find_first_of("<[{") != std::string::npos;
    if (is_copyright_statement(line, lower) && year_or_room_for_it) return line;
  }
  const std::size_t length = clauses.take_enumerator(line);
  return length == 0 ? line : without_decoration(line.substr(length));
}

std::string_view CopyrightLines::rest_of(std::string_view line, bool ends_paragraph) {
  const bool in_sentence = std::exchange(in_sentence_, line.ends_with(','));
  if (line.empty()) {
    open_ended_ = goes_on_ = false;
    return line;
  }
  std::string lower = lower_case(line);
  if (lower.size() != line.size()) lower = lowered(line);  // letters whose capitals are longer: places must fit
  const auto statement = [&](std::string_view text) {
    const std::string_view last = text.substr(text.rfind(' ') + 1);
    open_ended_ = text.ends_with(',') || text.ends_with('-') || text.ends_with('&') || is_joint(last);
    goes_on_ = !reserves_rights(text);
    inside_ = true;
    return std::string_view();
  };
  if ((!in_sentence || inside_) && is_copyright_statement(line, lower)) {
    const std::size_t terms = terms_begin(lower);
    if (terms != std::string_view::npos && is_plain_statement(line.substr(0, terms))) {
      inside_ = false;
      return line.substr(terms);
    }
    if (line.size() < copyright_line_bytes_max && is_plain_statement(line)) return statement(lower);
    inside_ = false;
    return prose_of(line);
  }
  if (inside_ && line.size() < 100 && is_plain_statement(line) &&
      (open_ended_ || (goes_on_ && ends_paragraph) || starts_with_any(lower, {"<", "[", "{", "and ", "by "}) ||
       (is_digit(lower[0]) && has_year(lower.substr(0, 4))) || reserves_rights(lower))) {
    return statement(lower);
  }
  inside_ = false;
  return line;
}

}  // namespace weightcheck::license
