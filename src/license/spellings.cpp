// SPDX-License-Identifier: Apache-2.0
// A name is taken apart into its words and its numbers: a slip of the hand changes a letter, never a version.
#include "license/spellings.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "base/ascii.hpp"

namespace weightcheck::license {
namespace {

constexpr std::size_t suggestions_max = 3;

using Words = std::vector<std::string>;

// Lower case; letters and numbers apart: "GPLv3+" is gpl, v, 3; a number keeps its dots: "4.0".
Words words_of_name(std::string_view name) {
  Words out;
  char last = '\0';
  for (const char c : lowered(name)) {
    const bool digit = is_digit(c), letter = is_alpha(c) || !is_ascii(c);
    const bool in_number = !out.empty() && is_digit(out.back()[0]) && (digit || (c == '.' && is_digit(last)));
    const bool in_word = letter && !out.empty() && (is_alpha(last) || !is_ascii(last));
    if (in_number || in_word) {
      out.back() += c;
    } else if (digit || letter) {
      out.emplace_back(1, c);
    }
    last = c;
  }
  for (std::string& word : out) {
    while (word.ends_with('.'))
      word.pop_back();
  }
  return out;
}

bool begins_with_digit(std::string_view word) { return !word.empty() && is_digit(word[0]); }

// "4" and "4.0" are one version, "1.1" is another.
std::string with_minor(std::string_view number) {
  return std::string(number) + (number.find('.') == std::string_view::npos ? ".0" : "");
}

// The version behind the words of a name; empty where none or more than one stands there.
std::string version_in(const Words& words) {
  std::string version;
  for (const std::string& word : words) {
    if (!begins_with_digit(word)) continue;
    if (!version.empty()) return "";
    version = with_minor(word);
  }
  return version;
}

// The words that say something: not "the", "license", "version" ...
Words telling(const Words& words) {
  static const std::set<std::string, std::less<>> fillers = {
      "the",   "license", "licence", "licensed",   "version", "v",   "ver",           "gnu",     "software",
      "model", "only",    "public",  "foundation", "intl",    "int", "international", "unported"};
  Words out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const bool or_later = word == "or" && i + 1 < words.size() && words[i + 1] == "later";
    i += or_later ? 1 : 0;
    if (or_later || begins_with_digit(word) || fillers.contains(word)) continue;
    out.push_back(word.ends_with('v') && word.size() > 3 ? word.substr(0, word.size() - 1) : word);  // "gplv3"
  }
  return out;
}

struct Long {
  std::vector<std::string_view> words;
  std::string_view family;
};

// A family by its abbreviation or by its name in full, without fillers.
std::string_view family_named(const Words& words) {
  static const std::vector<Long> forms = {{{"apache"}, "apache"},
                                          {{"asl"}, "apache"},
                                          {{"gpl"}, "gpl"},
                                          {{"general"}, "gpl"},
                                          {{"agpl"}, "agpl"},
                                          {{"affero", "gpl"}, "agpl"},
                                          {{"affero", "general"}, "agpl"},
                                          {{"lgpl"}, "lgpl"},
                                          {{"lesser", "gpl"}, "lgpl"},
                                          {{"lesser", "general"}, "lgpl"},
                                          {{"mpl"}, "mpl"},
                                          {{"mozilla"}, "mpl"},
                                          {{"epl"}, "epl"},
                                          {{"eclipse"}, "epl"},
                                          {{"eupl"}, "eupl"},
                                          {{"european", "union"}, "eupl"},
                                          {{"bsl"}, "bsl"},
                                          {{"boost"}, "bsl"},
                                          {{"boost", "software"}, "bsl"},
                                          {{"busl"}, "busl"},
                                          {{"business", "source"}, "busl"},
                                          {{"llama"}, "llama"},
                                          {{"llama", "community"}, "llama"},
                                          {{"meta", "llama"}, "llama"}};
  for (const Long& form : forms) {
    if (std::equal(words.begin(), words.end(), form.words.begin(), form.words.end())) return form.family;
  }
  return "";
}

// The versions that a family has; a bare number before the dot names the one with ".0".
std::string id_in_family(std::string_view family, const std::string& version) {
  static const std::map<std::string_view, std::vector<std::string_view>> versions = {
      {"apache", {"1.0", "1.1", "2.0"}},
      {"gpl", {"1.0", "2.0", "3.0"}},
      {"agpl", {"1.0", "3.0"}},
      {"lgpl", {"2.0", "2.1", "3.0"}},
      {"mpl", {"1.0", "1.1", "2.0"}},
      {"epl", {"1.0", "2.0"}},
      {"eupl", {"1.0", "1.1", "1.2"}},
      {"bsl", {"1.0"}},
      {"busl", {"1.1"}},
      {"llama", {"2.0", "3.0", "3.1", "3.2", "3.3", "4.0"}}};
  if (family == "bsl" && version == "1.1") family = "busl";  // Boost's has no such version, and Business Source has
  const auto& had = versions.at(family);
  if (std::ranges::find(had, std::string_view(version)) == had.end()) return "";
  if (family != "llama") return std::string(family) + "-" + version;
  return std::string(family) + (version.ends_with(".0") ? version.substr(0, version.size() - 2) : version);
}

// Creative Commons' parts stand in any order and under several words; each once.
std::string creative_commons(const Words& words, std::string version) {
  bool by = false, nc = false, nd = false, sa = false, zero = false, named = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "cc" || word == "creative" || word == "commons") {
      named = true;
    } else if (word == "by" || word == "ccby" || word == "attribution") {
      named = named || word == "ccby";
      by = true;
    } else if (word == "nc" || word == "noncommercial" ||
               (word == "non" && i + 1 < words.size() && words[i + 1] == "commercial")) {
      nc = true;
      i += word == "non" ? 1 : 0;
    } else if (word == "nd" || word == "noderivatives" || word == "noderivs") {
      nd = true;
    } else if (word == "sa" || word == "sharealike" ||
               (word == "share" && i + 1 < words.size() && words[i + 1] == "alike")) {
      sa = true;
      i += word == "share" ? 1 : 0;
    } else if (word == "zero") {
      zero = true;
    } else {
      return "";
    }
  }
  if (!named) return "";
  const bool is_zero = zero || (words.size() == 1 && words[0] == "cc" && version == "0.0");
  if (is_zero && !by && !nc && !nd && !sa) return "cc0-1.0";
  if (!by || (nd && sa) || (version == "2.0" && !nc) || version.empty()) return "";
  if (version != "1.0" && version != "2.0" && version != "2.5" && version != "3.0" && version != "4.0") return "";
  return std::string("cc-by") + (nc ? "-nc" : "") + (nd ? "-nd" : "") + (sa ? "-sa" : "") + "-" + version;
}

