// SPDX-License-Identifier: Apache-2.0
// Each distinct name is looked up once: a model may have a thousand headers.
#include "policy/declared_elsewhere.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/escape.hpp"
#include "license/meant.hpp"
#include "policy/license_names.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using license::NameKind;

using Declared = std::vector<DeclaredLicense>;

// Is a name that stands elsewhere among what is declared?
class IsDeclared {
 public:
  IsDeclared(const Declared& declared, const std::string& own_name, const license::Catalogue& known) : known_(known) {
    texts_.insert(own_name);
    for (const DeclaredLicense& one : declared) {
      texts_.insert(one.text);
      if (one.resolved.kind == NameKind::known) ids_.insert(one.resolved.terms.id);
    }
  }

  bool operator()(const std::string& name) {
    const auto [seen, is_new] = answers_.emplace(name, false);
    if (is_new) {
      seen->second = texts_.contains(name) || is_known(name);
    }
    return seen->second;
  }

 private:
  [[nodiscard]] bool is_known(const std::string& name) const {
    const auto resolved = known_.resolve(name);
    if (resolved.kind == NameKind::known) return is_known(resolved.terms);
    const auto meant = resolved.kind == NameKind::unknown ? license::license_of_value(name) : std::nullopt;
    return meant && !meant->id.empty() && is_known(known_.resolve_id(meant->id).terms);
  }

  [[nodiscard]] bool is_known(const license::LicenseTerms& terms) const {
    return ids_.contains(terms.id) || ids_.contains(terms.edition_of);
  }

  const license::Catalogue& known_;
  std::set<std::string> texts_;
  std::set<std::string> ids_;
  std::map<std::string, bool> answers_;
};

}  // namespace

namespace {

// A translated card counts as a card: a stricter license there is taken as meant.
std::optional<Severity> weight_of(const evidence::HeaderDeclaration& header, const std::string& name,
                                  const Context& context) {
  if (header.place != evidence::HeaderDeclaration::Place::card) return std::nullopt;
  const auto said = context.demands.known_licenses().resolve(name);
  const bool asks_more =
      said.kind == NameKind::known && !is_permissive(said.terms) && said.terms.family != "public-domain" &&
      std::ranges::any_of(context.declared,
                          [](const DeclaredLicense& one) { return is_permissive(one.resolved.terms); });
  return asks_more ? std::optional(Severity::error) : std::nullopt;
}

}  // namespace

// A header of a shard or of the manifest, or another file, that says another license than the card.
Drafts license_header_differs(const Context& context) {
  const auto& declared = context.declared;
  if (declared.empty()) return {};
  const auto& card = context.evidence.license.card;
  IsDeclared is_declared(declared, card ? card->declared.license_name : "", context.demands.known_licenses());
  Drafts drafts;
  for (const auto& header : context.evidence.license.headers) {
    for (const std::string& name : licenses_said(header.declared, context.demands.known_licenses())) {
      if (is_declared(name)) continue;
      drafts.push_back(
          {.subject = header.path.text(),
           .message = quoted(header.path) + " says " + quoted_text(name) +
                      (header.place == evidence::HeaderDeclaration::Place::header ? " in its header, " : ", ") +
                      declared.front().where + " says " + quoted_text(declared.front().text),
           .paths = {header.path.text()},
           .severity = weight_of(header, name, context)});
    }
  }
  const auto& manifest = context.evidence.manifest;
  if (!manifest || !manifest->license || !card) return drafts;
  const auto& said = card->declared.licenses;
  if (std::ranges::find(said, *manifest->license) != said.end() || is_declared(*manifest->license)) return drafts;
  drafts.push_back({.subject = "the manifest",
                    .message = "the manifest says " + quoted_text(*manifest->license) + " in its header, " +
                               declared.front().where + " says " + quoted_text(declared.front().text),
                    .severity = Severity::error});  // it was written from the card: one of them was changed since
  return drafts;
}

}  // namespace weightcheck::policy
