// SPDX-License-Identifier: Apache-2.0
// The blanks of the published texts, each known by the words before and behind it.
#include "license/names.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "license/holder_words.hpp"
#include "license/lexicon.hpp"
#include "license/phrases.hpp"
#include "license/statement.hpp"

namespace weightcheck::license {
namespace {

using Span = std::span<const Word>;

// Between these phrases stands a name, or the general words for it.
struct NamePlace {
  std::string_view before;
  std::string_view after;
  std::string_view general;
  bool changed = false;  // where it is taken for that blank, though a word beside it is another one
};
constexpr std::array<NamePlace, 16> name_places = {{{"neither the name of", "nor the names", "the holder"},
                                                    {"neither the name", "nor the names", "of the holder", true},
                                                    {"neither the names of", "nor the names", "the holder"},
                                                    {"neither the names", "nor the names", "of the holder", true},
                                                    {"is provided by", "as is", "the holder"},
                                                    {"in no event shall", "be liable", "the holder"},
                                                    {"in no event will", "be liable", "the holder"},
                                                    {"as is and", "disclaims all", "the holder"},
                                                    {"as is and", "disclaim all", "the holder"},
                                                    {"as is basis and", "has no obligations", "the holder"},
                                                    {"even if", "has been advised", "the holder"},
                                                    {"of such damage", "specifically disclaims", "the holder"},
                                                    {"in this notice the name", "shall not be used", "of the holder"},
                                                    {"the name of", "may not be used", "the holder"},
                                                    {"the names of", "may not be used", "the holder"},
                                                    {"of such damages", "specifically disclaims", "the holder"}}};

// Where a name ends: how many words before the closing phrase; nothing where they are too many, a sentence ends among
// them, or one of them is a number, a long one names no body, or one belongs to sentences or duties of any language.
std::optional<std::size_t> name_length(Span words, std::string_view closing) {
  constexpr std::size_t name_words_max = 8;
  constexpr std::size_t bare_words_max = 4;  // of a name that does not say of what kind of body it is, joints apart
  std::size_t counted = 0;
  bool of_body = false;
  for (std::size_t length = 0; length <= name_words_max && length < words.size(); ++length) {
    if (begins_with(words.subspan(length), closing))
      return of_body || counted <= bare_words_max ? std::optional(length) : std::nullopt;
    const std::string& word = words[length].text;
    const bool no_name = holder_word(word) != HolderWord::plain || binds(word) || may_be_sentence(word);
    const bool ends = words[length].stop && word.size() > 1 && !is_abbreviation(word);
    counted += is_joint(word) ? 0 : 1;
    of_body = of_body || is_body(word);
    const bool negates = word.starts_with("non") && word.size() > 3;
    if (no_name || negates || ends || is_mark(word) || std::ranges::all_of(word, is_digit)) return std::nullopt;
  }
  return std::nullopt;
}

// "the holder or", "or the holder": a holder and words beside it that no name has alone.
bool is_general_itself(Span name) {
  return std::ranges::all_of(name, [](const Word& word) {
    constexpr std::array<std::string_view, 10> general = {"the", "holder", "holders", "owner",     "owners",
                                                          "or",  "and",    "of",      "copyright", "contributors"};
    return std::ranges::find(general, std::string_view(word.text)) != general.end();
  });
}

void append_general(std::vector<Word>& out, std::string_view phrase, std::uint32_t line) {
  while (!phrase.empty()) {
    const std::size_t end = std::min(phrase.find(' '), phrase.size());
    out.push_back({std::string(phrase.substr(0, end)), line});
    phrase.remove_prefix(std::min(end + 1, phrase.size()));
  }
}

}  // namespace

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
      const Span name = rest.subspan(before, *found);
      if (is_general_itself(name) && phrase_length(name, candidate.general) != *found) continue;
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
    if (phrase_length(name, place->general) != length || length == 0) {
      out.names_filled = true;
      out.changed = out.changed || place->changed;
      SetAside filled{words[i].line, ""};
      for (const Word& word : name)
        filled.text += (filled.text.empty() ? "" : " ") + word.text;
      if (length != 0) out.names.push_back(std::move(filled));
    }
    i += before + length;
  }
  return out;
}

}  // namespace weightcheck::license
