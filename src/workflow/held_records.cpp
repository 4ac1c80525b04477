// SPDX-License-Identifier: Apache-2.0
#include "workflow/held_records.hpp"

#include <algorithm>
#include <utility>

#include "anchor/layout.hpp"
#include "evidence/comparison.hpp"
#include "policy/wording.hpp"
#include "workflow/expectations.hpp"
#include "workflow/hash_plan.hpp"

namespace weightcheck::workflow {

Result<HeldRecords> HeldRecords::read(const io::ModelDirectory& model, evidence::ModelTree& tree) {
  auto layouts = anchor::read_layouts(model);
  if (!layouts.ok()) return layouts.error();
  anchor::add_walk(tree, *layouts);
  add_partial_downloads(*layouts, tree);
  HeldRecords held;
  for (evidence::LayoutRecord& layout : *layouts) {
    if (layout.claims.empty()) continue;
    held.records_.push_back(
        {.said = {.source = layout.source, .claims = std::move(layout.claims)}, .commits = std::move(layout.commits)});
  }
  return held;
}

evidence::AlgorithmSet HeldRecords::wanted(const evidence::ModelFile& file) const {
  evidence::AlgorithmSet algorithms{evidence::Algorithm::sha256};
  if (file.size > both_digests_bytes_max) return algorithms;
  for (const Record& record : records_) {
    const evidence::Claim* claim = record.said.find(file.path);
    if (const auto id = claim == nullptr ? std::nullopt : claim->blob_id())
      algorithms.add(evidence::blob_algorithm(id->format()));
  }
  return algorithms;
}

void HeldRecords::hold(const evidence::ModelFile& file, const evidence::DigestSet& digests) {
  using evidence::Held;
  for (Record& record : records_) {
    const evidence::Claim* claim = record.said.find(file.path);
    if (claim == nullptr) continue;
    const Held held = evidence::hold(*claim, file, digests);
    if (held == Held::differs || held == Held::too_long || held == Held::too_short)
      record.changed.push_back(file.path.text());
  }
}

std::string HeldRecords::against(const std::optional<git::ObjectId>& commit) const {
  for (const Record& record : records_) {
    if (record.changed.empty() || !commit || std::ranges::find(record.commits, *commit) == record.commits.end())
      continue;
    return "by " + std::string(record.said.source) + ", commit " + commit->hex() + " holds other bytes under " +
           policy::some_files(record.changed);
  }
  return "";
}

std::string HeldRecords::changed_since(std::string_view made) const {
  for (const Record& record : records_) {
    if (!record.changed.empty())
      return policy::some_files(record.changed) + (record.changed.size() == 1 ? " is" : " are") + " not what " +
             std::string(record.said.source) + " says: the " + std::string(made) + " lists what is here now";
  }
  return "";
}

}  // namespace weightcheck::workflow
