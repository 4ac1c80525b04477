// SPDX-License-Identifier: Apache-2.0
// Asked one after the other: the names by which texts name a license, the catalogue's titles, the ids that follow
// "under", and last the shape of a name that somebody gave to terms of his own.
#include "license/meant.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "license/catalogue.hpp"
#include "license/mentions.hpp"
#include "license/restrictions.hpp"
#include "license/words.hpp"

namespace weightcheck::license {
namespace {

struct Title {
  std::vector<std::string> words;
  std::string id;
};

// "Fish Audio Research License Agreement, 2024 (...)" is called by its first words.
std::vector<std::string> title_words(std::string_view title) {
  std::vector<std::string> words;
  for (Word& word : words_of(title.substr(0, title.find_first_of(",(")))) {
    if (word.text != "the" && word.text != "version") words.push_back(std::move(word.text));
  }
  if (!words.empty() && words.back() == "agreement") words.pop_back();
  return words;
}

const std::vector<Title>& titles() {
  static const std::vector<Title> all = [] {
    std::vector<Title> out;
    const auto add = [&](std::string_view title, const std::string& id) {
      constexpr std::size_t words_min = 3;  // "yi license" is anybody's
      auto words = title_words(title);
      const bool is_named = std::ranges::any_of(words, [](const std::string& word) {
        return word == "license" || word == "terms" || word == "rail" || word == "agreement" || word == "openrail";
      });
      if (words.size() >= words_min && is_named) out.push_back({std::move(words), id});
    };
    for (const LicenseTerms& entry : Catalogue::stock().entries()) {
      if (!entry.kind.empty()) continue;  // a use policy
      add(entry.title, entry.id);
      for (std::string name : entry.license_names) {
        std::ranges::replace(name, '-', ' ');
        add(name, entry.id);
      }
    }
    std::ranges::stable_sort(out, std::greater<>(), [](const Title& one) { return one.words.size(); });
    return out;
  }();
  return all;
}

std::optional<std::string> titled(const std::vector<Word>& words) {
  std::vector<std::string_view> plain;
  for (const Word& word : words) {
    if (word.text != "the" && word.text != "version") plain.emplace_back(word.text);
  }
  for (const Title& title : titles()) {
    if (std::search(plain.begin(), plain.end(), title.words.begin(), title.words.end()) != plain.end()) return title.id;
  }
  return std::nullopt;
}

bool names_one(NameKind kind) { return kind == NameKind::known || kind == NameKind::listed; }

std::string_view without_marks(std::string_view text) { return trimmed(text, " \t\r\n*_`\"'.,;:()[]<>"); }

// The catalogue's names of up to four words from here on: "mit", "Apache 2.0", "llama 3.1".
std::optional<std::string> id_at(std::string_view text) {
  std::size_t end = 0;
  std::optional<std::string> found;
  for (int words = 0; words < 4 && end < text.size(); ++words) {
    end = std::min(text.find(' ', end + 1), text.size());
    const std::string_view name = without_marks(text.substr(0, end));
    if (name.empty() || name.size() > limits::license_name_bytes_max) continue;
    std::string closed(name);
    std::erase(closed, ' ');
    for (const std::string_view spelling : {name, std::string_view(closed)}) {
      const auto resolved = Catalogue::stock().resolve(spelling);
      if (names_one(resolved.kind)) found = resolved.terms.id.empty() ? std::string(spelling) : resolved.terms.id;
    }
  }
  return found;
}

// Is it said in this part of a sentence that something is under a license?
bool says_under(std::string_view lower) {
  constexpr std::array<std::string_view, 12> verbs = {"licens",    "licenc",   "released", "distributed",
                                                      "available", "provided", "govern",   "subject",
                                                      "publish",   "sourced",  "shared",   "covered"};
  return std::ranges::any_of(verbs, [&](std::string_view verb) { return lower.find(verb) != std::string_view::npos; });
}

std::optional<std::string> id_after_under(std::string_view sentence) {
  const std::string lower = lowered(sentence);
  for (std::size_t at = lower.find("under "); at != std::string::npos; at = lower.find("under ", at + 1)) {
    if (!says_under(std::string_view(lower).substr(0, at))) continue;
    std::string_view rest = sentence.substr(at + 6);
    for (const std::string_view article : {"the ", "an ", "a ", "The "}) {
      if (rest.starts_with(article)) rest.remove_prefix(article.size());
    }
    constexpr std::size_t name_bytes_max = 80;
    if (auto id = id_at(rest.substr(0, name_bytes_max))) return id;
  }
  return std::nullopt;
}

// "... Community License", "... Research Licence": terms of somebody's own.
bool names_own(const std::vector<Word>& words) {
  constexpr std::array<std::string_view, 16> kinds = {
      "community",  "research", "noncommercial", "proprietary", "custom",     "academic",    "evaluation",
      "restricted", "model",    "rail",          "openrail",    "enterprise", "responsible", "nonproduction",
      "nc",         "weights"};
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i].text != "license" && words[i].text != "agreement") continue;
    for (std::size_t j = i - std::min<std::size_t>(i, 3); j < i; ++j) {
      if (std::ranges::find(kinds, std::string_view(words[j].text)) != kinds.end()) return true;
    }
  }
  return false;
}

std::optional<std::string> by_words(std::string_view text, const std::vector<Word>& words) {
  if (auto id = titled(words)) return id;  // the longer names first: "NVIDIA Open Model License with ..."
  return license_named(text, words);
}

}  // namespace

std::optional<Meant> license_of_value(std::string_view value) {
  constexpr std::size_t words_max = 14;
  const std::string_view name = without_marks(value);
  if (name.empty()) return std::nullopt;
  const auto words = words_of(name);
  const bool limited = is_limited_name(name);
  if (name.size() <= limits::license_name_bytes_max) {
    const auto resolved = Catalogue::stock().resolve(name);
    if (names_one(resolved.kind)) return Meant{resolved.terms.id, std::string(name)};
  }
  auto id = by_words(name, words);
  if (!id && words.size() <= words_max) id = id_at(name);
  if (id) {
    // "MIT (non-commercial)" is no MIT; CC-BY-NC says by its own name that it limits.
    const bool own_limit = Catalogue::stock().resolve_id(*id).terms.commercial == Commercial::yes;
    return Meant{limited && own_limit ? "" : *id, std::string(name)};
  }
  if (words.size() <= words_max && (limited || names_own(words))) return Meant{"", std::string(name)};
  return std::nullopt;
}

std::optional<Meant> license_of_sentence(std::string_view sentence) {
  constexpr std::size_t shown_max = 200;
  const auto words = words_of(sentence);
  auto id = by_words(sentence, words);
  if (!id) id = id_after_under(sentence);
  const std::string shown(trimmed(sentence).substr(0, shown_max));
  if (id) return Meant{*id, shown};
  if (says_under(lowered(sentence)) && names_own(words)) return Meant{"", shown};
  return std::nullopt;
}

bool denies(std::string_view sentence) {
  constexpr std::array<std::string_view, 9> things = {"licensed", "licenced",  "released",    "under",    "covered",
                                                      "license",  "published", "distributed", "available"};
  constexpr std::size_t between_max = 2;
  const auto words = words_of(sentence);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i].text;
    if (word != "not" && word != "never" && word != "no" && !word.ends_with("n't") && word != "isn" && word != "nicht")
      continue;
    for (std::size_t j = i + 1; j < std::min(words.size(), i + between_max + 2); ++j) {
      if (std::ranges::find(things, std::string_view(words[j].text)) != things.end()) return true;
    }
  }
  return false;
}

}  // namespace weightcheck::license
