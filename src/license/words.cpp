// SPDX-License-Identifier: Apache-2.0
// Lines to words, then words that belong together to one.
#include "license/words.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <utility>

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "license/enumerators.hpp"
#include "license/lines.hpp"
#include "license/phrases.hpp"
#include "license/signs.hpp"
#include "license/vocabulary.hpp"

namespace weightcheck::license {
namespace {

class LineReader {
 public:
  LineReader(TextWords& out, Clauses& clauses, std::string_view line, std::uint32_t number)
      : out_(out), words_(out.words), clauses_(clauses), line_(line), number_(number) {}

  void run() {
    while (at_ < line_.size()) {
      const std::string_view rest = line_.substr(at_);
      if (const std::size_t address = is_fresh(rest) ? address_length(rest) : 0; address != 0) {
        add(address_word(rest.substr(0, address)));
        at_ += address;
      } else if (const std::size_t length = begins_token(rest) ? clauses_.take_enumerator(rest) : 0; length != 0) {
        at_ += length;
      } else {
        step(rest);
      }
    }
    flush();
  }

 private:
  [[nodiscard]] bool is_fresh(std::string_view rest) const {
    return is_alnum(rest[0]) && (at_ == 0 || !is_alnum(line_[at_ - 1]));
  }

  // Where an enumerator may stand: behind a blank or an opening sign.
  [[nodiscard]] bool begins_token(std::string_view rest) const {
    if (!is_alnum(rest[0]) && rest[0] != '(') return false;
    return at_ == 0 || std::string_view(" \"'*_[").find(line_[at_ - 1]) != std::string_view::npos;
  }

  void step(std::string_view rest) {
    const char c = rest[0];
    if (is_ascii(c)) {
      if (is_alnum(c)) {
        latin_ = latin_ || is_alpha(c);
        word_ += lower(c);
      } else if (c == '_' && !word_.empty() && rest.size() > 1 && is_alnum(rest[1])) {
        word_ += c;
      } else if (!is_not_in(rest)) {  // "can't" is not "can"
        flush();
        if (const std::size_t sign = sign_at(rest); sign != 0) {
          add(std::string(rest.substr(0, sign)));
          at_ += sign - 1;
        }
        if (std::string_view(".;:,!?").find(c) != std::string_view::npos && (rest.size() < 2 || !is_alnum(rest[1])))
          stop(c != ',');
      }
      ++at_;
      return;
    }
    const Utf8Character first = first_character(rest);
    const std::int32_t c_point = first.code_point;
    if (first.valid() && is_letter(c_point)) {
      append_small(c_point);
      alike_ = alike_ || (c_point >= 0x370 && c_point <= 0x52F && c_point != 0x3BC);  // Greek and Cyrillic
    } else if (!is_not_in(rest)) {
      flush();
      const char after = rest.size() > first.bytes ? rest[first.bytes] : ' ';
      const bool is_point = (c_point >= 0x2010 && c_point <= 0x2015) || c_point == 0xB7 || c_point == 0x66B;
      const bool counts = is_point && is_before_number(at_ == 0 ? ' ' : line_[at_ - 1], after);
      if (first.valid() && (counts || is_read_sign(c_point))) add(std::string(rest.substr(0, first.bytes)));
      if (c_point == 0x3001 || c_point == 0x3002) stop(c_point == 0x3002);  // the comma and the full stop of Chinese
    }
    at_ += first.bytes;
  }

  // Capitals have no sharp s of their own, and no sigma for the end of a word.
  void append_small(std::int32_t c_point) {
    if (c_point == 0xDF || c_point == 0x1E9E) {
      word_ += "ss";
    } else {
      append_utf8(word_, c_point == 0x3C2 ? 0x3C3 : utf8proc_tolower(c_point));
    }
  }

  // Is this the apostrophe of "n't"?
  [[nodiscard]] bool is_not_in(std::string_view rest) const {
    if (!word_.ends_with('n')) return false;
    for (const std::string_view apostrophe : {"'", "\xE2\x80\x99", "`"}) {
      if (!rest.starts_with(apostrophe)) continue;
      const std::string_view after = rest.substr(apostrophe.size());
      return !after.empty() && lower(after[0]) == 't' && (after.size() == 1 || !is_alnum(after[1]));
    }
    return false;
  }

  static bool is_before_number(char before, char after) {
    return is_digit(after) && std::string_view(" (\"'").find(before) != std::string_view::npos;
  }

  // "--without--": words between such marks are struck out, or set off from the others.
  static bool is_set_off(std::string_view rest, char before) {
    if (!rest.starts_with("--") || before != ' ' || rest.size() < 4 || !is_alnum(rest[2])) return false;
    std::string_view token = rest.substr(0, rest.find(' '));
    while (!token.empty() && std::string_view(".,;:)").find(token.back()) != std::string_view::npos)
      token.remove_suffix(1);
    return token.ends_with("--");
  }

