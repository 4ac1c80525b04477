// SPDX-License-Identifier: Apache-2.0
// A name that no list knows contradicts nothing, and neither does a link to a place that is not known for one license.
#include "policy/card_contradictions.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "license/mentions.hpp"
#include "license/or_later.hpp"
#include "policy/license_names.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using license::NameKind;
using license::ResolvedName;

struct Said {
  std::string key;
  std::string value;
  ResolvedName license;
};

bool is_one_license(const ResolvedName& name) { return name.kind == NameKind::known || name.kind == NameKind::listed; }

// Is it one of those that are declared, or of those that a declared family stands for?
bool agrees(const ResolvedName& declared, const ResolvedName& said) {
  if (is_one_license(declared)) return license::is_an_edition(said.terms, declared.terms);
  return declared.kind != NameKind::ambiguous || declared.candidates.empty() ||
         std::ranges::find(declared.candidates, said.terms.id) != declared.candidates.end();
}

std::vector<Said> said_beside(const license::Declarations& card, const license::Catalogue& known) {
  std::vector<Said> all;
  const auto add = [&](const char* key, const std::string& value, const std::string& name) {
    auto resolved = known.resolve(name);
    if (is_one_license(resolved)) all.push_back({key, value, std::move(resolved)});
  };
  add("license_name", card.license_name, card.license_name);
  add("license_link", card.license_link, license_linked(card.license_link, known));
  return all;
}

// Two names of one publisher's terms are often one license in two editions; of stock licenses each is another.
bool is_of_one_family(const license::LicenseTerms& one, const license::LicenseTerms& other) {
  return one.family == other.family && one.spdx.empty() && other.spdx.empty() && one.family != "llama";
}

}  // namespace

bool is_declared(const license::Meant& meant, const Context& context) {
  if (meant.id.empty()) return false;
  const auto resolved = context.demands.known_licenses().resolve_id(meant.id);
  return std::ranges::any_of(context.declared, [&](const DeclaredLicense& each) {
    if (each.resolved.kind == NameKind::unknown || each.resolved.kind == NameKind::custom) return each.text == meant.id;
    return agrees(each.resolved, resolved);
  });
}

Drafts contradictions_of_body(const Context& context) {
  const evidence::LicenseSeen& seen = context.evidence.license;
  const auto declared =
      std::ranges::find_if(context.declared, [](const DeclaredLicense& each) { return is_one_license(each.resolved); });
  if (declared == context.declared.end()) return {};
  const auto tell = [&](const std::string& what, Severity severity) {
    return Drafts{
        {.subject = "README.md",
         .message = declared->where + " declares " + quoted_text(declared->text) + ", and 'README.md' " + what,
         .paths = {"README.md"},
         .severity = severity}};
  };
  for (const license::Meant& denied : seen.card_said.denied) {
    if (is_declared(denied, context)) return tell("says that it is not: " + quoted_text(denied.shown), Severity::error);
  }
  const bool one_fits =
      std::ranges::any_of(seen.card_labels, [&](const auto& label) { return is_declared(label.license, context); });
  if (one_fits) return {};
  for (const license::CardLabel& label : seen.card_labels) {
    const auto named = context.demands.known_licenses().resolve_id(label.license.id);
    if (!is_one_license(named) || is_of_one_family(declared->resolved.terms, named.terms)) continue;
    const bool is_restricted = is_permissive(declared->resolved.terms) && !is_permissive(named.terms);
    if (is_restricted && named.terms.family != "public-domain") continue;
    return tell("gives " + quoted_text(label.license.shown) + " as the license, which is " + named.terms.id,
                Severity::warning);
  }
  return {};
}

Drafts contradictions_of_card(const Context& context, bool restricted) {
  const auto& card = context.evidence.license.card;
  if (!card || context.declared.empty() || card->declared.licenses.empty()) return {};
  const auto& known = context.demands.known_licenses();
  Drafts drafts;
  const auto add = [&](const std::string& message, Severity severity) {
    drafts.push_back({.subject = "README.md", .message = message, .paths = {"README.md"}, .severity = severity});
  };
  const auto said = said_beside(card->declared, known);
  for (const Said& one : said) {
    const auto declared = std::ranges::find_if_not(
        context.declared, [&](const DeclaredLicense& each) { return each.resolved.kind == NameKind::custom; });
    const bool fits = std::ranges::any_of(context.declared, [&](const DeclaredLicense& each) {
      return each.resolved.kind != NameKind::unknown && agrees(each.resolved, one.license);
    });
    if (fits || declared == context.declared.end() || declared->resolved.kind == NameKind::unknown) continue;
    if ((is_permissive(declared->resolved.terms) && !is_permissive(one.license.terms)) != restricted) continue;
    add("the model card declares " + quoted_text(declared->text) + ", and gives " + quoted_text(one.value) + " as " +
            one.key + ", which is " + one.license.terms.id,
        Severity::error);
  }
  const bool says_other = std::ranges::all_of(
      card->declared.licenses, [&](const std::string& name) { return known.resolve(name).kind == NameKind::custom; });
  if (!says_other || restricted || said.empty() || !drafts.empty()) return drafts;
  if (!said.front().license.terms.spdx.empty()) {
    add("the model card declares " + quoted_text(card->declared.licenses.front()) +
            ", which says that no id fits, and " + "gives " + quoted_text(said.front().value) + " as " +
            said.front().key +
            ", which has one: " + license::id_as_declared(said.front().license.terms.id, said.front().value),
        Severity::warning);
  }
  return drafts;
}

}  // namespace weightcheck::policy
