// SPDX-License-Identifier: Apache-2.0
#include "license/terms_beyond.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/ascii.hpp"
#include "base/word_list.hpp"
#include "license/lexicon.hpp"
#include "license/restrictions.hpp"
#include "license/statement.hpp"

namespace weightcheck::license {
namespace {

constexpr std::size_t title_lines = 6;  // of those with words
constexpr std::size_t title_words_max = 14;
constexpr std::size_t foreign_words_min = 4;  // in a row: a sentence, or part of one

// Nouns that titles of licenses are made with.
constexpr std::array<std::string_view, 12> title_nouns = {"agreement", "agreements", "covenant", "eula",
                                                          "lizenz",    "license",    "licenses", "licencia",
                                                          "policy",    "terms",      "licenza",  "licença"};
// A title with one of these speaks of other terms, whatever stands below it.
constexpr std::array<std::string_view, 26> title_limits = {
    "academic",   "agreement", "ai",          "community", "custom",   "derived",       "enterprise",
    "evaluation", "limited",   "model",       "models",    "modified", "noncommercial", "openrail",
    "personal",   "policy",    "proprietary", "public",    "rail",     "research",      "responsible",
    "restricted", "revised",   "special",     "terms",     "weights"};
// Words of sentences about a license, which no title has.
constexpr std::array<std::string_view, 24> sentence_marks = {
    "are",      "available", "below", "by",    "contains", "covered", "distributed", "following",
    "governed", "has",       "have",  "is",    "licensed", "was",     "provided",    "released",
    "see",      "subject",   "this",  "under", "use",      "were",    "which",       "with"};
// Between a title's words.
constexpr std::array<std::string_view, 21> fillers = {"a",      "an",   "and", "file",  "for", "full",    "html",
                                                      "in",     "of",   "on",  "open",  "or",  "project", "software",
                                                      "source", "text", "the", "title", "v",   "ver",     "version"};

// Beginnings of words that no permissive license has.
constexpr std::array<std::string_view, 17> restricting_stems = {
    "academ",     "commercia", "competitor", "forbid",  "gewerb",    "interdi",  "kommerz", "military", "monthly",
    "noncommerc", "nonprofit", "prohib",     "revenue", "royalties", "untersag", "verbot",  "vietat"};

// English words that add terms, or take from those that are there, and that no other word of duty need stand beside.
constexpr std::array<std::string_view, 21> adding_words = {
    "addendum",  "addenda",  "annex",  "attachment", "carved",     "ceases",   "ends",
    "hosting",   "lapses",   "max",    "maximum",    "no",         "none",     "override",
    "overrides", "policies", "policy", "rider",      "supersedes", "withheld", "withholds"};

// Words of ids of licenses that are no names of anybody.
bool is_license_id(std::string_view word) {
  constexpr std::array<std::string_view, 18> ids = {"agpl",  "apache", "busl",     "bsl",  "cc",   "ccby",
                                                    "cddl",  "epl",    "eupl",     "gfdl", "gpl",  "lgpl",
                                                    "llama", "mpl",    "openrail", "osl",  "rail", "sspl"};
  return is_among(word, ids);
}

bool is_foreign(std::string_view word) { return !is_mark(word) && std::ranges::none_of(word, is_ascii); }

// The words of an address: "example.org/additional-rules-for-firms".
bool address_binds(std::string_view address) {
  std::string word;
  for (std::size_t i = 0; i <= address.size(); ++i) {
    if (i < address.size() && is_alpha(address[i])) {
      word += address[i];
      continue;
    }
    if (binds(word) || is_sentence_word(word) || word == "terms" || word == "rules" || word == "conditions")
      return true;
    word.clear();
  }
  return false;
}

bool word_binds(std::string_view word) {
  if (!is_mark(word)) return binds(word) || is_among(word, adding_words) || may_be_sentence(word);
  if (word[0] == '@') return address_binds(word);
  return !is_ascii(word[0]) || word[0] == '!' || word == "=/=" || word == "<>";  // "=" and "<" also stand in markup
}

struct TitleLine {
  std::size_t begin = 0;  // words
  std::size_t end = 0;
};

std::vector<TitleLine> first_lines(const std::vector<Word>& words) {
  std::vector<TitleLine> lines;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (lines.empty() || words[i].line != words[i - 1].line) {
      if (lines.size() == title_lines) break;
      lines.push_back({i, i});
    }
    lines.back().end = i + 1;
  }
  return lines;
}

// "NC", "research only", "nur für Forschung", or the id of a license where a name belongs: words that bind together,
// and none of which does alone.
bool is_limited_by_a_line(const std::vector<Word>& words, const std::vector<std::size_t>& unexplained) {
  for (std::size_t i = 0; i < unexplained.size();) {
    const std::uint32_t line = words[unexplained[i]].line;
    std::string text;
    bool states_copyright = false;
    bool names_license = false;
    for (; i < unexplained.size() && words[unexplained[i]].line == line; ++i) {
      const std::string_view word = words[unexplained[i]].text;
      const bool in_address = word == "nc" && unexplained[i] + 1 < words.size() &&
                              words[unexplained[i] + 1].text.size() == 5 &&
                              std::ranges::all_of(words[unexplained[i] + 1].text, is_digit);  // North Carolina
      if (word == "struck") return true;
      if (!in_address) text.append(word).append(" ");
      states_copyright = states_copyright || word == "copyright" || word == "spdx";
      names_license = names_license || is_license_id(word);
    }
    if (is_limited_name(text) || (states_copyright && names_license)) return true;
  }
  return false;
}

// A sentence of its own that says what somebody may or will do: "Acme may change this for anyone who earns with it".
bool rules_in_a_row(const std::vector<Word>& words, const std::vector<std::size_t>& unexplained) {
  constexpr std::size_t row_min = 5;
  constexpr std::array<std::string_view, 11> ruling = {"anyone",   "grant",  "grants",  "may",  "might", "need",
                                                       "reserves", "should", "whoever", "will", "would"};
  std::size_t row = 0;
  bool rules = false;
  for (std::size_t i = 0; i < unexplained.size(); ++i) {
    const bool goes_on = i > 0 && unexplained[i] == unexplained[i - 1] + 1;
    row = goes_on ? row + 1 : 1;
    rules = (goes_on && rules) || is_among(words[unexplained[i]].text, ruling);
    if (rules && row >= row_min) return true;
  }
  return false;
}

}  // namespace

