// SPDX-License-Identifier: Apache-2.0
// Lines to words, then words that belong together to one.
#include "license/words.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "license/lines.hpp"
#include "license/vocabulary.hpp"

namespace weightcheck::license {
namespace {

// A letter, mark or number of any script: what a reader reads. The circled and squared capitals that no composition
// form unfolds are pictures by category, and read all the same.
bool is_letter(utf8proc_int32_t c) {
  const auto category = utf8proc_category(c);
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NL) || (c >= 0x1F150 && c <= 0x1F189) ||
         (c >= 0x1F1E6 && c <= 0x1F1FF);
}

// Small signs beside a word, which are no part of it.
bool is_sign(utf8proc_int32_t c) { return c == 0x2120 || c == 0x2122 || utf8proc_category(c) == UTF8PROC_CATEGORY_NO; }

// Letters in full width, in bold, in circles ... as the plain ones that a reader takes them for (NFKC).
std::string folded(std::string_view line) {
  std::string text;
  for (std::size_t i = 0; i < line.size();) {
    const Utf8Character next = first_character(line.substr(i));
    if (next.bytes > 1 && is_sign(next.code_point)) {
      text += ' ';
    } else {
      text.append(line, i, next.bytes);
    }
    i += next.bytes;
  }
  utf8proc_uint8_t* mapped = nullptr;
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  if (length < 0) return text;
  return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length)};
}

// The length of an address at the beginning of a text: "https://...", "www. ...", "name.org/path", "me@name.org". It
// ends at a space.
std::size_t address_length(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size() && (is_alnum(text[i]) || text[i] == '.' || text[i] == '-' || text[i] == '_' || text[i] == '+'))
    ++i;
  if (i == 0) return 0;
  const std::string_view name = text.substr(0, i);
  const std::string_view rest = text.substr(i);
  const bool site = name.size() > 4 && (name.starts_with("www.") || name.starts_with("WWW."));
  const bool mail = rest.size() > 1 && rest[0] == '@' && is_alnum(rest[1]);
  const std::size_t dot =
      rest.starts_with('/') ? name.rfind('.') : std::string_view::npos;  // name.org/path, but not 1.1/2
  const bool path =
      dot != std::string_view::npos && dot > 0 && i - dot > 2 && is_alpha(name[dot + 1]) && is_alpha(name[dot + 2]);
  if (!site && !mail && !path && !rest.starts_with("://")) return 0;
  return std::min(text.find_first_of(" <>\"')]`|", i), text.size());
}

// Where an address is written so that it can be read as a sentence, it is one. One word of terms says only what lies
// there ("/LICENSE"), unless it binds; the one such address that licenses themselves name is let pass.
bool speaks(std::string_view address) {
  constexpr std::string_view known = "/why-not-lgpl.html";
  if (address.size() > known.size() &&
      std::equal(known.rbegin(), known.rend(), address.rbegin(), [](char a, char b) { return a == (b | 0x20); }))
    address.remove_suffix(known.size());
  const TermsWords found = terms_words_in(address);
  return found.binding > 0 || found.all > 1;
}

bool is_roman_numeral(std::string_view word) {
  return word.size() > 1 && word.size() <= 5 && word.find_first_not_of("ivx") == std::string_view::npos;
}

class LineReader {
 public:
  LineReader(std::vector<Word>& words, std::string_view line, std::uint32_t number)
      : words_(words), line_(line), number_(number) {}

  void run() {
    while (at_ < line_.size()) {
      const std::string_view rest = line_.substr(at_);
      const bool fresh = at_ == 0 || !is_alnum(line_[at_ - 1]);
      if (fresh && is_alnum(rest[0])) {
        std::size_t skipped = at_ < read_until_ ? 0 : address_length(rest);
        if (const std::string_view address = rest.substr(0, skipped); speaks(address)) {
          read_until_ = at_ + skipped;
          const std::size_t scheme = address.find("://");
          skipped = scheme == std::string_view::npos ? 0 : scheme;
        }
        skipped = std::max(skipped, marker_at(rest));
        if (skipped != 0) {
          flush();
          at_ += skipped;
          continue;
        }
      }
      step(rest);
    }
    flush();
  }

