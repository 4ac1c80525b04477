// SPDX-License-Identifier: Apache-2.0
// A copyright statement is a row of parts: years, names, a tail that everybody writes. Each part is held to be a name
// until something in it is not: a word of sentences or duties, a sign, too many words. Grammar would need a dictionary;
// what is set aside is shown in the report instead, so that a reader can object.
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
#include "license/lexicon.hpp"
#include "license/signs.hpp"

namespace weightcheck::license {
namespace {

using Words = std::span<const std::string_view>;

// Written in lower case within names, between them, or in the room for one.
constexpr std::array<std::string_view, 106> joints = {"affiliates",  "aka",
                                                      "al",          "all",
                                                      "an",          "and",
                                                      "at",          "author",
                                                      "authors",     "aux",
                                                      "bin",         "by",
                                                      "co",          "community",
                                                      "complete",    "copyright",
                                                      "d",           "da",
                                                      "das",         "date",
                                                      "dates",       "de",
                                                      "dei",         "del",
                                                      "dell",        "della",
                                                      "dello",       "den",
                                                      "der",         "des",
                                                      "details",     "developers",
                                                      "di",          "digit",
                                                      "do",          "dos",
                                                      "du",          "e",
                                                      "el",          "en",
                                                      "et",          "file",
                                                      "first",       "for",
                                                      "formerly",    "from",
                                                      "full",        "fullname",
                                                      "für",         "git",
                                                      "het",         "his",
                                                      "history",     "holder",
                                                      "holders",     "ibn",
                                                      "in",          "inc",
                                                      "individual",  "its",
                                                      "l",           "la",
                                                      "las",         "le",
                                                      "les",         "list",
                                                      "log",         "los",
                                                      "ltd",         "maintainers",
                                                      "name",        "names",
                                                      "och",         "of",
                                                      "og",          "on",
                                                      "or",          "organization",
                                                      "original",    "other",
                                                      "others",      "owner",
                                                      "owners",      "portions",
                                                      "present",     "project",
                                                      "publication", "reserved",
                                                      "respective",  "rights",
                                                      "see",         "subsidiaries",
                                                      "sul",         "team",
                                                      "ten",         "ter",
                                                      "the",         "to",
                                                      "und",         "van",
                                                      "various",     "von",
                                                      "year",        "your",
                                                      "yyyy",        "à"};

// With these a part begins that says for whom, or that shuts somebody out.
constexpr std::array<std::string_view, 15> openings = {"excluding", "for",  "für",   "no",   "nobody",
                                                       "non",       "none", "not",   "only", "para",
                                                       "pour",      "till", "until", "voor", "without"};
constexpr std::array<std::string_view, 18> limits = {
    "barred",      "business",      "businesses", "companies",  "competitors", "corporations",
    "educational", "employees",     "exempt",     "home",       "industry",    "internal",
    "licensees",   "noncommercial", "nonprofit",  "nonprofits", "personal",    "study"};
// What binds elsewhere and stands in names: Credit Suisse, European Bioinformatics Institute.
constexpr std::array<std::string_view, 9> names_besides = {"academic", "annual",   "credit", "display", "european",
                                                           "harm",     "military", "prior",  "users"};
// Who can be "for" something by name, and may have a long one. Beginnings of words.
constexpr std::array<std::string_view, 47> bodies = {
    "academ",       "agenc",       "akademi",    "alliance",   "anstalt",    "associa",   "authority",  "board",
    "bundes",       "bureau",      "center",     "centr",      "code",       "commissar", "committee",  "company",
    "consorti",     "corporation", "council",    "department", "fond",       "forum",     "foundation", "fund",
    "gesellschaft", "group",       "hochschule", "inc",        "initiative", "instit",    "lab",        "llc",
    "ltd",          "ministr",     "network",    "office",     "organi",     "program",   "project",    "school",
    "societ",       "stiftung",    "team",       "trust",      "union",      "univer",    "verein"};
// A full stop behind them ends no sentence.
constexpr std::array<std::string_view, 35> abbreviations = {
    "ab",   "ag",  "al",  "as",   "bv",  "co",  "copr", "corp", "dept", "dipl", "dr",  "etc",
    "gmbh", "inc", "ing", "inst", "jr",  "kg",  "llc",  "ltd",  "mr",   "mrs",  "ms",  "nv",
    "oy",   "ph",  "plc", "prof", "pty", "pvt", "sp",   "spa",  "sr",   "st",   "univ"};
static_assert(std::ranges::is_sorted(joints) && std::ranges::is_sorted(openings) && std::ranges::is_sorted(limits));
static_assert(std::ranges::is_sorted(names_besides) && std::ranges::is_sorted(abbreviations));

constexpr std::array<std::string_view, 18> reservations = {"all rights reserved",
                                                           "all right reserved",
                                                           "alle rechte vorbehalten",
                                                           "alle rechten voorbehouden",
                                                           "alle rettigheder forbeholdes",
                                                           "alla rättigheter förbehållna",
                                                           "tous droits réservés",
                                                           "todos los derechos reservados",
                                                           "todos os direitos reservados",
                                                           "tutti i diritti riservati",
                                                           "wszelkie prawa zastrzeżone",
                                                           "tüm hakları saklıdır",
                                                           "все права защищены",
                                                           "保留所有权利",
                                                           "保留所有權利",
                                                           "版权所有",
                                                           "版權所有",
                                                           "모든 권리 보유"};

// Parts of what firms, schools and groups are called where words are not parted.
constexpr std::array<std::string_view, 27> body_signs = {
    "公司",   "大学",   "大學", "研究院", "研究所", "研究室", "实验室", "實驗室", "科技",
    "团队",   "團隊",   "集团", "集團",   "学院",   "學院",   "中心",   "委员会", "委員會",
    "基金会", "基金會", "社区", "会社",   "會社",   "学会",   "协会",   "工作室", "联盟"};

bool is_in(std::string_view word, Words sorted) { return std::binary_search(sorted.begin(), sorted.end(), word); }

bool is_body(std::string_view lower) {
  return std::ranges::any_of(bodies, [&](std::string_view body) { return lower.starts_with(body); });
}

// A letter without cases: of a script that has no capitals.
bool is_caseless(std::string_view word) {
  for (std::size_t i = 0; i < word.size();) {
    const Utf8Character next = first_character(word.substr(i));
    if (!next.valid() || utf8proc_category(next.code_point) == UTF8PROC_CATEGORY_LO) return true;
    i += next.bytes;
  }
  return false;
}

bool begins_with_capital(std::string_view word) {
  const Utf8Character first = first_character(word);
  return first.valid() && utf8proc_tolower(first.code_point) != first.code_point;
}

// The stretch of a statement from one comma, dash, parenthesis to the next.
class Part {
 public:
  void add(std::string_view word) {
    if (word.size() == 1 && is_ascii(word[0])) {
      letters_ += is_digit(word[0]) ? 0 : 1;
      return;
    }
    const std::string lower = lower_case(word);
    const bool speaks = is_sentence_word(lower) || (binds(lower) && !is_in(lower, names_besides));
    if (speaks || is_in(lower, limits) || (empty_ && is_in(lower, openings))) limited_ = true;
    if (std::ranges::all_of(word, is_digit)) return;
    if (empty_) refers_ = lower == "see";
    empty_ = false;
    body_ = body_ || is_body(lower);
    if ((lower == "for" || lower == "für") && !body_ && !refers_) limited_ = true;
    if (private_ && !is_in(lower, abbreviations) && lower != "limited") limited_ = true;
    private_ = lower == "private";
    if (is_in(lower, joints)) return;
    if (is_caseless(word)) {
      ++caseless_;
      limited_ = limited_ || may_be_sentence(lower);
    } else {
      const bool capital =
          begins_with_capital(word) || std::ranges::any_of(word, [](char c) { return is_upper(c) || is_digit(c); });
      ++(capital ? names_ : small_);
    }
  }

