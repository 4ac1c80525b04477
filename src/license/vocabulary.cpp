// SPDX-License-Identifier: Apache-2.0
// Sorted tables, searched by halves.
#include "license/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "base/word_list.hpp"

namespace weightcheck::license {
namespace {

constexpr SortedWords obligation_words = std::to_array<std::string_view>(
    {"attribution", "authorization", "ban",        "banned",      "commercial",   "commercially",  "consent",
     "european",    "except",        "excluded",   "excluding",   "fee",          "fees",          "forbidden",
     "harm",        "military",      "monthly",    "must",        "never",        "noncommercial", "not",
     "only",        "pay",           "payment",    "prohibited",  "prohibits",    "require",       "required",
     "requires",    "restrict",      "restricted", "restriction", "restrictions", "revenue",       "royalty",
     "shall",       "terminate",     "territory",  "users"});

constexpr SortedWords other_terms_words = std::to_array<std::string_view>(
    {"agree",        "agreed",   "agreement", "allowed",   "can",        "cannot",     "charge",     "conditions",
     "confidential", "copied",   "denied",    "deny",      "derivative", "distribute", "evaluation", "exclusive",
     "forbid",       "forbids",  "grant",     "granted",   "grants",     "license",    "licensed",   "licensee",
     "may",          "modified", "modify",    "need",      "needs",      "permission", "permitted",  "proprietary",
     "provided",     "purpose",  "purposes",  "revocable", "secret",     "sell",       "selling",    "sold",
     "subject",      "terms",    "trial",     "unlawful",  "unless",     "use",        "used",       "without"});

using Spelling = std::pair<std::string_view, std::string_view>;
constexpr std::array<Spelling, 38> spellings = {{
    {"acknowledgment", "acknowledgement"},
    {"acknowledgments", "acknowledgements"},
    {"analogue", "analog"},
    {"analyse", "analyze"},
    {"artefact", "artifact"},
    {"artefacts", "artifacts"},
    {"authorisation", "authorization"},
    {"authorised", "authorized"},
    {"cancelled", "canceled"},
    {"catalogue", "catalog"},
    {"centre", "center"},
    {"expressed", "express"},  // "ANY EXPRESSED OR IMPLIED WARRANTIES"
    {"favour", "favor"},
    {"fulfil", "fulfill"},
    {"fulfilment", "fulfillment"},
    {"judgment", "judgement"},
    {"labour", "labor"},
    {"licence", "license"},
    {"licenced", "licensed"},
    {"licences", "licenses"},
    {"merchantibility", "merchantability"},
    {"modelled", "modeled"},
    {"modelling", "modeling"},
    {"offence", "offense"},
    {"organisation", "organization"},
    {"organisational", "organizational"},
    {"organisations", "organizations"},
    {"practise", "practice"},
    {"programme", "program"},
    {"realise", "realize"},
    {"recognise", "recognize"},
    {"recognised", "recognized"},
    {"sublicence", "sublicense"},
    {"sublicences", "sublicenses"},
    {"utilisation", "utilization"},
    {"utilised", "utilized"},
    {"whilst", "while"},
    {"wilful", "willful"},
}};
static_assert(std::is_sorted(spellings.begin(), spellings.end()));

}  // namespace

bool is_obligation_word(std::string_view lower_case_word) { return obligation_words.contains(lower_case_word); }

bool is_terms_word(std::string_view lower_case_word) {
  if (lower_case_word == "european") return false;  // also a name: of a union, of laboratories
  return is_obligation_word(lower_case_word) || other_terms_words.contains(lower_case_word);
}

TermsWords terms_words_in(std::string_view text) {
  TermsWords found;
  std::string word;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ' ';
    if (is_alpha(c)) {
      if (word.size() < 32) word += lower(c);
      continue;
    }
    if (is_terms_word(word)) {
      ++found.all;
      found.binding += is_obligation_word(word) ? 1 : 0;
    }
    word.clear();
  }
  return found;
}

bool holds_terms_word(std::string_view text) { return terms_words_in(text).all > 0; }

std::string_view common_spelling(std::string_view lower_case_word) {
  constexpr std::size_t shortest = 6;
  if (lower_case_word.size() < shortest) return lower_case_word;
  const auto* found = std::lower_bound(spellings.begin(), spellings.end(), lower_case_word,
                                       [](const Spelling& entry, std::string_view word) { return entry.first < word; });
  return found != spellings.end() && found->first == lower_case_word ? found->second : lower_case_word;
}

}  // namespace weightcheck::license
