// SPDX-License-Identifier: Apache-2.0
// One sorted table of names over the entries.
#include "license/catalogue.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "base/ascii.hpp"
#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "license/data/embedded.hpp"
#include "license/spdx_ids.hpp"

namespace weightcheck::license {
namespace {

constexpr std::size_t suggestions_max = 3;

std::string_view without_suffix(std::string_view id) {
  for (const std::string_view suffix : {"-or-later", "-only", "+"}) {
    if (id.ends_with(suffix)) return id.substr(0, id.size() - suffix.size());
  }
  return id;
}

// "The Apache License, Version 2.0" -> "apache-license-2.0": lower case, one hyphen for what stands between words.
std::string as_key(std::string_view name) {
  std::string out;
  for (const char c : lowered(name)) {
    const bool joins = c == ' ' || c == '_' || c == ',' || c == '-' || c == '(' || c == ')';
    if (!joins) {
      out += c;
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
  }
  while (out.ends_with('-'))
    out.pop_back();
  for (const std::string_view filler : {"the-", "version-", "license:"}) {
    if (const std::size_t at = out.find(filler); at != std::string::npos) out.erase(at, filler.size());
  }
  return out;
}

// What people write in place of an id; each means one license only.
struct Alias {
  std::string_view written;
  std::string_view id;
};
constexpr std::array<Alias, 33> aliases = {{{"apache-2", "apache-2.0"},
                                            {"apache2", "apache-2.0"},
                                            {"apache2.0", "apache-2.0"},
                                            {"apache-license-2.0", "apache-2.0"},
                                            {"apache-v2", "apache-2.0"},
                                            {"apachev2", "apache-2.0"},
                                            {"apache-v2.0", "apache-2.0"},
                                            {"asl-2.0", "apache-2.0"},
                                            {"mit-license", "mit"},
                                            {"expat", "mit"},
                                            {"bsd-3", "bsd-3-clause"},
                                            {"bsd3", "bsd-3-clause"},
                                            {"bsd-2", "bsd-2-clause"},
                                            {"bsd2", "bsd-2-clause"},
                                            {"gplv2", "gpl-2.0"},
                                            {"gpl-v2", "gpl-2.0"},
                                            {"gpl-2", "gpl-2.0"},
                                            {"gplv3", "gpl-3.0"},
                                            {"gpl-v3", "gpl-3.0"},
                                            {"gpl-3", "gpl-3.0"},
                                            {"agplv3", "agpl-3.0"},
                                            {"agpl-3", "agpl-3.0"},
                                            {"lgplv3", "lgpl-3.0"},
                                            {"lgpl-3", "lgpl-3.0"},
                                            {"lgplv2.1", "lgpl-2.1"},
                                            {"mpl-2", "mpl-2.0"},
                                            {"cc0", "cc0-1.0"},
                                            {"llama-2", "llama2"},
                                            {"llama-3", "llama3"},
                                            {"llama-4", "llama4"},
                                            {"llama-3.1", "llama3.1"},
                                            {"llama-3.2", "llama3.2"},
                                            {"llama-3.3", "llama3.3"}}};

}  // namespace

Catalogue::Catalogue(std::vector<LicenseTerms> entries) : entries_(std::move(entries)) {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const LicenseTerms& terms = entries_[i];
    const auto add = [&](std::string_view name) { names_.push_back({lowered(name), i}); };
    for (const std::string& id : {terms.id, terms.spdx}) {
      if (id.empty()) continue;
      add(id);
      add(without_suffix(id));
    }
    for (const std::string& id : terms.hub_ids)
      add(id);
    for (const std::string& name : terms.license_names)
      add(name);
  }
  std::sort(names_.begin(), names_.end());
  names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
}

const Catalogue& Catalogue::stock() {
  static const Catalogue catalogue = [] {
    auto entries = parse_license_facts(text_of(embedded_terms()));
    if (!entries) throw std::logic_error("license facts: " + entries.error().message);  // the program's own data
    return Catalogue(*std::move(entries));
  }();  // read-only, so one for all threads
  return catalogue;
}

Result<Catalogue> Catalogue::with_additions(std::string_view facts_json) {
  auto added = parse_license_facts(facts_json);
  if (!added) return added.error();
  std::vector<LicenseTerms> entries(stock().entries().begin(), stock().entries().end());
  for (LicenseTerms& terms : *added) {
    const auto same =
        std::find_if(entries.begin(), entries.end(), [&](const LicenseTerms& old) { return old.id == terms.id; });
    if (same != entries.end()) {
      *same = std::move(terms);
    } else {
      entries.push_back(std::move(terms));
    }
  }
  return Catalogue(std::move(entries));
}

ResolvedName Catalogue::resolve(std::string_view name) const {
  ResolvedName out;
  out.terms = unknown_terms(name);
  if (name.empty() || name.size() > limits::license_name_bytes_max) return out;
  const std::string key = as_key(name);
  const auto* alias =
      std::find_if(aliases.begin(), aliases.end(), [&](const Alias& entry) { return entry.written == key; });
  for (const std::string& wanted : {lowered(name), key, alias != aliases.end() ? std::string(alias->id) : key,
                                    std::string(without_suffix(lowered(name)))}) {
    const auto first = std::lower_bound(names_.begin(), names_.end(), wanted,
                                        [](const Name& one, std::string_view text) { return one.text < text; });
    const auto last = std::find_if(first, names_.end(), [&](const Name& one) { return one.text != wanted; });
    if (first == last) continue;
    if (last - first > 1) {
      out.kind = NameKind::ambiguous;
      std::for_each(first, last, [&](const Name& one) { out.candidates.push_back(entries_[one.entry].id); });
      return out;
    }
    out.terms = entries_[first->entry];
    out.kind = is_ambiguous(out.terms) ? NameKind::ambiguous
               : is_custom(out.terms)  ? NameKind::custom
                                       : NameKind::known;
    return out;
  }
  if (const auto listed = spdx_license_id(name)) {
    out.kind = NameKind::listed;
    out.terms.id = *listed;
    out.terms.spdx = *listed;
    return out;
  }
  out.candidates = suggestions(name);
  return out;
}

const LicenseTerms* Catalogue::by_model(std::string_view name) const {
  const std::string wanted = lowered(name);
  const LicenseTerms* best = nullptr;
  std::size_t longest = 0;
  for (const LicenseTerms& terms : entries_) {
    for (const std::string& model : terms.models) {
      if (model.size() <= longest || !wanted.starts_with(lowered(model))) continue;
      longest = model.size();
      best = &terms;
    }
  }
  return best;
}

std::vector<std::string> Catalogue::suggestions(std::string_view name) const {
  struct Near {
    std::size_t distance;
    std::string id;

    auto operator<=>(const Near&) const = default;
  };
  const std::string wanted = lowered(name);
  const std::size_t max = std::clamp<std::size_t>(wanted.size() / 4, 1, 3);
  std::vector<Near> near;
  const auto consider = [&](std::string_view candidate, std::string_view id) {
    const std::size_t distance = edit_distance(wanted, candidate, max);
    if (distance <= max) near.push_back({distance, std::string(id)});
  };
  for (const Name& known : names_)
    consider(known.text, entries_[known.entry].id);
  for (const std::string_view id : spdx_license_ids())
    consider(lowered(id), id);
  std::sort(near.begin(), near.end());
  std::vector<std::string> out;
  for (Near& one : near) {
    if (out.size() == suggestions_max) break;
    if (std::find(out.begin(), out.end(), one.id) == out.end()) out.push_back(std::move(one.id));
  }
  return out;
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
