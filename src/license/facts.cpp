// SPDX-License-Identifier: Apache-2.0
// One table of keys for each kind of row.
#include "license/facts.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <span>
#include <utility>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "json/parse.hpp"

namespace weightcheck::license {
namespace {

constexpr std::string_view schema = "weightcheck-license-facts/1";

Result<std::string> text(const json::Value& value) {
  const std::string* found = value.as_string();
  if (found == nullptr) return malformed("is no string");
  if (found->size() > limits::license_fact_bytes_max) {
    return Error{ErrorCode::limit, "is longer than " + std::to_string(limits::license_fact_bytes_max) + " bytes"};
  }
  return *found;
}

Result<std::vector<std::string>> texts(const json::Value& value) {
  if (!value.is_array()) return malformed("is no list");
  std::vector<std::string> out;
  for (const json::Value& element : value.items()) {
    auto item = text(element);
    if (!item) return item.error();
    out.push_back(*std::move(item));
  }
  return out;
}

template <typename E>
struct NamedValue {
  std::string_view word;
  E value;
};

template <typename E>
Result<E> one_of(const json::Value& value, std::span<const NamedValue<E>> words) {
  const std::string* found = value.as_string();
  if (found == nullptr) return malformed("is no string");
  const auto word =
      std::find_if(words.begin(), words.end(), [&](const NamedValue<E>& entry) { return entry.word == *found; });
  if (word == words.end())
    return malformed("is '" + printable(*found).substr(0, 40) + "', which is not among the known values");
  return word->value;
}

constexpr std::array<NamedValue<Commercial>, 4> commercial_words = {{{"unknown", Commercial::unknown},
                                                                     {"no", Commercial::no},
                                                                     {"conditional", Commercial::conditional},
                                                                     {"yes", Commercial::yes}}};
constexpr std::array<NamedValue<Derivatives>, 3> derivatives_words = {
    {{"unknown", Derivatives::unknown}, {"no-distribution", Derivatives::no_distribution}, {"yes", Derivatives::yes}}};
constexpr std::array<NamedValue<NoticeFile>, 4> notice_words = {{{"unknown", NoticeFile::unknown},
                                                                 {"no", NoticeFile::no},
                                                                 {"if-upstream-has", NoticeFile::if_upstream_has},
                                                                 {"required", NoticeFile::required}}};
constexpr std::array<NamedValue<ShareAlike>, 6> share_words = {{{"unknown", ShareAlike::unknown},
                                                                {"none", ShareAlike::none},
                                                                {"use-restrictions", ShareAlike::use_restrictions},
                                                                {"file", ShareAlike::file},
                                                                {"same-terms", ShareAlike::same_terms},
                                                                {"full", ShareAlike::full}}};
constexpr std::array<NamedValue<UseRestrictions>, 4> use_words = {{{"unknown", UseRestrictions::unknown},
                                                                   {"none", UseRestrictions::none},
                                                                   {"policy", UseRestrictions::policy},
                                                                   {"pass-through", UseRestrictions::pass_through}}};

Result<Answer> answer(const json::Value& value) {
  if (const auto flag = value.as_bool()) return *flag ? Answer::yes : Answer::no;
  constexpr std::array<NamedValue<Answer>, 3> words = {
      {{"unknown", Answer::unknown}, {"no", Answer::no}, {"yes", Answer::yes}}};
  return one_of<Answer>(value, words);
}

// Fills one member from one value.
template <typename Row>
using Fill = std::function<Status(Row&, const json::Value&)>;
// What a key may hold stands beside the member it fills.
template <typename Row>
using Keys = std::vector<std::pair<std::string_view, Fill<Row>>>;

template <typename Row, typename T, typename Read>
Fill<Row> fill(T Row::*member, Read read) {
  return [member, read](Row& row, const json::Value& value) -> Status {
    Result<T> found = read(value);
    if (!found) return found.error();
    row.*member = *std::move(found);
    return done;
  };
}

template <typename E, std::size_t N>
Fill<LicenseTerms> fill(E LicenseTerms::*member, const std::array<NamedValue<E>, N>& words) {
  return fill(member, [&words](const json::Value& value) { return one_of<E>(value, words); });
}

const Keys<LicenseTerms>& keys() {
  using Terms = LicenseTerms;
  static const Keys<Terms> table = {
      {"id", fill(&Terms::id, text)},
      {"kind", fill(&Terms::kind, text)},
      {"policy_of", fill(&Terms::policy_of, text)},
      {"edition_of", fill(&Terms::edition_of, text)},
      {"title", fill(&Terms::title, text)},
      {"publisher", fill(&Terms::publisher, text)},
      {"hub", fill(&Terms::hub_ids, texts)},
      {"license_names", fill(&Terms::license_names, texts)},
      {"models", fill(&Terms::models, texts)},
      {"spdx", fill(&Terms::spdx, text)},
      {"family", fill(&Terms::family, text)},
      {"osi_approved", fill(&Terms::osi_approved, answer)},
      {"commercial", fill(&Terms::commercial, commercial_words)},
      {"commercial_limit", fill(&Terms::commercial_limit, text)},
      {"redistribution", fill(&Terms::redistribution, answer)},
      {"derivatives", fill(&Terms::derivatives, derivatives_words)},
      {"copy_of_license", fill(&Terms::copy_required, answer)},
      {"notice_file", fill(&Terms::notice_file, notice_words)},
      {"notice_keywords", fill(&Terms::notice_keywords, texts)},
      {"notice_sentences", fill(&Terms::notice_sentences, texts)},
      {"state_changes", fill(&Terms::state_changes, answer)},
      {"display_attribution", fill(&Terms::display_attribution, text)},
      {"attribution_phrases", fill(&Terms::attribution_phrases, texts)},
      {"name_prefix", fill(&Terms::name_prefix, text)},
      {"share_alike", fill(&Terms::share_alike, share_words)},
      {"use_restrictions", fill(&Terms::use_restrictions, use_words)},
      {"train_other_models", fill(&Terms::train_other_models, text)},
      {"territory_excluded", fill(&Terms::territory_excluded, text)},
      {"termination", fill(&Terms::termination, text)},
      {"note", fill(&Terms::note, text)},
      {"source", fill(&Terms::source, text)},
      {"verified", fill(&Terms::verified, text)},
      {"as_of", fill(&Terms::as_of, text)},
  };
  return table;
}

bool is_month(std::string_view text) {
  const auto digits = [](std::string_view part) {
    return part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  return (text.size() == 7 || (text.size() == 10 && text[7] == '-' && digits(text.substr(8)))) &&
         digits(text.substr(0, 4)) && text[4] == '-' && digits(text.substr(5, 2));
}

const Keys<Family>& family_keys() {
  static const Keys<Family> table = {
      {"family", fill(&Family::name, text)},           {"license", fill(&Family::license, text)},
      {"names", fill(&Family::names, texts)},          {"owners", fill(&Family::owners, texts)},
      {"confidence", fill(&Family::confidence, text)}, {"note", fill(&Family::note, text)},
  };
  return table;
}

template <typename Row>
Result<Row> row_of(const json::Value& value, const Keys<Row>& table) {
  if (!value.is_object()) return malformed("is no object");
  Row row;
  for (const json::Member& member : value.members()) {
    const auto known =
        std::find_if(table.begin(), table.end(), [&](const auto& key) { return key.first == member.key; });
    if (known == table.end()) return malformed("has the unknown key '" + printable(member.key).substr(0, 40) + "'");
    if (const Status filled = known->second(row, member.value); !filled) {
      return Error{filled.error().code, std::string(known->first) + " " + filled.error().message};
    }
  }
  return row;
}

Result<LicenseTerms> entry(const json::Value& value) {
  auto read = row_of(value, keys());
  if (!read) return read;
  const LicenseTerms& terms = *read;
  if (terms.id.empty()) return malformed("has no id");
  if (terms.source.empty()) return malformed("has no source");
  if (!is_month(terms.as_of)) return malformed("has no as_of date (YYYY-MM)");
  return read;
}

Status add_families(LicenseFacts& facts, const json::Value& document) {
  const auto families = document.find("families");
  if (!families) return done;
  if (!families->is_array()) return malformed("families is no list");
  const json::Array rows = families->items();
  if (rows.size() > limits::license_facts_max)
    return Error{ErrorCode::limit, "more than " + std::to_string(limits::license_facts_max) + " families"};
  for (const json::Value& value : rows) {
    auto family = row_of(value, family_keys());
    const std::string where = "family " + std::to_string(facts.families.size() + 1);
    if (!family) return within(family.error(), where);
    if (family->license.empty() || family->names.empty()) return malformed(where + " has no license or no names");
    facts.families.push_back(*std::move(family));
  }
  return done;
}

}  // namespace

Result<LicenseFacts> parse_license_facts(std::string_view json) {
  auto document = json::parse(json, {.bytes_max = limits::license_facts_bytes_max, .depth_max = 8});
  if (!document) return document.error();
  if (!document->is_object()) return malformed("license facts are no object");
  for (const json::Member& member : document->members()) {
    constexpr std::array<std::string_view, 7> known = {"schema",   "as_of",    "spdx_list",  "hub_list",
                                                       "licenses", "families", "reuploaders"};
    if (std::find(known.begin(), known.end(), member.key) == known.end()) {
      return malformed("license facts have the unknown key '" + printable(member.key).substr(0, 40) + "'");
    }
  }
  const std::string* found_schema = document->find_string("schema");
  if (found_schema == nullptr || *found_schema != schema)
    return malformed("license facts are not of schema " + std::string(schema));
  const auto licenses = document->find("licenses");
  if (!licenses || !licenses->is_array()) return malformed("license facts have no list of licenses");
  const json::Array entries = licenses->items();
  if (entries.size() > limits::license_facts_max) {
    return Error{ErrorCode::limit, "more than " + std::to_string(limits::license_facts_max) + " license facts"};
  }
  LicenseFacts out;
  std::set<std::string, std::less<>> ids;
  for (const json::Value& value : entries) {
    auto terms = entry(value);
    if (!terms) return within(terms.error(), "license " + std::to_string(out.licenses.size() + 1));
    if (!ids.insert(terms->id).second) return malformed("license '" + printable(terms->id) + "' is given twice");
    out.licenses.push_back(*std::move(terms));
  }
  if (const Status families = add_families(out, *document); !families.ok()) return families.error();
  if (const auto owners = document->find("reuploaders")) {
    auto names = texts(*owners);
    if (!names) return within(names.error(), "reuploaders");
    out.reuploaders = *std::move(names);
  }
  return out;
}

}  // namespace weightcheck::license
