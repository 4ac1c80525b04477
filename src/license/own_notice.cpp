// SPDX-License-Identifier: Apache-2.0
// Phrases are held against the words from each place on. What they do not say word for word is a name, and a name of
// another license, or with a word of duty in it, is none.
#include "license/own_notice.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "base/ascii.hpp"
#include "base/word_list.hpp"
#include "license/lexicon.hpp"
#include "license/mentions.hpp"
#include "license/phrases.hpp"

namespace weightcheck::license {
namespace {

using Span = std::span<const Word>;

// "#" stands for the license's own name, "@" for an address, "*" for one to four words that name a work.
constexpr std::array<std::string_view, 19> phrases = {
    "is free software you can redistribute it and or modify it under the terms of the # as published by the free "
    "software foundation",
    "either version 1 of the license or at your option any later version",
    "either version 2 of the license or at your option any later version",
    "either version 2 1 of the license or at your option any later version",
    "either version 3 of the license or at your option any later version",
    "is distributed in the hope that it will be useful but without any warranty without even the implied warranty of "
    "merchantability or fitness for a particular purpose",
    "see the # for more details",
    "you should have received a copy of the # along with * if not see @",
    "you should have received a copy of the # along with * if not write to the free software foundation inc",
    "you should have received a copy of the license along with this work if not see @",
    "licensed under the # you may not use this file except in compliance with the license you may obtain "
    "a copy of the license at @",
    "unless required by applicable law or agreed to in writing software distributed under the license is distributed "
    "on an as is basis without warranties or conditions of any kind either express or implied see the license for the "
    "specific language governing permissions and limitations under the license",
    "this source code form is subject to the terms of the #",
    "if a copy of the mpl was not distributed with this file you can obtain one at @",
    "under the terms and conditions of the #",
    "under the terms of the #",
    "under a #",
    "under the #",
    "under #"};
constexpr std::size_t names_begin = 14;  // from here on: which license it is, and nothing else

// A word that a name of this license may hold, beside those by which it is found. "NC" is in no name but of one that
// is.
bool is_name_word(std::string_view word, std::string_view id) {
  constexpr std::array<std::string_view, 18> any = {
      "a",       "clause",   "free", "generic",   "gnu",      "general", "license", "international", "public",
      "revised", "software", "the",  "universal", "unported", "v",       "version", "union",         "open"};
  struct NamePart {
    std::string_view word, of;  // a part of the id
  };
  constexpr std::array<NamePart, 45> parts = {{{"academic", "AFL"},
                                               {"affero", "AGPL"},
                                               {"afl", "AFL"},
                                               {"alike", "SA"},
                                               {"agpl", "AGPL"},
                                               {"apache", "Apache"},
                                               {"artistic", "Artistic"},
                                               {"attribution", "BY"},
                                               {"boost", "BSL"},
                                               {"bsd", "BSD"},
                                               {"by", "BY"},
                                               {"cc", "CC"},
                                               {"cc0", "CC0"},
                                               {"clear", "Clear"},
                                               {"commons", "CC"},
                                               {"community", "ECL"},
                                               {"creative", "CC"},
                                               {"documentation", "GFDL"},
                                               {"eclipse", "EPL"},
                                               {"educational", "ECL"},
                                               {"epl", "EPL"},
                                               {"eupl", "EUPL"},
                                               {"european", "EUPL"},
                                               {"gfdl", "GFDL"},
                                               {"gpl", "GPL"},
                                               {"isc", "ISC"},
                                               {"lesser", "LGPL"},
                                               {"lgpl", "LGPL"},
                                               {"library", "LGPL"},
                                               {"mit", "MIT"},
                                               {"modified", "BSD"},
                                               {"mozilla", "MPL"},
                                               {"mpl", "MPL"},
                                               {"nc", "NC"},
                                               {"nd", "ND"},
                                               {"new", "BSD"},
                                               {"noderivatives", "ND"},
                                               {"noncommercial", "NC"},
                                               {"osl", "OSL"},
                                               {"sa", "SA"},
                                               {"share", "SA"},
                                               {"sharealike", "SA"},
                                               {"simplified", "BSD"},
                                               {"zero", "CC0"},
                                               {"zlib", "Zlib"}}};
  if (is_among(word, any)) return true;
  if (word.size() > 1 && word[0] == 'v') word.remove_prefix(1);
  if (std::ranges::all_of(word, is_digit)) return true;
  return std::ranges::any_of(
      parts, [&](const NamePart& part) { return part.word == word && id.find(part.of) != std::string_view::npos; });
}

// "v3.0 only", "2.1 or later": the GNU licenses' names go on, and no other's.
std::size_t choice_length(Span words, std::string_view id) {
  if (id.find("GPL-") == std::string_view::npos && !id.starts_with("GFDL-")) return 0;
  for (const std::string_view choice :
       {"only", "or later", "or any later version", "or at your option any later version"}) {
    if (const std::size_t length = phrase_length(words, choice); length != 0) return length;
  }
  return 0;
}

// Of the name of the license `id` that the words begin with: "gnu general public license v3 0 only".
std::size_t own_name_length(Span words, std::string_view id) {
  constexpr std::size_t name_words_max = 14;
  std::size_t length = 0;
  while (length < std::min(words.size(), name_words_max) && is_name_word(words[length].text, id) &&
         (length == 0 || !words[length - 1].stop))
    ++length;
  if (length == 0) return 0;
  const auto name = words.first(length);
  const auto named = license_named("", {name.begin(), name.end()});
  const bool is_family = named == "gpl" || named == "lgpl";  // without its version
  if (named != id && !(is_family && id.starts_with(*named == "gpl" ? "GPL-" : "LGPL-"))) return 0;
  return length + choice_length(words.subspan(length), id);
}

// Of a line that is nothing but the license's name, once or more, or the number of a page.
std::size_t title_length(const std::vector<Word>& words, std::size_t at, std::string_view id) {
  if (at > 0 && words[at].line == words[at - 1].line) return 0;
  const auto next = std::find_if(words.begin() + static_cast<std::ptrdiff_t>(at), words.end(),
                                 [&](const Word& word) { return word.line != words[at].line; });
  const Span line = Span(words).subspan(at, static_cast<std::size_t>(next - words.begin()) - at);
  const auto is_of_page = [](const Word& word) {
    return word.text == "page" || word.text == "of" || std::ranges::all_of(word.text, is_digit);
  };
  if (line[0].text == "page" && std::ranges::all_of(line, is_of_page)) return line.size();
  std::size_t named = 0;
  while (named < line.size()) {
    const std::size_t more = own_name_length(line.subspan(named), id);
    if (more == 0) return 0;
    named += more;
  }
  return named;
}

std::optional<std::size_t> length_of(std::string_view phrase, Span words, std::string_view id) {
  constexpr std::size_t work_words_max = 4;
  std::size_t at = 0;
  while (!phrase.empty()) {
    const std::size_t end = std::min(phrase.find(' '), phrase.size());
    const std::string_view part = phrase.substr(0, end);
    phrase.remove_prefix(std::min(end + 1, phrase.size()));
    std::size_t length = 0;
    if (part == "#") {
      length = own_name_length(words.subspan(at), id);
    } else if (part == "*") {
      const std::string_view next = phrase.substr(0, phrase.find(' '));
      while (length < work_words_max && at + length < words.size() && words[at + length].text != next &&
             !binds(words[at + length].text))
        ++length;
    } else if (at < words.size()) {
      length = part == words[at].text || (part == "@" && words[at].text[0] == '@') ? 1 : 0;
    }
    if (length == 0) return std::nullopt;
    at += length;
  }
  return at;
}

}  // namespace

std::vector<Word> without_own_notices(const std::vector<Word>& words, const Fingerprints& fingerprints,
                                      std::size_t reference) {
  const std::string_view id = fingerprints.references()[reference].id;
  const auto knows = [&](Span notice) {
    for (std::size_t i = 1; i < notice.size(); ++i) {
      const auto holders = fingerprints.holders_of(bigram_hash(notice[i - 1].text, notice[i].text));
      if (membership_of(holders, reference) == nullptr) return false;
    }
    return true;
  };
  std::vector<Word> out;
  out.reserve(words.size());
  std::array<bool, phrases.size()> is_kept{};
  for (std::size_t at = 0; at < words.size();) {
    const Span rest = Span(words).subspan(at);
    std::size_t length = title_length(words, at, id);
    std::size_t which = phrases.size();
    for (std::size_t i = 0; i < phrases.size(); ++i) {
      if (phrases.at(i)[0] != rest[0].text[0]) continue;
      const std::size_t found = length_of(phrases.at(i), rest, id).value_or(0);
      if (found <= length) continue;
      length = found;
      which = i;
    }
    const bool is_its_own = which < names_begin && !is_kept.at(which) && knows(rest.first(length));
    if (is_its_own) is_kept.at(which) = true;
    const std::size_t taken = std::max<std::size_t>(length, 1);
    if (length == 0 || is_its_own)
      out.insert(out.end(), rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(taken));
    at += taken;
  }
  return out;
}

}  // namespace weightcheck::license