  [[nodiscard]] bool is_empty() const { return names_ + small_ + caseless_ == 0; }

  [[nodiscard]] bool is_name(bool first) const {
    constexpr std::size_t spaced_letters = 4;
    constexpr std::size_t caseless_max = 6;
    if (limited_ || private_ || letters_ >= spaced_letters || caseless_ > caseless_max) return false;
    if (first) return names_ <= (body_ ? 12U : 7U) && small_ <= (body_ ? 4U : names_ == 0 ? 2U : 1U);
    return names_ <= (body_ ? 9U : 5U) && small_ <= (body_ ? 3U : names_ == 0 ? 1U : 0U);
  }

 private:
  std::size_t names_ = 0;
  std::size_t small_ = 0;     // in lower case, and no joint
  std::size_t letters_ = 0;   // single ones
  std::size_t caseless_ = 0;  // in a script that has no capitals: a word may be a sentence
  bool empty_ = true;
  bool limited_ = false;
  bool body_ = false;     // an institute, a company ... is named
  bool refers_ = false;   // "see AUTHORS file for details"
  bool private_ = false;  // the last word was; only "Private Limited" is a name
};

// Of an address, which is no name but says where somebody is: up to the next blank or bracket.
std::size_t address_length(std::string_view text) {
  const std::string_view token = text.substr(0, text.find_first_of(" ,;()<>[]|\""));
  const std::size_t slash = token.find('/');
  const bool site =
      slash != std::string_view::npos && token.substr(0, slash).find_first_of(".:") != std::string_view::npos;
  return site || token.starts_with("www.") || token.find('@') != std::string_view::npos ? token.size() : 0;
}

// The words of an address are judged like any others: www.not-for-firms.org.
bool address_speaks(std::string_view address) {
  std::string word;
  for (std::size_t i = 0; i <= address.size(); ++i) {
    if (i < address.size() && is_alpha(address[i])) {
      word += lower(address[i]);
      continue;
    }
    if (binds(word) || is_in(word, limits)) return true;
    word.clear();
  }
  return false;
}

struct CodePoint {
  std::size_t length = 1;
  bool in_word = false;  // a letter, mark or number
  bool sign = false;     // a symbol that a reader reads: no punctuation, no copyright sign
};

CodePoint first_of(std::string_view text) {
  if (is_ascii(text[0]))
    return {1, is_alnum(text[0]), std::string_view("=$%^~?\\`").find(text[0]) != std::string_view::npos};
  const Utf8Character first = first_character(text);
  if (!first.valid()) return {};
  const auto category = utf8proc_category(first.code_point);
  return {first.bytes, category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO,
          is_read_sign(first.code_point)};
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

class StatementReader {
 public:
  StatementReader(std::string_view line, StatementPart which) : line_(line), first_(which == StatementPart::first) {}

  bool run() {
    for (std::size_t at = 0; at < line_.size();) {
      const std::string_view rest = line_.substr(at);
      const bool fresh = at == 0 || line_[at - 1] == ' ' || parts_at(line_, at - 1);
      if (const std::size_t address = fresh ? address_length(rest) : 0; address > 0) {
        if (address_speaks(rest.substr(0, address))) return false;
        at += address;
      } else if (const std::size_t word = word_length(rest); word > 0) {
        if (!add(rest.substr(0, word))) return false;
        at += word;
      } else {
        const CodePoint next = first_of(rest);
        if (next.sign) return false;
        if (parts_at(line_, at) && !part_is_name()) return false;
        if (rest.starts_with(". ")) stopped_ = !is_in(last_, abbreviations) && last_.size() > 1;
        if (rest.starts_with("\xC2\xA9")) stopped_ = false;
        at += next.length;
      }
    }
    return part_is_name();
  }

 private:
  // Behind a full stop no name begins, unless it is said to be one more holder's.
  bool add(std::string_view word) {
    part_.add(word);
    last_ = lowered(word);
    if (last_ == "copyright" || last_ == "portions") stopped_ = false;
    return !stopped_ || is_in(last_, joints) || std::ranges::all_of(last_, is_digit) || last_.size() == 1;
  }

  bool part_is_name() {
    const bool name = part_.is_name(first_);
    first_ = first_ && part_.is_empty();
    part_ = {};
    return name;
  }

  std::string_view line_;
  Part part_;
  std::string last_;  // word
  bool first_;
  bool stopped_ = false;  // a sentence has ended
};

}  // namespace

bool may_be_sentence(std::string_view caseless_word) {
  constexpr std::size_t name_signs_max = 6;
  constexpr std::size_t signs_max = 24;
  std::size_t signs = 0;
  for (std::size_t i = 0; i < caseless_word.size();) {
    const Utf8Character next = first_character(caseless_word.substr(i));
    const std::int32_t c = next.code_point;
    const bool unparted = (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x3040 && c <= 0x309F) ||
                          (c >= 0x0E00 && c <= 0x0EFF) ||
                          (c >= 0x20000 && c <= 0x3FFFF);  // Han, Hiragana, Thai and Lao
    signs += unparted ? 1 : 0;
    i += next.bytes;
  }
  if (signs <= name_signs_max) return false;
  return signs > signs_max || std::ranges::none_of(body_signs, [&](std::string_view body) {
           return caseless_word.find(body) != std::string_view::npos;
         });
}

bool reserves_rights(std::string_view lower_case_line) {
  return std::ranges::any_of(
      reservations, [&](std::string_view phrase) { return lower_case_line.find(phrase) != std::string_view::npos; });
}

bool is_plain_statement(std::string_view line, StatementPart which) {
  constexpr std::size_t bytes_max = 1024;  // each place is looked at together with what follows
  if (line.size() > bytes_max) return false;
  std::string text(line);
  std::string lower = lower_case(line);
  if (lower.size() == text.size()) {
    for (const std::string_view phrase : reservations) {
      const std::size_t at = lower.find(phrase);
      if (at == std::string::npos) continue;
      text.replace(at, phrase.size(), phrase.size(), ' ');
      lower.replace(at, phrase.size(), phrase.size(), ' ');
    }
  }
  return StatementReader(text, which).run();
}

}  // namespace weightcheck::license