 private:
  // Numbering inside a line, where the text was wrapped anew: "... conditions: 1. Redistributions", "and (2) the".
  std::size_t marker_at(std::string_view rest) const {
    if (!is_digit(rest[0])) return 0;
    std::size_t digits = 0;
    while (digits < rest.size() && is_digit(rest[digits]))
      ++digits;
    const bool enclosed = at_ > 0 && line_[at_ - 1] == '(' && digits < rest.size() && rest[digits] == ')';
    if (enclosed) return digits == 1 || (digits == 2 && rest[0] == '1') ? digits : 0;
    if (at_ > 0 && line_[at_ - 1] != ' ') return 0;
    const std::size_t length = marker_length(rest);
    if (length == 0) return 0;
    std::size_t next = length;
    while (next < rest.size() && (rest[next] == ' ' || rest[next] == '"' || rest[next] == '(' || rest[next] == '*'))
      ++next;
    if (rest.substr(next).starts_with("\xE2\x80\x9C")) next += 3;
    if (next >= rest.size())
      return rest[length - 1] == '.' ? length : 0;  // the sentence that follows is on the next line
    return next > length && is_upper(rest[next]) ? length : 0;
  }

  void step(std::string_view rest) {
    const char c = rest[0];
    if (is_ascii(c)) {
      if (is_alnum(c)) {
        word_ += lower(c);
      } else {
        flush();
      }
      ++at_;
      return;
    }
    const Utf8Character first = first_character(rest);
    if (first.valid() && is_letter(first.code_point)) {
      append_utf8(word_, utf8proc_tolower(first.code_point));
    } else {
      flush();
    }
    at_ += first.bytes;
  }

  void flush() {
    const bool marker = word_.size() == 1 && is_alpha(word_[0]) && at_ < line_.size() && line_[at_] == ')';  // (a), b)
    if (!word_.empty() && !marker && !is_roman_numeral(word_)) {
      const std::size_t begin = at_ - std::min(at_, word_.size());
      const bool apart = begin > 1 && line_[begin - 1] == ' ' && line_[begin - 2] == ' ';
      if (word_.size() == 1 && is_alpha(word_[0]) && apart)
        words_.push_back({"", number_});  // between words of spaced letters
      words_.push_back({std::string(common_spelling(word_)), number_});
    }
    word_.clear();
  }

  std::vector<Word>& words_;
  std::string_view line_;
  std::uint32_t number_;
  std::size_t at_ = 0;
  std::size_t read_until_ = 0;  // the end of an address that is read, and not looked at again
  std::string word_;
};

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> set) {
  return std::find(set.begin(), set.end(), word) != set.end();
}

using Span = std::span<const Word>;

// How many words the phrase has, where `words` begins with it; 0 where not. A phrase is written with single spaces.
std::size_t phrase_length(Span words, std::string_view phrase) {
  std::size_t length = 0;
  while (!phrase.empty()) {
    const std::size_t end = std::min(phrase.find(' '), phrase.size());
    if (length == words.size() || words[length].text != phrase.substr(0, end)) return 0;
    phrase.remove_prefix(std::min(end + 1, phrase.size()));
    ++length;
  }
  return length;
}

bool begins_with(Span words, std::string_view phrase) { return phrase_length(words, phrase) != 0; }

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

// One letter is no word; many in a row are words that were s p a c e d, parted by wider gaps.
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
        }
        fresh = gap;
      }
    }
    at = end;
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
      out.push_back({*std::move(pair), words[i].line});
      i += 2;
    } else {
      out.push_back(std::move(words[i++]));
    }
  }
  return out;
}

