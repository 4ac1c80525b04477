// SPDX-License-Identifier: Apache-2.0
// A text weighs more than a declaration; a model whose license nobody states may still be known by its name.
#include "policy/base_terms.hpp"

#include <algorithm>

#include "evidence/content_kind.hpp"
#include "policy/license_names.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using evidence::BaseSeen;
using evidence::BaseSource;
using license::LicenseTerms;
using license::NameKind;

std::optional<Stated> stated_by(const evidence::LicenseSeen& seen, const std::vector<DeclaredLicense>& declared,
                                const license::Catalogue& known) {
  if (const auto* text = main_text(seen)) {
    const auto resolved = known.resolve(text->text.id);
    if (resolved.kind == NameKind::known) return Stated{resolved.terms, quoted(text->path) + " is " + text->text.id};
  }
  const auto sure = std::ranges::find(declared, NameKind::known, [](const auto& one) { return one.resolved.kind; });
  if (sure == declared.end()) return std::nullopt;
  return Stated{sure->resolved.terms, sure->where + " says " + quoted_text(sure->text)};
}

// "OWNER/NAME" of a hub's model, however its address is written.
std::string hub_name(const BaseSeen& base) {
  const std::string canonical = evidence::canonical_upstream(base.name);
  constexpr std::string_view hub = "https://huggingface.co/";
  return canonical.starts_with(hub) ? canonical.substr(hub.size()) : base.name;
}

}  // namespace

std::optional<Stated> terms_of_fork(const Context& context) {
  const auto& known = context.demands.known_licenses();
  return stated_by(context.evidence.license, declared_licenses(context.evidence, known), known);
}

std::optional<Stated> terms_of_base(const Context& context, const BaseSeen& base) {
  const auto& known = context.demands.known_licenses();
  std::vector<DeclaredLicense> declared;
  if (base.license.card) declared = declared_licenses(base.license.card->declared, "its card", known);
  if (auto stated = stated_by(base.license, declared, known)) return stated;
  if (base.source != BaseSource::card && base.source != BaseSource::manifest) return std::nullopt;
  const LicenseTerms* by_name = known.by_model(hub_name(base));
  if (by_name == nullptr) return std::nullopt;
  return Stated{*by_name, "models of that name are under " + by_name->id};
}

std::string name_of(const BaseSeen& base) { return "the base " + quoted_text(base.name); }

bool is_adapter(const Context& context) {
  const auto& card = context.evidence.license.card;
  if (card && card->declared.base_model_relation == "adapter") return true;
  const auto has = [&](std::string_view name) {
    return std::ranges::any_of(context.evidence.tree.files, [&](const auto& file) { return file.path.text() == name; });
  };
  return has("adapter_config.json") && !has("model.safetensors") && !has("model.safetensors.index.json");
}

Weights weights_of(const Context& context, const BaseSeen& base) {
  Weights weights;
  for (const auto& row : context.rows) {
    if (!row.size || !evidence::is_weight_name(row.path.name())) continue;
    ++weights.here;
    weights.of_base += row.base && base.proof && row.base->base == *base.proof ? 1 : 0;
  }
  return weights;
}

}  // namespace weightcheck::policy