struct Alias {
  std::string_view written;  // words with single blanks between them
  std::string_view id;
};
constexpr std::array<Alias, 15> aliases = {{{"mit", "mit"},
                                            {"expat", "mit"},
                                            {"bsd 3", "bsd-3-clause"},
                                            {"bsd 3 clause", "bsd-3-clause"},
                                            {"3 clause bsd", "bsd-3-clause"},
                                            {"new bsd", "bsd-3-clause"},
                                            {"bsd 2", "bsd-2-clause"},
                                            {"bsd 2 clause", "bsd-2-clause"},
                                            {"2 clause bsd", "bsd-2-clause"},
                                            {"simplified bsd", "bsd-2-clause"},
                                            {"cc 0", "cc0-1.0"},
                                            {"cc 0 1.0", "cc0-1.0"},
                                            {"openrail plus plus", "openrail++"},
                                            {"do what the fuck you want to", "wtfpl"},
                                            {"public domain dedication cc 0", "cc0-1.0"}}};

std::string with_blanks(const Words& words) {
  std::string out;
  for (const std::string& word : words)
    out += (out.empty() ? "" : " ") + word;
  return out;
}

// A name's letters and its numbers, each word for itself.
struct NameParts {
  std::string letters;
  std::string numbers;
};
NameParts name_parts_of(std::string_view name) {
  NameParts parts;
  for (const std::string& word : words_of_name(name)) {
    std::string& part = begins_with_digit(word) ? parts.numbers : parts.letters;
    part += (part.empty() ? "" : "-") + word;
  }
  return parts;
}

}  // namespace

