// SPDX-License-Identifier: Apache-2.0
// Words end where no letter follows, and where a capital follows a small letter.
#include "license/name_words.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"

namespace weightcheck::license {
namespace {

bool is_letter(char c) { return is_alpha(c) || !is_ascii(c); }

// Written as one word by people who mean two.
bool joins_license(std::string_view rest) {
  constexpr std::array<std::string_view, 16> others = {"agreement", "code",   "data",   "dataset", "file",     "info",
                                                       "model",     "models", "notice", "open",    "software", "terms",
                                                       "text",      "user",   "weight", "weights"};
  return std::ranges::find(others, rest) != others.end();
}

void add(std::vector<std::string>& words, std::string word) {
  if (word.empty()) return;
  for (const std::string_view license : {"license", "licence"}) {
    const std::string_view whole = word;
    if (whole.starts_with(license) && joins_license(whole.substr(license.size()))) {
      words.emplace_back(license);
      words.emplace_back(whole.substr(license.size()));
      return;
    }
    if (whole.ends_with(license) && joins_license(whole.substr(0, whole.size() - license.size()))) {
      words.emplace_back(whole.substr(0, whole.size() - license.size()));
      words.emplace_back(license);
      return;
    }
  }
  words.push_back(std::move(word));
}

}  // namespace

std::vector<std::string> name_words(std::string_view name) {
  std::vector<std::string> words;
  std::string word;
  char last = '\0';
  for (const char c : name) {
    if (!is_letter(c) || (is_upper(c) && is_lower(last))) add(words, std::exchange(word, ""));
    if (is_letter(c)) word += lower(c);
    last = c;
  }
  add(words, std::move(word));
  return words;
}

}  // namespace weightcheck::license
