// SPDX-License-Identifier: Apache-2.0
// Random models and demands: every file is in one of the states that rules speak of, with or without claims and a
// proof.
#pragma once

#include <random>
#include <string>
#include <string_view>

#include "judging.hpp"
#include "policy/rule.hpp"

namespace weightcheck::policy {

// A set of numbered shards that lacks this one, and `more` that nobody names.
inline weights::IncompleteSet set_without(std::string_view name, std::uint64_t more = 0) {
  return {.folder = "",
          .set = {.base = "model", .number = 2, .total = 2, .suffix = ".safetensors"},
          .missing = 1 + more,
          .first_missing = {std::string(name)}};
}

class OddModels {
 public:
  explicit OddModels(unsigned seed) : random_(seed) {}

  test::EvidenceBuilder model() {
    test::EvidenceBuilder made = test::anchored_model();
    for (const char* const name : {"a.safetensors", "b.safetensors", "c.safetensors", "config.json", "notes.md"})
      add(made, name);
    if (one_in(3)) made.evidence.license.texts.clear();
    if (one_in(3)) made.evidence.license.card.reset();
    if (one_in(4)) {
      made.evidence.claim_sets.clear();
      made.evidence.manifest.reset();
    }
    if (one_in(4)) made.evidence.proof.reset();
    return made;
  }

  Demands demands() {
    Demands made{.fail_on = one_in(3) ? Severity::warning : Severity::error, .today = parse_date("2027-01-31")};
    for (const Rule* rule : rule_table()) {
      if (one_in(8)) made.levels.emplace(rule->id, static_cast<Severity>(pick(3)));
      if (!one_in(8)) continue;
      made.waivers.push_back({.rule = std::string(rule->id),
                              .path = PathPattern::parse(one_in(2) ? "*.safetensors" : "**").value(),
                              .reason = "seen",
                              .expires = parse_date("2027-12-31").value()});
    }
    return made;
  }

 private:
  void add(test::EvidenceBuilder& made, std::string_view name) {
    if (!one_in(4)) made.listed(name, "the tensors");
    if (!one_in(4)) made.in_commit_by_lfs(name, "the tensors");
    constexpr const char* contents[] = {"the tensors", "THE TENSORS", "short"};
    switch (pick(6)) {
      case 0:
        return leave_out(made, name);
      case 1:
        made.broken_file(name, 11, one_in(2) ? ErrorCode::io : ErrorCode::changed);
        return;
      default:
        made.file(name, contents[pick(3)]);
    }
    using evidence::ContentKind;
    constexpr ContentKind kinds[] = {ContentKind::html_page, ContentKind::json_error_page, ContentKind::zeros,
                                     ContentKind::pickle,    ContentKind::lfs_pointer,     ContentKind::weights};
    const ContentKind kind = kinds[pick(6)];
    made.content(name, kind);
    if (kind == ContentKind::lfs_pointer) made.evidence.pointer_stubs.push_back({.path = test::path(name)});
  }

  void leave_out(test::EvidenceBuilder& made, std::string_view name) {
    using evidence::Refusal;
    if (one_in(2)) made.refused(name, one_in(2) ? Refusal::link_escapes : Refusal::special_file, "is odd");
    if (one_in(2)) {
      made.evidence.reconciliation.missing_shards.push_back(
          {.index = test::path("model.safetensors.index.json"), .shard = test::path(name), .tensors = 1});
    }
    if (one_in(2)) made.evidence.reconciliation.incomplete_sets.push_back(set_without(name));
    if (one_in(2)) {
      made.evidence.tree.excluded.push_back({.name = std::string(name) + ".incomplete",
                                             .reason = evidence::Exclusion::partial_download,
                                             .finished = std::string(name),
                                             .file = std::nullopt});
    }
  }

  unsigned pick(unsigned count) { return static_cast<unsigned>(random_()) % count; }
  bool one_in(unsigned count) { return pick(count) == 0; }

  std::mt19937 random_;
};

}  // namespace weightcheck::policy
