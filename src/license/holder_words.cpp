// SPDX-License-Identifier: Apache-2.0
// Sorted tables beside the lexicon.
#include "license/holder_words.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.hpp"
#include "base/word_list.hpp"
#include "license/lexicon.hpp"
#include "license/vocabulary.hpp"

namespace weightcheck::license {
namespace {

// clang-format off
constexpr SortedWords limits = std::to_array<std::string_view>({
    "addendum", "adults", "amateurs", "annex", "applies", "apply", "attachment", "barred", "businesses", "classified",
    "classroom", "companies", "competitors", "controlled", "corporations", "employees", "exempt", "geheim", "hobby",
    "hobbyists", "home", "homework", "internal", "itar", "licensees", "minus", "noncommercial", "noncommercially",
    "nonprofit", "nonprofits", "nontransferable", "personal", "powered", "priced", "retained", "seat", "seats",
    "superseded", "tester", "testers", "transferable", "unlicensed", "unwelcome", "vertraulich", "viral", "withheld"});
// What licenses are called, and what nobody else is.
constexpr SortedWords licenses = std::to_array<std::string_view>({
    "apsl", "bsl", "busl", "cc", "cc0", "ccby", "cddl", "cecill", "charityware", "clause", "copyleft", "cpal",
    "donationware", "epl", "eula", "eupl", "freeware", "gfdl", "hippocratic", "licence", "licences", "license",
    "licenses", "mpl", "nagware", "nc", "nd", "noai", "osl", "polyform", "postcardware", "rail", "reciprocal",
    "sharealike", "shareware", "sspl", "tos", "unlicense", "wtfpl"});
constexpr std::array<std::string_view, 4> license_stems = {"agpl", "gpl", "lgpl", "openrail"};
constexpr SortedWords currencies = std::to_array<std::string_view>({
    "aud", "brl", "cad", "cents", "chf", "cny", "dollars", "eur", "euros", "gbp", "inr", "jpy", "krw", "rmb",
    "rupees", "usd"});
constexpr SortedWords persons = std::to_array<std::string_view>({
    "can", "grant", "hand", "he", "mai", "may", "must", "ni", "no", "read", "she"});
constexpr SortedWords firms = std::to_array<std::string_view>({
    "business", "charge", "commercial", "display", "educational", "grants", "industry", "purpose", "secret", "sold",
    "study", "terms"});
constexpr SortedWords names_besides = std::to_array<std::string_view>({
    "academic", "annual", "credit", "european", "harm", "military", "prior", "users"});
// Who can be "for" something by name, and may have a long one. Beginnings of words.
constexpr std::array<std::string_view, 48> bodies = {
    "academ",  "agenc",        "akademi",     "alliance",   "anstalt",    "associa",    "authority", "bank",
    "board",   "bundes",       "bureau",      "center",     "centr",      "code",       "commissar", "committee",
    "company", "consorti",     "corporation", "council",    "department", "fond",       "forum",     "foundation",
    "fund",    "gesellschaft", "group",       "hochschule", "inc",        "initiative", "instit",    "lab",
    "llc",     "ltd",          "ministr",     "network",    "office",     "organi",     "program",   "project",
    "school",  "societ",       "stiftung",    "team",       "trust",      "union",      "univer",    "verein"};
// A full stop behind them ends no sentence.
constexpr SortedWords abbreviations = std::to_array<std::string_view>({
    "ab", "ag", "al", "aps", "as", "bhd", "bv", "co", "copr", "corp", "dept", "dipl", "dr", "etc", "gmbh", "inc",
    "ing", "inst", "jr", "kg", "kk", "llc", "ltd", "mr", "mrs", "ms", "nv", "oy", "ph", "plc", "prof", "pte", "pty",
    "pvt", "sarl", "sas", "sdn", "sp", "spa", "sr", "srl", "st", "univ"});
// Within a word of an address, which holds no blanks.
constexpr std::array<std::string_view, 9> address_parts = {"eula", "forbid", "licenc", "licens", "nocommerc",
                                                           "noncommerc", "notfor", "onlyfor", "prohibit"};
constexpr std::array<std::string_view, 4> address_refusals = {"no", "non", "not", "without"};
// clang-format on

bool names_license(std::string_view lower) {
  return licenses.contains(lower) ||
         std::ranges::any_of(license_stems, [&](std::string_view stem) { return lower.starts_with(stem); });
}

// "v2"
bool is_version(std::string_view lower) {
  return lower.size() > 1 && lower[0] == 'v' && std::ranges::all_of(lower.substr(1), is_digit);
}

}  // namespace

bool stands_in_names(std::string_view lower_case_word) { return names_besides.contains(lower_case_word); }

bool is_body(std::string_view lower_case_word) { return begins_with_one_of(lower_case_word, bodies); }

bool is_abbreviation(std::string_view lower_case_word) { return abbreviations.contains(lower_case_word); }

HolderWord holder_word(std::string_view lower_case_word) {
  if (stands_in_names(lower_case_word)) return HolderWord::plain;
  if (lower_case_word.size() > 4 && lower_case_word.ends_with("only")) return HolderWord::speaks;  // "usonly"
  if (limits.contains(lower_case_word) || currencies.contains(lower_case_word) || names_license(lower_case_word) ||
      is_version(lower_case_word))
    return HolderWord::speaks;
  if (persons.contains(lower_case_word)) return HolderWord::person;
  if (firms.contains(lower_case_word)) return HolderWord::firm;
  const bool speaks = is_terms_word(lower_case_word) || is_sentence_word(lower_case_word) || binds(lower_case_word);
  return speaks ? HolderWord::speaks : HolderWord::plain;
}

bool address_speaks(std::string_view address) {
  std::string word;
  for (std::size_t i = 0; i <= address.size(); ++i) {
    if (i < address.size() && is_alnum(address[i])) {
      word += lower(address[i]);
      continue;
    }
    const bool host = word == "users" && address.substr(0, i).find('@') != std::string_view::npos;  // of people there
    if (host) word.clear();
    const bool refuses =
        is_among(word, address_refusals) && i < address.size() && (address[i] == '-' || address[i] == '_');
    const bool part =
        std::ranges::any_of(address_parts, [&](std::string_view one) { return word.find(one) != std::string::npos; });
    if (binds(word) || is_terms_word(word) || limits.contains(word) || names_license(word) || refuses || part)
      return true;
    word.clear();
  }
  return false;
}

}  // namespace weightcheck::license
