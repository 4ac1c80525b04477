// SPDX-License-Identifier: Apache-2.0
// One sorted table of names over the entries.
#include "license/catalogue.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <stdexcept>
#include <utility>

#include "base/ascii.hpp"
#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "license/data/embedded.hpp"
#include "license/spdx_ids.hpp"

namespace weightcheck::license {
namespace {

std::string_view without_suffix(std::string_view id) {
  for (const std::string_view suffix : {"-or-later", "-only", "+"}) {
    if (id.ends_with(suffix)) return id.substr(0, id.size() - suffix.size());
  }
  return id;
}

// "Acme_Community License" -> "acme-community-license": one hyphen for what stands between words.
std::string as_key(std::string_view name) {
  std::string out;
  for (const char c : lowered(name)) {
    const bool joins = c == ' ' || c == '_' || c == ',' || c == '-' || c == '(' || c == ')' || c == '/';
    if (!joins) {
      out += c;
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
  }
  while (out.ends_with('-'))
    out.pop_back();
  return out;
}

// May signs in this name be read over? "Apache License (2.0)", "GPL-3.0+", not "(mit", "mit ()", "mit+", "mit/": what
// is malformed is not the name that it would be without the fault.
bool is_well_formed(std::string_view name) {
  std::size_t open = 0;
  char last = '\0';
  for (const char c : name) {
    if (c == ')' && (open == 0 || last == '(')) return false;
    open += c == '(' ? 1U : 0U;
    open -= c == ')' ? 1U : 0U;
    if (c != ' ') last = c;
  }
  if (open > 0 || name.empty()) return false;
  const auto is_of_word = [](char c) { return is_alnum(c) || !is_ascii(c); };
  const bool begins = is_of_word(name.front()) || name.front() == '(';
  const bool is_later = name.size() > 1 && name.back() == '+' && is_digit(name[name.size() - 2]);
  return begins && (is_of_word(name.back()) || name.back() == ')' || is_later);
}

// Every name and the entry it stands for, as a person may have meant them.
std::vector<KnownNames::Name> all_names(std::span<const LicenseTerms> entries) {
  std::vector<KnownNames::Name> out;
  const auto add = [&](const std::string& name, const std::string& id) {
    if (!name.empty()) out.push_back({lowered(name), id});
  };
  for (const LicenseTerms& terms : entries) {
    add(terms.id, terms.id);
    add(terms.spdx, terms.id);
    for (const std::string& name : terms.hub_ids)
      add(name, terms.id);
    for (const std::string& name : terms.license_names)
      add(name, terms.id);
  }
  for (const std::string_view id : spdx_license_ids())
    add(std::string(id), std::string(id));
  return out;
}

// A user's entries, and those of the others whose ids they do not have.
std::vector<LicenseTerms> with_others(std::vector<LicenseTerms> added, std::span<const LicenseTerms> others) {
  std::set<std::string, std::less<>> ids;
  for (const LicenseTerms& terms : added)
    ids.insert(terms.id);
  std::ranges::copy_if(others, std::back_inserter(added),
                       [&](const LicenseTerms& terms) { return !ids.contains(terms.id); });
  return added;
}

// A model that an entry names is a family without a name. A pattern that ends like a part of a name is how it begins.
Family family_of_model(const LicenseTerms& terms, std::string_view pattern) {
  const std::size_t slash = pattern.find('/');
  Family family{.name = {}, .license = terms.id, .names = {}, .owners = {"*"}, .confidence = "sure", .note = {}};
  if (slash != std::string_view::npos) family.owners = {std::string(pattern.substr(0, slash))};
  std::string name(slash == std::string_view::npos ? pattern : pattern.substr(slash + 1));
  if (name.empty() || name.ends_with('-')) name += '*';
  family.names = {std::move(name)};
  return family;
}

// What a document says of names, in the order in which it decides: its families, then its entries.
std::vector<Family> all_families(LicenseFacts& facts) {
  std::vector<Family> all = std::move(facts.families);
  for (const LicenseTerms& terms : facts.licenses) {
    if (!terms.kind.empty()) continue;
    for (const std::string& pattern : terms.models)
      all.push_back(family_of_model(terms, pattern));
  }
  return all;
}

}  // namespace

Catalogue::Catalogue(LicenseFacts facts)
    : entries_(std::move(facts.licenses)),
      families_(std::move(facts.families)),
      reuploaders_(std::move(facts.reuploaders)),
      near_(all_names(entries_)) {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const LicenseTerms& terms = entries_[i];
    ids_.emplace(lowered(terms.id), i);
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
    auto facts = parse_license_facts(text_of(embedded_terms()));
    if (!facts) throw std::logic_error("license facts: " + facts.error().message);  // the program's own data
    facts->families = all_families(*facts);
    return Catalogue(*std::move(facts));
  }();  // read-only, so one for all threads
  return catalogue;
}

Result<Catalogue> Catalogue::with_additions(std::string_view facts_json) {
  auto added = parse_license_facts(facts_json);
  if (!added) return added.error();
  LicenseFacts all{.licenses = {}, .families = all_families(*added), .reuploaders = stock().reuploaders_};
  all.licenses = with_others(std::move(added->licenses), stock().entries_);
  all.families.insert(all.families.end(), stock().families_.begin(), stock().families_.end());
  all.reuploaders.insert(all.reuploaders.end(), added->reuploaders.begin(), added->reuploaders.end());
  return Catalogue(std::move(all));
}

const LicenseTerms* Catalogue::entry_of(std::string_view id) const {
  const auto found = ids_.find(lowered(id));
  return found == ids_.end() ? nullptr : &entries_[found->second];
}

// The entries that go by this name; the first spelling of it that anything goes by decides.
std::vector<std::size_t> Catalogue::named(std::string_view name) const {
  for (const std::string& wanted :
       {lowered(name), as_key(name), id_of_spelling(name), std::string(without_suffix(lowered(name)))}) {
    if (wanted.empty() || (wanted != lowered(name) && !is_well_formed(name))) continue;
    std::vector<std::size_t> entries;
    for (auto one = std::ranges::lower_bound(names_, wanted, {}, &Name::text);
         one != names_.end() && one->text == wanted; ++one)
      entries.push_back(one->entry);
    if (!entries.empty()) return entries;
  }
  return {};
}

ResolvedName Catalogue::resolve(std::string_view name) const {
  ResolvedName out;
  out.terms = unknown_terms(name);
  if (name.empty() || name.size() > limits::license_name_bytes_max) return out;
  const std::vector<std::size_t> found = named(name);
  if (found.size() > 1) {
    out.kind = NameKind::ambiguous;
    out.terms = entries_[found.front()];
    for (const std::size_t entry : found) {
      out.candidates.push_back(entries_[entry].id);
      out.terms = strictest(out.terms, entries_[entry]);
    }
    out.terms.id = name;
    return out;
  }
  if (found.size() == 1) {
    out.terms = entries_[found.front()];
    out.kind = is_ambiguous(out.terms) ? NameKind::ambiguous
               : is_custom(out.terms)  ? NameKind::custom
                                       : NameKind::known;
    return out;
  }
  auto listed = spdx_license_id(name);
  if (!listed && is_well_formed(name)) listed = spdx_license_id(id_of_spelling(name));
  if (listed) {
    out.kind = NameKind::listed;
    out.terms.id = *listed;
    out.terms.spdx = *listed;
  }
  return out;
}

ResolvedName Catalogue::resolve_id(std::string_view id) const {
  const LicenseTerms* terms = id.size() > limits::license_name_bytes_max ? nullptr : entry_of(id);
  if (terms == nullptr || is_ambiguous(*terms) || is_custom(*terms)) return resolve(id);
  return {.kind = NameKind::known, .terms = *terms, .candidates = {}};
}

std::optional<Catalogue::ByName> Catalogue::by_model(std::string_view name) const {
  const Family* family = family_of(name, families_, reuploaders_);
  const LicenseTerms* terms = family == nullptr ? nullptr : entry_of(family->license);
  if (terms == nullptr) return std::nullopt;
  return ByName{.terms = terms, .family = family->name, .is_sure = family->confidence == "sure"};
}

bool Catalogue::is_licensor(std::string_view owner, const LicenseTerms& terms) const {
  const auto is_owner = [&](std::string_view one) { return std::ranges::equal(one, owner, {}, lower, lower); };
  if (owner.empty()) return false;
  const bool uploads_others = std::ranges::any_of(reuploaders_, is_owner);
  // Families of terms that are one publisher's: all his models count, whichever edition their terms are.
  constexpr std::array<std::string_view, 7> shared = {"cc",     "permissive",   "rail",  "research",
                                                      "vendor", "modified-mit", "custom"};
  const bool is_own_family = std::ranges::find(shared, std::string_view(terms.family)) == shared.end();
  const auto fits_terms = [&](const LicenseTerms& entry) {
    const bool is_his = !uploads_others || lowered(entry.publisher).find(lowered(owner)) != std::string::npos;
    return is_his && (entry.id == terms.id || (is_own_family && entry.family == terms.family));
  };
  for (const LicenseTerms& entry : entries_) {
    const bool publishes = std::ranges::any_of(entry.models, [&](const std::string& pattern) {
      const std::size_t slash = pattern.find('/');
      return slash != std::string::npos && is_owner(std::string_view(pattern).substr(0, slash));
    });
    if (publishes && fits_terms(entry)) return true;
  }
  return std::ranges::any_of(families_, [&](const Family& family) {
    const LicenseTerms* entry = entry_of(family.license);
    return entry != nullptr && fits_terms(*entry) && std::ranges::any_of(family.owners, is_owner);
  });
}

}  // namespace weightcheck::license
