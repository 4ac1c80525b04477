// SPDX-License-Identifier: Apache-2.0
#include "workflow/held_records.hpp"

#include <algorithm>
#include <utility>

#include "anchor/layout.hpp"
#include "base/wording.hpp"
#include "evidence/comparison.hpp"
#include "workflow/expectations.hpp"

namespace weightcheck::workflow {
namespace {

// Up to here a second digest in the same read costs less than a second read would.
constexpr std::uint64_t both_digests_bytes_max = std::uint64_t{1} << 20;

const evidence::Claim* claim_of(const evidence::LayoutRecord& record, const ModelPath& path) {
  const auto found = std::ranges::lower_bound(record.claims, path, {}, &evidence::Claim::path);
  return found == record.claims.end() || found->path() != path ? nullptr : &*found;
}

std::string some_of(const std::vector<std::string>& paths) {
  constexpr std::size_t named_max = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(paths.size(), named_max); ++i)
    text += (i > 0 ? ", " : "") + in_quotes(paths[i]);
  if (paths.size() > named_max) text += " and " + counted(paths.size() - named_max, "more file");
  return text;
}

}  // namespace

Result<HeldRecords> HeldRecords::read(const io::ModelDirectory& model, evidence::ModelTree& tree) {
  auto layouts = anchor::read_layouts(model);
  if (!layouts.ok()) return layouts.error();
  anchor::add_walk(tree, *layouts);
  add_partial_downloads(*layouts, tree);
  HeldRecords held;
  for (evidence::LayoutRecord& layout : *layouts) {
    if (!layout.claims.empty()) held.records_.push_back({std::move(layout)});
  }
  return held;
}

evidence::AlgorithmSet HeldRecords::wanted(const evidence::ModelFile& file) const {
  evidence::AlgorithmSet algorithms{evidence::Algorithm::sha256};
  if (file.size > both_digests_bytes_max) return algorithms;
  for (const Record& record : records_) {
    const evidence::Claim* claim = claim_of(record.said, file.path);
    if (const auto id = claim == nullptr ? std::nullopt : claim->blob_id())
      algorithms.add(evidence::blob_algorithm(id->format()));
  }
  return algorithms;
}

void HeldRecords::hold(const evidence::ModelFile& file, const evidence::DigestSet& digests) {
  using evidence::Held;
  for (Record& record : records_) {
    const evidence::Claim* claim = claim_of(record.said, file.path);
    if (claim == nullptr) continue;
    const Held held = evidence::hold(*claim, file, digests);
    if (held == Held::differs || held == Held::too_long || held == Held::too_short)
      record.changed.push_back(file.path.text());
  }
}

std::string HeldRecords::against(const std::optional<git::ObjectId>& commit) const {
  for (const Record& record : records_) {
    if (record.changed.empty() || !commit ||
        std::ranges::find(record.said.commits, *commit) == record.said.commits.end())
      continue;
    return "by " + std::string(record.said.source) + ", commit " + commit->hex() + " holds other bytes under " +
           some_of(record.changed);
  }
  return "";
}

std::string HeldRecords::changed_since() const {
  for (const Record& record : records_) {
    if (!record.changed.empty())
      return some_of(record.changed) + (record.changed.size() == 1 ? " is" : " are") + " not what " +
             std::string(record.said.source) + " says: the manifest lists what is here now";
  }
  return "";
}

}  // namespace weightcheck::workflow
