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
#include <string>

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "base/word_list.hpp"
#include "license/holder_words.hpp"
#include "license/lexicon.hpp"
#include "license/signs.hpp"

namespace weightcheck::license {
namespace {

// Written in lower case within names, between them, or in the room for one.
// clang-format off
constexpr SortedWords joints = std::to_array<std::string_view>({
    "affiliates", "aka", "al", "all", "an", "and", "at", "author", "authors", "aux", "bin", "by", "co", "community",
    "complete", "contributor", "contributors", "copyright", "d", "da", "das", "date", "dates", "de", "dei", "del",
    "dell", "della", "dello", "den", "der", "des", "details", "developers", "di", "digit", "do", "dos", "du", "e",
    "el", "en", "et", "file", "first", "for", "formerly", "from", "full", "fullname", "für", "git", "het", "his",
    "history", "holder", "holders", "ibn", "in", "inc", "individual", "its", "l", "la", "las", "le", "les", "list",
    "log", "los", "ltd", "maintainers", "many", "name", "names", "och", "of", "og", "on", "or", "organization",
    "original", "other", "others", "owner", "owners", "portions", "present", "project", "publication", "reserved",
    "respective", "rights", "see", "subsidiaries", "sul", "team", "ten", "ter", "the", "to", "und", "van", "various",
    "von", "year", "your", "yyyy", "à", "и", "соавторы"});
// clang-format on

// With these a part begins that says for whom, or that shuts somebody out.
constexpr SortedWords openings =
    std::to_array<std::string_view>({"excluding", "for", "für", "no", "nobody", "non", "none", "not", "only", "para",
                                     "pour", "till", "until", "voor", "without"});
// What a name without a body's word can be "for": Cohere For AI.
constexpr SortedWords fields = std::to_array<std::string_view>(
    {"ai", "artificial", "computational", "computing", "language", "machine", "mathematics", "robotics"});

constexpr std::array<std::string_view, 19> reservations = {"all rights reserved worldwide",
                                                           "all rights reserved",
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
  // Of a model's name ("K2-Think") a part may be a word of sentences.
  void add(std::string_view word, bool in_model_name) {
    if (word.size() == 1 && is_ascii(word[0])) {
      letters_ += is_digit(word[0]) ? 0 : 1;
      return;
    }
    const std::string lower = lower_case(word);
    const bool capital = begins_with_capital(word);
    const bool is_engine = word.size() == 2 && word[0] == 'V';  // "the V8 project authors"
    const bool of_name =
        capital && (is_abbreviation(lower) || is_engine || (in_model_name && is_sentence_word(lower) && !binds(lower)));
    if (!of_name) judge(holder_word(lower), capital);
    if (lower == "and") next_name();
    if (empty_ && openings.contains(lower)) limited_ = true;
    besides_ = besides_ || stands_in_names(lower);
    if (empty_) refers_ = lower == "see";
    empty_ = false;
    body_ = body_ || is_body(lower);
    if (for_something_ && !fields.contains(lower)) limited_ = true;
    for_something_ = (lower == "for" || lower == "für") && !body_ && !refers_;
    if (private_ && !is_abbreviation(lower) && lower != "limited") limited_ = true;
    private_ = lower == "private";
    if (joints.contains(lower)) return;
    if (is_caseless(word)) {
      ++caseless_;
      limited_ = limited_ || may_be_sentence(lower);
    } else {
      const bool name = capital || std::ranges::any_of(word, [](char c) { return is_upper(c) || is_digit(c); });
      ++(name ? names_ : small_);
    }
  }

  // A number that is no year: part of what a body is called (Studio 54 Ltd), or an amount.
  void add_number() { numbered_ = true; }

  [[nodiscard]] bool is_empty() const { return names_ + small_ + caseless_ == 0; }

  [[nodiscard]] bool is_name(bool first) const {
    constexpr std::size_t spaced_letters = 4;
    constexpr std::size_t caseless_max = 6;
    if (first && letters_ > 1 && is_empty()) return false;  // "N C"
    if (limited_ || private_ || for_something_ || letters_ >= spaced_letters || caseless_ > caseless_max) return false;
    if (numbered_ && (!body_ || besides_)) return false;
    if ((doubtful_ && !doubtful_is_name()) || (besides_ && names_ == 1 && small_ == 0)) return false;
    if (first) return names_ <= (body_ ? 12U : 7U) && small_ <= (body_ ? 4U : names_ == 0 ? 2U : 1U);
    return names_ <= (body_ ? 9U : 5U) && small_ <= (body_ ? 3U : names_ == 0 ? 1U : 0U);
  }

 private:
  void judge(HolderWord kind, bool capital) {
    const bool person = kind == HolderWord::person;
    if (kind == HolderWord::plain) return;
    limited_ = limited_ || kind == HolderWord::speaks || !capital || doubtful_;
    doubtful_ = true;
    person_ = person;
    before_ = names_ - from_;
  }

  void next_name() {
    limited_ = limited_ || (doubtful_ && !doubtful_is_name());
    doubtful_ = false;
    from_ = names_;
  }

  // Mark Must and May Li have one other name or two, and the doubtful one is not between them; firms say what they are.
  [[nodiscard]] bool doubtful_is_name() const {
    if (besides_) return false;
    const std::size_t names = names_ - from_;
    if (!person_) return body_ && before_ < 2 && names <= 4;
    return small_ == 0 && (names == 2 || names == 3) && (before_ == 0 || before_ + 1 == names);
  }

  std::size_t names_ = 0;
  std::size_t from_ = 0;      // names before the last "and"
  std::size_t before_ = 0;    // names before the doubtful one
  std::size_t small_ = 0;     // in lower case, and no joint
  std::size_t letters_ = 0;   // single ones
  std::size_t caseless_ = 0;  // in a script that has no capitals: a word may be a sentence
  bool empty_ = true;
  bool limited_ = false;
  bool numbered_ = false;
  bool besides_ = false;
  bool doubtful_ = false;       // one word speaks of terms and is a name as well
  bool person_ = false;         // ... of people
  bool body_ = false;           // an institute, a company ... is named
  bool refers_ = false;         // "see AUTHORS file for details"
  bool for_something_ = false;  // the last word was "for", and nobody who can be for something by name stands before it
  bool private_ = false;        // the last word was; only "Private Limited" is a name
};

// Of an address, which is no name but says where somebody is: up to the next blank or bracket.
std::size_t place_length(std::string_view text) {
  const std::string_view token = text.substr(0, text.find_first_of(" ,;()<>[]|\""));
  const std::size_t slash = token.find('/');
  const bool site =
      slash != std::string_view::npos && token.substr(0, slash).find_first_of(".:") != std::string_view::npos;
  const std::size_t at_sign = token.find('@');  // alone it says at which body a team is
  return site || token.starts_with("www.") || (at_sign != std::string_view::npos && token.size() > 1) ? token.size()
                                                                                                      : 0;
}

// The same as people hide it: "<jane at example dot org>", "(jane@example dot org)".
std::size_t spelt_address_length(std::string_view text) {
  constexpr std::size_t bytes_max = 60;
  if (text[0] != '<' && text[0] != '(') return 0;
  const std::size_t end = text.substr(0, bytes_max).find(text[0] == '<' ? '>' : ')');
  if (end == std::string_view::npos) return 0;
  const std::string inside = lowered(text.substr(1, end - 1));
  const std::size_t at = std::min(inside.find(" at "), inside.find('@'));
  if (at == std::string::npos || inside.find(' ') < at) return 0;
  const std::string_view host = std::string_view(inside).substr(at);
  return host.find(" dot ") != std::string_view::npos || host.find('.') != std::string_view::npos ? end + 1 : 0;
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

bool begins_with_month(std::string_view text) {
  constexpr std::array<std::string_view, 12> months = {"january",   "february", "march",    "april",
                                                       "may",       "june",     "july",     "august",
                                                       "september", "october",  "november", "december"};
  const std::string word = lowered(text.substr(0, word_length(text)));
  return word.size() > 2 &&
         std::ranges::any_of(months, [&](std::string_view month) { return month.starts_with(word); });
}

class StatementReader {
 public:
  StatementReader(std::string_view line, StatementPart which) : line_(line), first_(which == StatementPart::first) {}

  bool run() {
    for (std::size_t at = 0; at < line_.size();) {
      const std::string_view rest = line_.substr(at);
      const bool fresh = at == 0 || line_[at - 1] == ' ' || parts_at(line_, at - 1);
      if (const std::size_t address = fresh ? place_length(rest) : 0; address > 0) {
        if (address_speaks(rest.substr(0, address))) return false;
        at += address;
      } else if (const std::size_t spelt = spelt_address_length(rest); spelt > 0) {
        if (address_speaks(rest.substr(0, spelt))) return false;
        at += spelt;
      } else if (const std::size_t word = word_length(rest); word > 0) {
        const bool number = std::ranges::all_of(rest.substr(0, word), is_digit);
        if (number && (last_ == "max" || last_ == "min")) return false;
        if (number && !is_of_date(at, word)) part_.add_number();
        const bool in_model_name = at > 1 && line_[at - 1] == '-' && is_digit(line_[at - 2]);
        const bool is_ending = at > 1 && line_[at - 1] == '.' && is_alnum(line_[at - 2]);  // "Node.js"
        if (!number && !is_ending && !add(rest.substr(0, word), in_model_name)) return false;
        if (is_ending && holder_word(lower_case(rest.substr(0, word))) == HolderWord::speaks) return false;
        at += word;
      } else {
        const CodePoint next = first_of(rest);
        const bool from_number = rest[0] == '+' && at > 0 && is_digit(line_[at - 1]);  // "18+"
        if (next.sign || from_number) return false;
        if (parts_at(line_, at) && !part_is_name()) return false;
        if (rest.starts_with(". ")) stopped_ = !is_abbreviation(last_) && last_.size() > 1;
        if (rest.starts_with("\xC2\xA9")) stopped_ = false;
        at += next.length;
      }
    }
    return part_is_name();
  }

 private:
  // A year, or what stands beside one: "1998-99", "1998, 99", "2024-05-12", "12 May 2024"; or the beginning of a name:
  // "01.AI". Years that are cut short go up.
  bool is_of_date(std::size_t at, std::size_t length) {
    const std::string_view digits = line_.substr(at, length);
    const std::string_view before = trimmed(line_.substr(0, at));
    const std::string_view after = line_.substr(at + length);
    const int value = length == 2 ? (digits[0] - '0') * 10 + digits[1] - '0' : 0;
    if (length == 4) {
      year_ = (digits[2] - '0') * 10 + digits[3] - '0';
      recent_ = digits >= "2010";
      return digits.starts_with("19") || digits.starts_with("20");
    }
    if (length > 2) return false;
    const char joint = at > 0 ? line_[at - 1] : ' ';
    const bool full = length == 2;
    const bool joined = at > 1 && is_digit(line_[at - 2]) && (joint == '-' || joint == '/' || (joint == '.' && full));
    const bool opens = after.size() > 1 && is_alnum(after[1]) &&
                       (after[0] == '-' || after[0] == '/' || (after[0] == '.' && (full || is_alpha(after[1]))));
    const bool year = before.ends_with(',') && year_ >= 0 && !recent_ && length == 2 && value > year_;
    if (year) year_ = value;
    return joined || opens || year || begins_with_month(trimmed(after)) || begins_with_month(last_);
  }

  // Behind a full stop no name begins, unless it is said to be one more holder's.
  bool add(std::string_view word, bool in_model_name) {
    part_.add(word, in_model_name);
    last_ = lowered(word);
    if (last_ == "copyright" || last_ == "portions") stopped_ = false;
    return !stopped_ || joints.contains(last_) || last_.size() == 1;
  }

  bool part_is_name() {
    const bool name = part_.is_name(first_);
    first_ = first_ && part_.is_empty();
    part_ = {};
    return name;
  }

  std::string_view line_;
  Part part_;
  std::string last_;     // word
  int year_ = -1;        // the last two digits of the last year
  bool recent_ = false;  // ... since when nobody cuts them short
  bool first_;
  bool stopped_ = false;  // a sentence has ended
};

}  // namespace

bool is_joint(std::string_view lower_case_word) { return joints.contains(lower_case_word); }

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
