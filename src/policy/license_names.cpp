// SPDX-License-Identifier: Apache-2.0
// Names are resolved by the catalogue; what it does not know stays unknown, and unknown is never permission.
#include "policy/license_names.hpp"

#include <algorithm>

namespace weightcheck::policy {
namespace {

using license::Catalogue;
using license::Identification;
using license::Kind;

}  // namespace

std::vector<DeclaredLicense> declared_licenses(const evidence::Evidence& evidence) {
  std::vector<DeclaredLicense> declared;
  const auto add = [&](const std::string& name, const char* where) {
    declared.push_back({name, where, Catalogue::stock().resolve(name)});
  };
  if (evidence.license.card) {
    const auto& said = evidence.license.card->declared;
    for (const std::string& name : said.licenses) {
      add(name, "the model card");
      // "other" names nothing; the name beside it may.
      if (declared.back().resolved.kind != license::NameKind::custom || said.license_name.empty()) continue;
      auto by_name = Catalogue::stock().resolve(said.license_name);
      if (by_name.kind == license::NameKind::known) declared.back().resolved = std::move(by_name);
    }
  }
  if (declared.empty() && evidence.manifest && evidence.manifest->license)
    add(*evidence.manifest->license, "the manifest");
  return declared;
}

bool holds_terms(const Identification& text) {
  return text.kind == Kind::exact || text.kind == Kind::match || text.kind == Kind::variant ||
         text.kind == Kind::contains;
}

license::LicenseTerms terms_of(const Identification& text) {
  return holds_terms(text) ? Catalogue::stock().resolve(text.id).terms : license::unknown_terms(text.id);
}

bool is_permissive(const license::LicenseTerms& terms) {
  return terms.commercial == license::Commercial::yes && terms.share_alike == license::ShareAlike::none &&
         terms.use_restrictions == license::UseRestrictions::none && terms.osi_approved == license::Answer::yes;
}

const evidence::LicenseText* main_text(const evidence::Evidence& evidence) {
  const auto& texts = evidence.license.texts;
  const auto exact = std::ranges::find(texts, Kind::exact, [](const auto& seen) { return seen.text.kind; });
  if (exact != texts.end()) return &*exact;
  const auto any = std::ranges::find_if(texts, [](const auto& seen) { return holds_terms(seen.text); });
  return any == texts.end() ? nullptr : &*any;
}

}  // namespace weightcheck::policy