  // The length of a sign of ASCII that is read: an amount's, "not", "equal", "or later". A row of "=" and its like is a
  // ruler, and what is put in angle brackets is a blank or an address.
  [[nodiscard]] std::size_t sign_at(std::string_view rest) const {
    const char c = rest[0];
    const char before = at_ == 0 ? ' ' : line_[at_ - 1];
    const char after = rest.size() > 1 ? rest[1] : ' ';
    constexpr std::size_t bracket_bytes_max = 300;
    const std::size_t nearby = at_ - std::min(at_, bracket_bytes_max);
    const std::size_t opening = c == '>' ? line_.substr(nearby, at_ - nearby).find('<') : 0;
    for (const std::string_view sign : {"!=", "=/=", "<>", "<=", ">="}) {
      if (rest.starts_with(sign) && before != '=') return sign.size();
    }
    if (is_before_number(before, after) && (c == '.' || c == '-' || c == '~')) return 1;  // ".700 million" is not 700
    if (is_set_off(rest, before)) return 2;
    switch (c) {
      case '$':
      case '%':
      case '&':
        return before == c ? 0 : 1;  // a row of them is one
      case '~':
      case '^':
      case '=':
      case '+':
        return before == c || after == c ? 0 : 1;
      case '!':
      case '?':
        return before == ' ' ? 1 : 0;
      case '<':
        if (after == ' ') return 1;
        return is_alpha(after) || rest.substr(0, bracket_bytes_max).find('>') != std::string_view::npos ? 0 : 1;
      case '>':  // behind a word it closes a bracket that was opened on another line
        if (at_ == 0) return 0;
        if (before == ' ' && after == ' ') return 1;
        return opening == std::string_view::npos && (before == ' ' || is_digit(after)) ? 1 : 0;
      default:
        return 0;
    }
  }

  void flush() {
    if (word_.empty()) return;
    const std::size_t begin = at_ - std::min(at_, word_.size());
    const bool apart = begin > 1 && line_[begin - 1] == ' ' && line_[begin - 2] == ' ';
    if (word_.size() == 1 && is_alpha(word_[0]) && apart) words_.push_back({"", number_});  // between spaced letters
    if (latin_ && alike_ && (out_.look_alikes.empty() || out_.look_alikes.back() != number_))
      out_.look_alikes.push_back(number_);
    add(std::string(common_spelling(word_)));
    word_.clear();
    latin_ = alike_ = false;
  }

  void add(std::string word) {
    clauses_.add_word(word);
    words_.push_back({std::move(word), number_});
  }

  void stop(bool ends_sentence) {
    clauses_.add_stop();
    if (ends_sentence && !words_.empty()) words_.back().stop = true;
  }