bool is_holder(std::string_view word) {
  if (word.size() < 5 || word.size() > 7) return false;
  return is_one_of(word, {"holder", "holders", "owner", "owners", "author", "authors", "regents"});
}

// The length of one way to say "holder" at the beginning: a holder word, or "copyright" and a holder word.
std::size_t holder_length(Span words) {
  if (!words.empty() && is_holder(words[0].text)) return 1;
  return words.size() > 1 && words[0].text == "copyright" && is_holder(words[1].text) ? 2 : 0;
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
    out.push_back({"holder", words[i].line});
    i += length;
  }
  return out;
}

// Between these phrases stands a name, or the general words for it.
struct NamePlace {
  std::string_view before;
  std::string_view after;
  std::string_view general;
};
constexpr std::array<NamePlace, 11> name_places = {{{"neither the name", "nor the names", "of the holder"},
                                                    {"neither the names", "nor the names", "of the holder"},
                                                    {"is provided by", "as is", "the holder"},
                                                    {"in no event shall", "be liable", "the holder"},
                                                    {"in no event will", "be liable", "the holder"},
                                                    {"as is and", "disclaims all", "the holder"},
                                                    {"as is and", "disclaim all", "the holder"},
                                                    {"as is basis and", "has no obligations", "the holder"},
                                                    {"even if", "has been advised", "the holder"},
                                                    {"of such damage", "specifically disclaims", "the holder"},
                                                    {"in this notice the name", "shall not be used", "of the holder"}}};

// Where a name ends: how many words before the closing phrase; nothing where they are too many or hold a word of terms.
std::optional<std::size_t> name_length(Span words, std::string_view closing) {
  constexpr std::size_t name_words_max = 10;
  for (std::size_t length = 0; length <= name_words_max && length < words.size(); ++length) {
    if (begins_with(words.subspan(length), closing)) return length;
    if (is_terms_word(words[length].text)) return std::nullopt;
  }
  return std::nullopt;
}

void append_general(std::vector<Word>& out, std::string_view phrase, std::uint32_t line) {
  while (!phrase.empty()) {
    const std::size_t end = std::min(phrase.find(' '), phrase.size());
    out.push_back({std::string(phrase.substr(0, end)), line});
    phrase.remove_prefix(std::min(end + 1, phrase.size()));
  }
}

}  // namespace

std::vector<Word> words_of(std::string_view plain) {
  std::vector<Word> words;
  words.reserve(plain.size() / 6);
  CopyrightLines copyright;
  std::uint32_t number = 0;
  std::string other;
  for (std::string_view line : lines_of(plain)) {
    if (!std::ranges::all_of(line, is_ascii)) line = other = folded(line);
    LineReader(words, copyright.rest_of(without_markers(line)), ++number).run();
  }
  return with_holders_joined(with_pairs_joined(with_letters_joined(std::move(words))));
}

GeneralWords general_words(const std::vector<Word>& words) {
  GeneralWords out;
  out.words.reserve(words.size());
  for (std::size_t i = 0; i < words.size();) {
    const Span rest = Span(words).subspan(i);
    const NamePlace* place = nullptr;
    std::size_t before = 0;
    std::size_t length = 0;
    for (const NamePlace& candidate : name_places) {
      if (candidate.before[0] != rest[0].text[0]) continue;
      before = phrase_length(rest, candidate.before);
      const auto found = before == 0 ? std::nullopt : name_length(rest.subspan(before), candidate.after);
      if (!found) continue;
      place = &candidate;
      length = *found;
      break;
    }
    if (place == nullptr) {
      out.words.push_back(words[i++]);
      continue;
    }
    const Span name = rest.subspan(before, length);
    out.words.insert(out.words.end(), rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(before));
    append_general(out.words, place->general, words[i].line);
    out.names_filled = out.names_filled || phrase_length(name, place->general) != length || length == 0;
    i += before + length;
  }
  return out;
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
