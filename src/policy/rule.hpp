// SPDX-License-Identifier: Apache-2.0
// The shape of a rule: a row of the catalogue with the function that asks its question. A rule is pure: it reads
// evidence and drafts what there is to tell; levels, waivers and the verdict are decided elsewhere (judge.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/comparison.hpp"
#include "evidence/evidence.hpp"
#include "policy/demands.hpp"
#include "policy/finding.hpp"

namespace weightcheck::policy {

// The part of the catalogue a rule stands in.
enum class Area : std::uint8_t {
  integrity,
  manifest,
  provenance,
  license_text,
  license_declared,
  inheritance,
  shape,
  danger,
  policy
};

[[nodiscard]] std::string_view name_of(Area area);
// The check that a finding of this area stands against; none of the policy's own.
[[nodiscard]] std::optional<CheckId> check_of(Area area);

// May a policy change this rule's level or waive its findings?
enum class Level : std::uint8_t { adjustable, locked };

struct Draft {
  std::string subject{};             // findings of one rule and subject are one finding
  std::string message{};             // printable
  std::vector<std::string> paths{};  // raw bytes; sorted and cut by judge()
  // In place of a message where many files are told in one finding: what is said of them, to follow "'a' and 'b' are ".
  // Some of the paths may be waived, and the sentence is then made of the others.
  std::string said_of_paths{};
  std::optional<Severity> severity = std::nullopt;  // where it depends on the case; else the rule's own
  std::optional<Consequence> consequence = std::nullopt;
  Level level = Level::adjustable;  // locked where this case is, whatever the rule is
  std::string help{};               // where the rule's cure can be made more exact
};

struct Context {
  const evidence::Evidence& evidence;
  const std::vector<evidence::FileRow>& rows;  // evidence::compare() of it
  const Demands& demands;
  const std::vector<bool>&
      waivers_used;  // by their place in `demands`; of the findings so far, so whole for Area::policy

  [[nodiscard]] const evidence::FileRow* find_row(const ModelPath& path) const;
};

using Drafts = std::vector<Draft>;

struct Rule {
  std::string_view id;  // kebab-case, subject-condition, never reused
  Area area = Area::integrity;
  Severity severity = Severity::error;
  Level level = Level::adjustable;
  std::string_view title;   // what was found, one clause
  std::string_view reason;  // why it matters
  std::string_view cure;    // what to do
  Drafts (*check)(const Context&) = nullptr;
  Consequence consequence = Consequence::differs;
};

// Each area's table, beside its functions; a large area has two.
[[nodiscard]] std::span<const Rule> integrity_rules();
[[nodiscard]] std::span<const Rule> manifest_rules();
[[nodiscard]] std::span<const Rule> provenance_rules();
[[nodiscard]] std::span<const Rule> shape_rules();
[[nodiscard]] std::span<const Rule> danger_rules();
[[nodiscard]] std::span<const Rule> license_rules();
[[nodiscard]] std::span<const Rule> license_declared_rules();
[[nodiscard]] std::span<const Rule> inheritance_rules();
[[nodiscard]] std::span<const Rule> inheritance_duty_rules();
[[nodiscard]] std::span<const Rule> policy_rules();

// Every rule, in the order of the catalogue; those of Area::policy last, as they judge what waivers did to the others.
[[nodiscard]] const std::vector<const Rule*>& rule_table();
[[nodiscard]] const Rule* find_rule(std::string_view id);

}  // namespace weightcheck::policy