bool binds_to_more(const std::vector<Word>& words, const std::vector<std::size_t>& unexplained) {
  if (is_limited_by_a_line(words, unexplained) || rules_in_a_row(words, unexplained)) return true;
  constexpr std::size_t other_words_min = 2;  // one may be a name
  constexpr std::array<std::string_view, 5> more = {"additional", "extra", "further", "special", "supplementary"};
  std::size_t other = 0;  // words of another language
  std::size_t foreign = 0;
  std::size_t last = 0;
  for (const std::size_t at : unexplained) {
    const std::string_view word = words[at].text;
    other += is_of_other_language(word) ? 1 : 0;
    if (word == "terms" && at > 0 && is_among(words[at - 1].text, more)) return true;
    if (word_binds(word) || other >= other_words_min) return true;
    const bool in_a_row = foreign == 0 || at == last + 1;
    foreign = is_foreign(word) ? (in_a_row ? foreign + 1 : 1) : 0;
    last = at;
    if (foreign >= foreign_words_min) return true;
  }
  return false;
}

bool restricts_use(const std::vector<Word>& words) {
  return std::ranges::any_of(words, [](const Word& word) {
    const std::string_view text = word.text;
    if (is_mark(text)) return false;
    if (!std::ranges::all_of(text, is_ascii)) return binds(text);
    return std::ranges::any_of(restricting_stems, [&](std::string_view stem) { return text.starts_with(stem); });
  });
}

bool has_other_title(const std::vector<Word>& words, const std::vector<std::size_t>& foreign, Near near) {
  for (const TitleLine& line : first_lines(words)) {
    if (line.end - line.begin > title_words_max) continue;
    bool names_license = false;
    bool limits = false;
    bool sentence = false;
    bool differs = false;
    for (std::size_t i = line.begin; i < line.end; ++i) {
      const std::string_view word = words[i].text;
      const bool unknown = std::ranges::binary_search(foreign, i);
      const bool noun = is_among(word, title_nouns);
      names_license = names_license || noun;
      sentence = sentence || is_among(word, sentence_marks) || is_sentence_word(word);
      differs = differs || (unknown && !noun && !is_among(word, fillers) && !is_mark(word));
      limits = limits || (unknown && is_among(word, title_limits));
    }
    if (near == Near::publishers && differs && !sentence) return true;
    if (names_license && differs && !sentence && (limits || near != Near::common_terms)) return true;
  }
  return false;
}

bool is_of_another(const std::vector<Word>& words, const std::vector<std::size_t>& all_foreign) {
  constexpr std::size_t foreign_max = 512;  // each is held against all: more of them are told by what they say
  const std::span foreign(all_foreign.data(), std::min(all_foreign.size(), foreign_max));
  constexpr std::size_t within = 8;  // words behind the verb
  constexpr std::array<std::string_view, 3> verbs = {"mean", "means", "refers"};
  const auto defines = [&](std::size_t at) {
    if (words[at].text.find("\xE6\x8C\x87") != std::string::npos) return true;  // Chinese: "means"
    for (std::size_t i = at; i > 0 && at - i < within && !words[i - 1].stop; --i) {
      if (is_among(words[i - 1].text, verbs)) return true;
    }
    return false;
  };
  // Throughout the text, and not only in what stands behind it.
  const auto is_again = [&](std::size_t at) {
    constexpr std::ptrdiff_t times_min = 3;
    const std::string& word = words[at].text;
    const auto same = [&](std::size_t other) { return words[other].text == word; };
    if (word.size() < 3 || is_mark(word) || std::ranges::count_if(foreign, same) < times_min) return false;
    const auto last = std::find_if(foreign.rbegin(), foreign.rend(), same);
    return *last - at > words.size() / 3;
  };
  return std::ranges::any_of(foreign, [&](std::size_t at) { return defines(at) || is_again(at); });
}

}  // namespace weightcheck::license
