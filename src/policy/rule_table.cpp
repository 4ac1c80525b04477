// SPDX-License-Identifier: Apache-2.0
// The catalogue: the areas' tables, one after the other. A new rule is a row in one of them; a new area is a line here.
#include <algorithm>
#include <array>
#include <unordered_map>

#include "policy/lineage.hpp"
#include "policy/rule.hpp"

namespace weightcheck::policy {

std::string_view name_of(Area area) {
  static constexpr std::string_view names[] = {
      "Integrity",        "Manifest and pin", "Provenance", "Signature", "License text",
      "License declared", "Inheritance",      "Shape",      "Danger",    "Policy"};
  return names[static_cast<std::size_t>(area)];
}

std::optional<CheckId> check_of(Area area) {
  switch (area) {
    case Area::integrity:
    case Area::signature:
      return CheckId::integrity;
    case Area::manifest:
    case Area::provenance:
      return CheckId::anchor;
    case Area::license_text:
    case Area::license_declared:
    case Area::inheritance:
      return CheckId::license;
    case Area::shape:
    case Area::danger:
      return CheckId::shape;
    case Area::policy:
      return std::nullopt;
  }
  return std::nullopt;
}

const evidence::FileRow* Context::find_row(const ModelPath& path) const {
  const auto place = std::ranges::lower_bound(rows, path, {}, &evidence::FileRow::path);
  return place != rows.end() && place->path == path ? &*place : nullptr;
}

const evidence::Claim* Context::claim_of(const evidence::FileRow& row) const {
  return row.spoken_by ? evidence.claim_sets[*row.spoken_by].find(row.path) : nullptr;
}

const std::vector<const Rule*>& rule_table() {
  static const std::vector<const Rule*> table = [] {
    std::vector<const Rule*> rules;
    for (const auto area : {integrity_rules(), content_rules(), left_out_rules(), manifest_rules(), provenance_rules(),
                            signature_rules(), signature_refused_rules(), license_rules(), license_declared_rules(),
                            inheritance_rules(), inheritance_duty_rules(), inheritance_naming_rules(), lineage_rules(),
                            shape_rules(), index_rules(), danger_rules(), policy_rules()}) {
      for (const Rule& rule : area)
        rules.push_back(&rule);
    }
    return rules;
  }();
  return table;
}

const Rule* find_rule(std::string_view id) {
  const auto& table = rule_table();
  const auto found = std::ranges::find(table, id, &Rule::id);
  return found == table.end() ? nullptr : *found;
}

std::size_t place_of(const Rule& rule) {
  static const std::unordered_map<const Rule*, std::size_t> places = [] {
    std::unordered_map<const Rule*, std::size_t> made;
    for (const Rule* one : rule_table())
      made.emplace(one, made.size());
    return made;
  }();
  return places.at(&rule);
}

}  // namespace weightcheck::policy
