// SPDX-License-Identifier: Apache-2.0
// A text weighs more than a declaration; a model whose license nobody states may still be known by its name.
#include "policy/base_terms.hpp"

#include <algorithm>

#include "hubs/table.hpp"
#include "hubs/upstream.hpp"
#include "policy/license_names.hpp"
#include "policy/wording.hpp"
#include "weights/file_names.hpp"

namespace weightcheck::policy {
namespace {

using evidence::BaseSeen;
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

// "OWNER/NAME" of a model of the hub whose names the catalogue knows, however its address is written.
std::string hub_name(const BaseSeen& base) {
  const auto upstream = hubs::read_upstream(base.name);
  return upstream.ok() && upstream->is_model() && upstream->hub == &hubs::usual_hub ? upstream->short_name()
                                                                                    : base.name;
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
  if (!is_only_named(base.source)) return std::nullopt;
  const LicenseTerms* by_name = known.by_model(hub_name(base));
  if (by_name == nullptr) return std::nullopt;
  return Stated{*by_name, "models of that name are under " + by_name->id};
}

std::string name_of(const BaseSeen& base) { return "the base " + quoted_text(base.name); }

bool is_adapter(const Context& context) {
  const auto& card = context.evidence.license.card;
  if (card && card->declared.base_model_relation == "adapter") return true;
  const auto any_file = [&](const auto& is_it) {
    return std::ranges::any_of(context.evidence.tree.files,
                               [&](const auto& file) { return is_it(std::string_view(file.path.text())); });
  };
  const auto is_whole_model = [](std::string_view name) {
    const auto index = weights::parse_index_name(name);
    return index ? index->base == "model" : name == "model" + std::string(weights::extension_of(name));
  };
  return any_file([](std::string_view name) { return name == "adapter_config.json"; }) && !any_file(is_whole_model);
}

Weights weights_of(const Context& context, const BaseSeen& base) {
  Weights weights;
  for (const auto& row : context.rows) {
    if (!row.size || !weights::is_weight_name(row.path.name())) continue;
    ++weights.here;
    weights.of_base += row.base && base.proof && row.base->base == *base.proof ? 1 : 0;
  }
  return weights;
}

}  // namespace weightcheck::policy
