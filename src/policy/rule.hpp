// SPDX-License-Identifier: Apache-2.0
// The shape of a rule: a row of the catalogue with the function that asks its question. A rule is pure: it reads
// evidence and drafts what there is to tell; levels, waivers and the verdict are decided elsewhere (judge.hpp).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/comparison.hpp"
#include "evidence/evidence.hpp"
#include "policy/demands.hpp"
#include "policy/drafts.hpp"
#include "policy/finding.hpp"
#include "policy/license_names.hpp"

namespace weightcheck::policy {

// The part of the catalogue a rule stands in.
enum class Area : std::uint8_t {
  integrity,
  manifest,
  provenance,
  signature,
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

// What has to be gathered before a rule can be judged. Each takes the ones before it for granted.
enum class Needs : std::uint8_t {
  tree,     // names, sizes and links, and what is said of them: manifest, proof, pins, the layout
  heads,    // the first bytes of files, and what they call for: headers, indexes, configs, cards, licenses
  digests,  // the bytes
};

// What became of a waiver.
struct WaiverUse {
  bool took_out = false;
  std::string short_of{};  // a path that it does not cover, of a finding that stands although it covers others; or ""
};

struct Context {
  const evidence::Evidence& evidence;
  const std::vector<evidence::FileRow>& rows;  // evidence::compare() of it
  const Demands& demands;
  const std::vector<WaiverUse>&
      waiver_uses;  // by their place in `demands`; of the findings so far, so whole for Area::policy
  const std::vector<DeclaredLicense>& declared;  // declared_licenses() of the evidence

  [[nodiscard]] const evidence::FileRow* find_row(const ModelPath& path) const;
  // The claim whose word the row's `integrity` is; null where no set lists the file.
  [[nodiscard]] const evidence::Claim* claim_of(const evidence::FileRow& row) const;
};

// A rule's own proof: lines for a shell, as POSIX has it, in a fresh copy of manifests/example that lies beside the
// example itself (docs/rules.md tells how). A run of weightcheck ends `fires` and `silenced`; where none is written, it
// is `weightcheck verify .`, or for `silenced` the one that ends `fires`. tests/cli/rule_examples.py runs them all.
struct Example {
  std::string_view given{};   // what has to be there besides, and fires nothing
  std::string_view fires;     // after these lines the rule is told, at its level
  std::string_view silenced;  // and after these, which follow, it is not
};

struct Rule {
  std::string_view id;  // kebab-case, subject-condition, never reused
  Area area = Area::integrity;
  Severity severity = Severity::error;
  Level level = Level::adjustable;
  std::string_view title;   // what was found, one clause
  std::string_view reason;  // why it matters
  std::string_view cure;    // what to do
  Example example{};
  Needs needs = Needs::digests;  // it runs once, when this is there
  // Rules that tell the cause of what this one tells, where they speak of the same path (causes.hpp).
  std::array<std::string_view, 8> follows_from{};
  Drafts (*check)(const Context&) = nullptr;
  Consequence consequence = Consequence::differs;
};

// Each area's table, beside its functions; a large area has several.
[[nodiscard]] std::span<const Rule> integrity_rules();
[[nodiscard]] std::span<const Rule> content_rules();
[[nodiscard]] std::span<const Rule> left_out_rules();
[[nodiscard]] std::span<const Rule> manifest_rules();
[[nodiscard]] std::span<const Rule> provenance_rules();
[[nodiscard]] std::span<const Rule> signature_rules();
[[nodiscard]] std::span<const Rule> signature_refused_rules();
[[nodiscard]] std::span<const Rule> shape_rules();
[[nodiscard]] std::span<const Rule> index_rules();
[[nodiscard]] std::span<const Rule> danger_rules();
[[nodiscard]] std::span<const Rule> license_rules();
[[nodiscard]] std::span<const Rule> license_declared_rules();
[[nodiscard]] std::span<const Rule> inheritance_rules();
[[nodiscard]] std::span<const Rule> inheritance_duty_rules();
[[nodiscard]] std::span<const Rule> inheritance_naming_rules();
[[nodiscard]] std::span<const Rule> policy_rules();

// Every rule, in the order of the catalogue; those of Area::policy last, as they judge what waivers did to the others,
// and for that need everything.
[[nodiscard]] const std::vector<const Rule*>& rule_table();
[[nodiscard]] const Rule* find_rule(std::string_view id);
[[nodiscard]] std::size_t place_of(const Rule& rule);  // in the table

}  // namespace weightcheck::policy