std::string id_of_spelling(std::string_view name) {
  const Words words = words_of_name(name);
  if (words.size() > 12) return "";
  const Words rest = telling(words);
  Words plain;  // with its numbers, without fillers
  for (const std::string& word : words) {
    if (begins_with_digit(word) || std::ranges::find(rest, word) != rest.end()) plain.push_back(word);
  }
  const std::string written = with_blanks(plain);
  const auto alias = std::ranges::find(aliases, std::string_view(written), &Alias::written);
  if (alias != aliases.end()) return std::string(alias->id);
  const std::string version = version_in(words);
  if (std::string cc = creative_commons(rest, version); !cc.empty()) return cc;
  const std::string_view family = family_named(rest);
  return family.empty() ? "" : id_in_family(family, version);
}

KnownNames::KnownNames(const std::vector<Name>& names) {
  entries_.reserve(names.size());
  for (const Name& name : names) {
    NameParts parts = name_parts_of(name.text);
    entries_.push_back({std::move(parts.letters), std::move(parts.numbers), name.id});
  }
  std::ranges::sort(entries_);
  entries_.erase(std::unique(entries_.begin(), entries_.end()), entries_.end());
}

std::vector<std::string> KnownNames::near(std::string_view name) const {
  constexpr std::size_t name_bytes_max = 64;
  const NameParts wanted = name_parts_of(name.substr(0, name_bytes_max + 1));
  if (wanted.letters.size() < 2 || name.size() > name_bytes_max) return {};
  struct Near {
    std::size_t letters;
    std::size_t numbers;
    std::string id;
  };
  std::vector<Near> found;
  for (auto one = std::ranges::lower_bound(entries_, wanted.letters, {}, &Entry::letters);
       one != entries_.end() && one->letters == wanted.letters; ++one)
    found.push_back({0, edit_distance(wanted.numbers, one->numbers, 3), one->id});
  const bool is_family = !found.empty();
  const std::size_t max = std::clamp<std::size_t>(wanted.letters.size() / 4, 1, 3);
  if (!is_family) {
    for (const Entry& one : entries_) {
      if (!wanted.numbers.empty() && one.numbers != wanted.numbers) continue;
      const std::size_t distance = edit_distance(wanted.letters, one.letters, max);
      if (distance <= max) found.push_back({distance, edit_distance(wanted.numbers, one.numbers, 3), one.id});
    }
  }
  // Among the versions of a family the latest one.
  std::ranges::sort(found, [&](const Near& one, const Near& other) {
    if (one.letters != other.letters) return one.letters < other.letters;
    if (one.numbers != other.numbers) return one.numbers < other.numbers;
    return is_family ? one.id > other.id : one.id < other.id;
  });
  std::vector<std::string> ids;
  for (Near& one : found) {
    if (ids.size() == suggestions_max) break;
    if (std::ranges::find(ids, one.id) == ids.end()) ids.push_back(std::move(one.id));
  }
  return ids;
}

std::size_t edit_distance(std::string_view one, std::string_view other, std::size_t max) {
  const std::size_t longer = std::max(one.size(), other.size());
  if (longer - std::min(one.size(), other.size()) > max) return max + 1;
  std::vector<std::size_t> before(other.size() + 1);
  std::vector<std::size_t> last(other.size() + 1);
  std::vector<std::size_t> current(other.size() + 1);
  for (std::size_t j = 0; j <= other.size(); ++j)
    last[j] = j;
  for (std::size_t i = 1; i <= one.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= other.size(); ++j) {
      const std::size_t changed = last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
      current[j] = std::min({changed, last[j] + 1, current[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
      if (swapped) current[j] = std::min(current[j], before[j - 2] + 1);
    }
    if (*std::min_element(current.begin(), current.end()) > max) return max + 1;
    std::swap(before, last);
    std::swap(last, current);
  }
  return std::min(last[other.size()], max + 1);
}

}  // namespace weightcheck::license