  TextWords& out_;
  std::vector<Word>& words_;
  Clauses& clauses_;
  std::string_view line_;
  std::uint32_t number_;
  std::size_t at_ = 0;
  std::string word_;
  bool latin_ = false;  // the word holds ASCII letters ...
  bool alike_ = false;  // ... and others that may look like them
};

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> set) {
  return std::find(set.begin(), set.end(), word) != set.end();
}

using Span = std::span<const Word>;

// The postal addresses of the Free Software Foundation, which changed while the licenses did not.
std::size_t foundation_address(Span words) {
  if (words.size() < 2 || words[0].text.size() > 3 || !is_one_of(words[0].text, {"59", "51", "675", "31"}) ||
      !is_one_of(words[1].text, {"temple", "franklin", "mass", "milk"})) {
    return 0;
  }
  std::size_t length = 2;
  while (length < words.size() && length < 16 &&
         is_one_of(words[length].text,
                   {"place",  "suite",      "330",   "street",        "st",     "fifth", "floor", "5th",
                    "boston", "cambridge",  "ma",    "massachusetts", "usa",    "02111", "1307",  "02110",
                    "1301",   "02110-1301", "02139", "ave",           "960789", "0196",  "02196", "1335"})) {
    ++length;
  }
  return length;
}

// Two words that are written as one, or with a hyphen, or apart.
std::optional<std::string> pair_of(Span words) {
  if (words.size() < 2) return std::nullopt;
  const std::string& first = words[0].text;
  const std::string& second = words[1].text;
  if (first.size() > 7) return std::nullopt;
  const bool joins = (first == "non" && is_alpha(second[0])) || (first == "sub" && second.starts_with("licens")) ||
                     (first == "per" && second == "cent") || (first == "world" && second == "wide") ||
                     (first == "royalty" && second == "free") || (first == "re" && second.starts_with("distribut"));
  if (!joins) return std::nullopt;
  return first + second;
}

bool is_one_letter(const Word& word) { return word.text.empty() || (word.text.size() == 1 && is_alpha(word.text[0])); }

// Many letters in a row are words that were s p a c e d, parted by wider gaps.
std::vector<Word> with_letters_joined(std::vector<Word> words) {
  constexpr std::ptrdiff_t spaced_min = 3;
  std::vector<Word> out;
  out.reserve(words.size());
  for (auto at = words.begin(); at != words.end();) {
    const auto end = std::find_if_not(at, words.end(), is_one_letter);
    const auto gaps = std::count_if(at, end, [](const Word& word) { return word.text.empty(); });
    if (end - at - gaps >= spaced_min) {
      bool fresh = true;
      for (; at != end; ++at) {
        const bool gap = at->text.empty();
        if (!gap && fresh) {
          out.push_back(std::move(*at));
        } else if (!gap) {
          out.back().text += at->text;
          out.back().stop = at->stop;
        }
        fresh = gap;
      }
    }
    for (; at != end; ++at) {
      if (!at->text.empty()) out.push_back(std::move(*at));
    }
    if (at != words.end()) out.push_back(std::move(*at++));
  }
  return out;
}

std::vector<Word> with_pairs_joined(std::vector<Word> words) {
  std::vector<Word> out;
  out.reserve(words.size());
  for (std::size_t i = 0; i < words.size();) {
    const Span rest = Span(words).subspan(i);
    if (begins_with(rest, "all rights reserved")) {
      i += 3;
    } else if (const std::size_t address = foundation_address(rest); address != 0) {
      i += address;
    } else if (auto pair = pair_of(rest)) {
      out.push_back({*std::move(pair), words[i].line, words[i + 1].stop});
      i += 2;
    } else {
      out.push_back(std::move(words[i++]));
    }
  }
  return out;
}

// The length of one way to say "holder" at the beginning. An owner or a holder of something else is another: only with
// "copyright" before it is it this one.
std::size_t holder_length(Span words) {
  if (words.empty()) return 0;
  if (is_one_of(words[0].text, {"author", "authors", "regents"})) return 1;
  const bool named = words.size() > 1 && words[0].text == "copyright" &&
                     is_one_of(words[1].text, {"holder", "holders", "owner", "owners", "author", "authors"});
  return named ? 2 : 0;
}

std::vector<Word> with_holders_joined(std::vector<Word> words) {
  std::vector<Word> out;
  out.reserve(words.size());
  for (std::size_t i = 0; i < words.size();) {
    const Span rest = Span(words).subspan(i);
    std::size_t length = holder_length(rest);
    if (length == 0) {
      out.push_back(std::move(words[i++]));
      continue;
    }
    while (length + 1 < rest.size()) {
      std::size_t more = holder_length(rest.subspan(length));
      if (more == 0 && is_one_of(rest[length].text, {"and", "or"})) {
        const std::size_t next = rest[length + 1].text == "contributors" ? 1 : holder_length(rest.subspan(length + 1));
        more = next == 0 ? 0 : next + 1;
      }
      if (more == 0) break;
      length += more;
    }
    out.push_back({"holder", words[i].line, words[i + length - 1].stop});
    i += length;
  }
  return out;
}

}  // namespace

TextWords read_words(std::string_view plain) {
  TextWords out;
  out.words.reserve(plain.size() / 6);
  CopyrightLines copyright;
  Clauses clauses;
  std::string other;
  const CommentLines lines = lines_of(plain);
  if (!lines.leader.empty()) out.set_aside.push_back({1, lines.leader});
  for (std::size_t i = 0; i < lines.lines.size(); ++i) {
    std::string_view line = lines.lines[i].text;
    const std::uint32_t number = lines.lines[i].number;
    const bool ends_paragraph = i + 1 == lines.lines.size() || without_decoration(lines.lines[i + 1].text).empty();
    if (!std::ranges::all_of(line, is_ascii)) line = other = folded(line);
    const std::string_view text = without_enumerator(without_decoration(line), clauses);
    const std::string_view rest = copyright.rest_of(text, ends_paragraph);
    if (rest.size() < text.size())
      out.set_aside.push_back({number, std::string(text.substr(0, text.size() - rest.size()))});
    if (rest.empty() || rest.size() < text.size()) clauses.end_paragraph();
    LineReader(out, clauses, rest, number).run();
  }
  out.words = with_holders_joined(with_pairs_joined(with_letters_joined(std::move(out.words))));
  return out;
}

std::vector<Word> words_of(std::string_view plain) { return read_words(plain).words; }

bool is_mark(std::string_view word) {
  if (word.empty() || word[0] == '@') return true;
  if (is_ascii(word[0])) return !is_alnum(word[0]);
  return !is_letter(first_character(word).code_point);
}

std::string joined(const std::vector<Word>& words) {
  std::string out;
  for (const Word& word : words) {
    if (!out.empty()) out += ' ';
    out += word.text;
  }
  return out;
}

}  // namespace weightcheck::license
