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
using license::NameKind;

// A name that several licenses share means one of them; which one only the text says, so that the strictest holds.
std::optional<Stated> stated_by(const std::vector<DeclaredLicense>& declared) {
  const auto says = [](const DeclaredLicense& one) { return one.where + " says " + quoted_text(one.text); };
  for (const DeclaredLicense& one : declared) {
    if (one.resolved.kind == NameKind::known) return Stated{one.resolved.terms, says(one)};
  }
  for (const DeclaredLicense& one : declared) {
    if (one.resolved.kind != NameKind::ambiguous || one.resolved.candidates.empty()) continue;
    return Stated{one.resolved.terms, says(one) + ", a name of " + counted(one.resolved.candidates.size(), "license") +
                                          " of which the strictest is meant here"};
  }
  return std::nullopt;
}

std::optional<Stated> stated_by(const MainText& main, const license::Catalogue& known) {
  if (main.text == nullptr) return std::nullopt;
  const auto resolved = known.resolve_id(main.text->text.id);
  if (resolved.kind != NameKind::known) return std::nullopt;
  return Stated{resolved.terms, quoted(main.text->path) + " is " + main.text->text.id};
}

// A folder of whoever made it: its last part is the model's name, mostly, and in a hub's cache a part has the owner
// too.
std::optional<std::string> name_of_folder(std::string_view path) {
  const bool is_path = path.starts_with('/') || path.starts_with('.') || path.starts_with('~') || path.ends_with('/') ||
                       path.find('\\') != std::string_view::npos || std::ranges::count(path, '/') > 1;
  if (!is_path || path.find("://") != std::string_view::npos) return std::nullopt;
  std::string last;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find_first_of("/\\"), path.size());
    const std::string_view part = path.substr(0, end);
    if (const auto cached = hubs::cached_upstream(part)) return cached->short_name();
    if (!part.empty()) last = part;
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return last;
}

// "OWNER/NAME" of a model of the hub whose names the catalogue knows, however its address is written.
std::string hub_name(const BaseSeen& base) {
  if (auto name = name_of_folder(base.name)) return *std::move(name);
  const auto upstream = hubs::read_upstream(base.name);
  return upstream.ok() && upstream->is_model() && upstream->hub == &hubs::usual_hub ? upstream->short_name()
                                                                                    : base.name;
}

}  // namespace

std::optional<Stated> terms_of_fork(const Context& context) {
  const auto& known = context.demands.known_licenses();
  if (auto stated = stated_by(weights_text(context.evidence.license), known)) return stated;
  return stated_by(context.declared);  // also beside a text that is not known: it is claimed
}

std::optional<Stated> terms_of_base(const Context& context, const BaseSeen& base) {
  const auto& known = context.demands.known_licenses();
  const MainText main = weights_text(base.license);
  if (auto stated = stated_by(main, known)) return stated;
  std::vector<DeclaredLicense> declared;
  if (base.license.card) declared = declared_licenses(base.license.card->declared, "its card", known);
  auto stated = stated_by(declared);
  // A text of the weights that nobody knows may hold anything: that the card calls it permissive is no reason to do so.
  if (stated && main.state == WeightsText::unknown && is_permissive(stated->terms)) return std::nullopt;
  if (stated) return stated;
  if (!is_only_named(base.source)) return std::nullopt;
  const auto by_name = known.by_model(hub_name(base));
  if (!by_name) return std::nullopt;
  const std::string what = by_name->family.empty() ? "models of that name" : "models named like " + by_name->family;
  return Stated{*by_name->terms, "by its name alone: " + what + " are " + (by_name->is_sure ? "" : "mostly ") +
                                     "under " + by_name->terms->id};
}

std::string name_of(const BaseSeen& base) { return "the base " + quoted_text(base.name); }

std::optional<hubs::Upstream> published_as(const Context& context) {
  const auto& pin = context.evidence.pin;
  std::optional<std::string> upstream = pin ? pin->upstream : std::nullopt;
  for (const auto& layout : context.evidence.layouts) {
    if (!upstream) upstream = layout.upstream;
  }
  if (!upstream) return std::nullopt;
  auto named = hubs::read_upstream(*upstream);
  return named.ok() ? std::optional(*std::move(named)) : std::nullopt;
}

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
