// SPDX-License-Identifier: Apache-2.0
// Names are resolved by the catalogue; what it does not know stays unknown, and unknown is never permission.
#include "policy/license_names.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "license/spdx_expression.hpp"

namespace weightcheck::policy {
namespace {

using license::Catalogue;
using license::Identification;
using license::Kind;
using license::NameKind;

void add_name(std::vector<DeclaredLicense>& declared, const std::string& name, const char* where,
              const Catalogue& known) {
  auto resolved = known.resolve(name);
  if (resolved.kind == NameKind::unknown) {
    const auto expression = license::parse_expression(name);
    const auto ids = expression.ok() ? license::ids_of(*expression) : std::vector<std::string>();
    if (ids.size() > 1 || (expression.ok() && !expression->exception.empty())) {
      for (const std::string& id : ids)
        declared.push_back({id, where, known.resolve(id)});
      return;
    }
  }
  declared.push_back({name, where, std::move(resolved)});
}

}  // namespace

std::vector<DeclaredLicense> declared_licenses(const license::Declarations& said, const char* where,
                                               const Catalogue& known) {
  std::vector<DeclaredLicense> declared;
  for (const std::string& name : said.licenses) {
    add_name(declared, name, where, known);
    // "other" names nothing; the name beside it may.
    if (declared.back().resolved.kind != NameKind::custom || said.license_name.empty()) continue;
    auto by_name = known.resolve(said.license_name);
    if (by_name.kind == NameKind::known) declared.back().resolved = std::move(by_name);
  }
  return declared;
}

std::vector<DeclaredLicense> declared_licenses(const evidence::Evidence& evidence, const Catalogue& known) {
  std::vector<DeclaredLicense> declared;
  if (evidence.license.card) declared = declared_licenses(evidence.license.card->declared, "the model card", known);
  if (declared.empty() && evidence.manifest && evidence.manifest->license)
    add_name(declared, *evidence.manifest->license, "the manifest", known);
  return declared;
}

bool declares_a_choice(const evidence::Evidence& evidence) {
  const auto is_choice = [](const std::string& text) {
    const auto expression = license::parse_expression(text);
    return expression.ok() && expression->form == license::Expression::Form::any_of &&
           std::ranges::all_of(expression->parts,
                               [](const auto& part) { return part.form == license::Expression::Form::license; });
  };
  const auto& card = evidence.license.card;
  if (card && !card->declared.licenses.empty())
    return card->declared.licenses.size() == 1 && is_choice(card->declared.licenses.front());
  return evidence.manifest && evidence.manifest->license && is_choice(*evidence.manifest->license);
}

bool declares_all(const evidence::Evidence& evidence) {
  const auto holds_all = [](const std::string& text) {
    const auto expression = license::parse_expression(text);
    return expression.ok() && expression->form == license::Expression::Form::all_of;
  };
  const auto& card = evidence.license.card;
  if (card && !card->declared.licenses.empty())
    return card->declared.licenses.size() > 1 || holds_all(card->declared.licenses.front());
  return evidence.manifest && evidence.manifest->license && holds_all(*evidence.manifest->license);
}

bool holds_terms(const Identification& text) {
  return text.kind == Kind::exact || text.kind == Kind::match || text.kind == Kind::variant ||
         text.kind == Kind::contains;
}

license::LicenseTerms terms_of(const Identification& text, const Catalogue& known) {
  return holds_terms(text) ? known.resolve(text.id).terms : license::unknown_terms(text.id);
}

bool is_permissive(const license::LicenseTerms& terms) {
  return terms.commercial == license::Commercial::yes && terms.share_alike == license::ShareAlike::none &&
         terms.use_restrictions == license::UseRestrictions::none && terms.osi_approved == license::Answer::yes;
}

Covers covered_by(const ModelPath& path) {
  const std::string name = lowered(path.name());
  const auto says = [&](std::string_view word) { return name.find(word) != std::string::npos; };
  if (says("model") || says("weights")) return Covers::weights;
  const std::string_view folders = std::string_view(path.text()).substr(0, path.text().size() - name.size());
  const bool of_code =
      folders.find("code") != std::string_view::npos || folders.find("third") != std::string_view::npos;
  return says("code") || says("data") || of_code ? Covers::other : Covers::unsaid;
}

const evidence::LicenseText* main_text(const evidence::LicenseSeen& seen) {
  // What is named for the weights, by its own name or by the card's link, decides: also by being unknown.
  const std::string_view linked = seen.card ? std::string_view(seen.card->declared.license_link) : std::string_view();
  const auto covers = [&](const evidence::LicenseText& one) {
    return !linked.empty() && one.path.text() == linked.substr(linked.starts_with("./") ? 2 : 0) ? Covers::weights
                                                                                                 : covered_by(one.path);
  };
  const bool any_named =
      std::ranges::any_of(seen.texts, [&](const evidence::LicenseText& one) { return covers(one) == Covers::weights; });
  const evidence::LicenseText* best = nullptr;
  for (const evidence::LicenseText& one : seen.texts) {
    const bool speaks = covers(one) == (any_named ? Covers::weights : Covers::unsaid);
    if (!speaks || !holds_terms(one.text)) continue;
    if (best == nullptr || (one.text.kind == Kind::exact && best->text.kind != Kind::exact)) best = &one;
  }
  return best;
}

}  // namespace weightcheck::policy
