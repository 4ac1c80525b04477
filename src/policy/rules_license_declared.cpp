// SPDX-License-Identifier: Apache-2.0
// "License declared" in the catalogue: what the card says, against the text that lies beside it and against itself. Not
// legal advice.
#include <algorithm>

#include "base/escape.hpp"
#include "policy/license_names.hpp"
#include "policy/rule.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using license::NameKind;

// The declared license that a text contradicts: known, and none of the declared ones is the text's.
const DeclaredLicense* contradicted(const std::vector<DeclaredLicense>& declared, const license::LicenseTerms& text) {
  const DeclaredLicense* first = nullptr;
  for (const DeclaredLicense& license : declared) {
    if (license.resolved.kind != NameKind::known) return nullptr;  // nothing certain was declared
    if (license.resolved.terms.id == text.id) return nullptr;
    if (first == nullptr) first = &license;
  }
  return first;
}

// Both rules of a card that says something else than the text; `restricted` picks the graver one.
Drafts disagreement(const Context& context, bool restricted) {
  const auto* text = main_text(context.evidence);
  if (text == nullptr) return {};
  const auto declared = declared_licenses(context.evidence);
  const auto terms = terms_of(text->text);
  const DeclaredLicense* said = contradicted(declared, terms);
  if (said == nullptr) return {};
  const bool is_restricted = is_permissive(said->resolved.terms) && !is_permissive(terms);
  if (is_restricted != restricted) return {};
  return {{.message = said->where + " declares " + quoted_text(said->text) + ", and " + quoted(text->path) + " is " +
                      text->text.id + (restricted ? ", which asks for more" : ""),
           .paths = {text->path.text()}}};
}

Drafts license_mismatch(const Context& context) { return disagreement(context, false); }
Drafts license_restricted_as_permissive(const Context& context) { return disagreement(context, true); }

Drafts license_undeclared(const Context& context) {
  if (!context.evidence.license.examined || !declared_licenses(context.evidence).empty()) return {};
  if (const auto& error = context.evidence.license.card_error) {
    return {{.message = "the model card cannot be read: " + error->message, .paths = {"README.md"}}};
  }
  return {{.message = "no model card and no manifest says which license applies"}};
}

Drafts license_incomplete(const Context& context) {
  const auto& card = context.evidence.license.card;
  if (!card) return {};
  for (const DeclaredLicense& license : declared_licenses(context.evidence)) {
    if (license::Catalogue::stock().resolve(license.text).kind != NameKind::custom) continue;
    const bool has_name = !card->declared.license_name.empty();
    const bool has_terms = !card->declared.license_link.empty() || !context.evidence.license.texts.empty();
    if (has_name && has_terms) continue;
    return {{.message = "the model card declares " + quoted_text(license.text) + " without " +
                        (has_name ? "license_link" : "license_name")}};
  }
  return {};
}

Drafts license_id_unknown(const Context& context) {
  Drafts drafts;
  for (const DeclaredLicense& license : declared_licenses(context.evidence)) {
    if (license.resolved.kind != NameKind::unknown) continue;
    std::string message = license.where + " declares " + quoted_text(license.text) + ", which is no known license";
    if (!license.resolved.candidates.empty()) message += "; did you mean " + license.resolved.candidates.front() + "?";
    drafts.push_back({.subject = license.text, .message = std::move(message)});
  }
  return drafts;
}

Drafts license_id_ambiguous(const Context& context) {
  Drafts drafts;
  for (const DeclaredLicense& license : declared_licenses(context.evidence)) {
    if (license.resolved.kind != NameKind::ambiguous) continue;
    std::string message = license.where + " declares " + quoted_text(license.text) + ", which may be ";
    for (std::size_t i = 0; i < license.resolved.candidates.size() && i < 4; ++i)
      message += (i == 0 ? "" : ", ") + license.resolved.candidates[i];
    drafts.push_back({.subject = license.text, .message = std::move(message)});
  }
  return drafts;
}

Drafts license_header_differs(const Context& context) {
  const auto declared = declared_licenses(context.evidence);
  if (declared.empty()) return {};
  Drafts drafts;
  for (const auto& header : context.evidence.license.headers) {
    for (const std::string& name : header.declared.licenses) {
      const auto resolved = license::Catalogue::stock().resolve(name);
      const bool same = std::ranges::any_of(declared, [&](const DeclaredLicense& license) {
        return license.text == name ||
               (resolved.kind == NameKind::known && license.resolved.terms.id == resolved.terms.id);
      });
      if (same) continue;
      drafts.push_back({.subject = header.path.text(),
                        .message = quoted(header.path) + " says " + quoted_text(name) + " in its header, " +
                                   declared.front().where + " says " + quoted_text(declared.front().text),
                        .paths = {header.path.text()}});
    }
  }
  return drafts;
}

constexpr Rule table[] = {
    {.id = "license-mismatch",
     .area = Area::license_declared,
     .title = "the card says one license, the text is another",
     .reason = "Users rely on the card, courts read the text.",
     .cure = "Declare the license that the text is, or publish the text of the declared one.",
     .check = license_mismatch},
    {.id = "license-restricted-as-permissive",
     .area = Area::license_declared,
     .title = "restricted terms under a permissive label",
     .reason = "A label of mit, apache or bsd over terms that ask for more leads users into breaking them.",
     .cure = "Declare `other` with license_name and license_link, as the text demands.",
     .check = license_restricted_as_permissive},
    {.id = "license-undeclared",
     .area = Area::license_declared,
     .severity = Severity::warning,
     .title = "nothing declares a license",
     .reason = "Tools and people look into the card first.",
     .cure = "Add `license:` to the front matter of README.md.",
     .check = license_undeclared},
    {.id = "license-incomplete",
     .area = Area::license_declared,
     .severity = Severity::warning,
     .title = "`other` without a name or a link",
     .reason = "The declaration says only that no known id fits.",
     .cure = "Add license_name and license_link to the front matter of README.md.",
     .check = license_incomplete},
    {.id = "license-id-unknown",
     .area = Area::license_declared,
     .severity = Severity::warning,
     .title = "a license id that nobody knows",
     .reason = "Unknown is not permissive: tools that filter by license will skip the model, or take it wrongly.",
     .cure = "Use an id of the hub's list or the SPDX list.",
     .check = license_id_unknown},
    {.id = "license-id-ambiguous",
     .area = Area::license_declared,
     .severity = Severity::note,
     .title = "an id that stands for several licenses",
     .reason = "`bsd` or `gpl` leaves open which one.",
     .cure = "Name the version: bsd-3-clause, gpl-3.0.",
     .check = license_id_ambiguous},
    {.id = "license-header-differs",
     .area = Area::license_declared,
     .severity = Severity::warning,
     .title = "a shard's header says another license than the card",
     .reason = "The header travels with the file when the card does not.",
     .cure = "Write the shards again with the right metadata, or correct the card.",
     .check = license_header_differs},
};

}  // namespace

std::span<const Rule> license_declared_rules() { return table; }

}  // namespace weightcheck::policy
