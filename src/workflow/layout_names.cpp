// SPDX-License-Identifier: Apache-2.0
// Only what differs is read once more, so a cache of today's hub costs nothing.
#include "workflow/layout_names.hpp"

#include <algorithm>
#include <vector>

#include "hash/plain_sha1.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::Claim;
using evidence::ClaimSet;
using evidence::Evidence;
using evidence::LayoutRecord;

constexpr std::size_t hashed_piece_bytes = std::size_t{1} << 20;

bool is_plain_sha1(const io::ModelDirectory& model, const ModelPath& path, ByteSpan name, const std::stop_token& stop) {
  const auto source = model.open(path);
  if (!source.ok()) return false;
  hash::PlainSha1 sha1;
  std::vector<std::byte> piece(hashed_piece_bytes);
  for (std::uint64_t offset = 0; !stop.stop_requested();) {
    const auto count = (*source)->read_at(piece, offset);
    if (!count.ok()) return false;
    if (*count == 0) return std::ranges::equal(sha1.finish(), name);
    sha1.update(ByteSpan(piece).first(*count));
    offset += *count;
  }
  return false;
}

// The id that a claim rests on, where the bytes that were read have another.
const evidence::Expected* misfit(const Evidence& evidence, const Claim& claim) {
  const auto* file = evidence.tree.find(claim.path());
  const auto seen = std::ranges::lower_bound(evidence.observations, claim.path(), {}, &evidence::FileObservation::path);
  if (file == nullptr || seen == evidence.observations.end() || seen->path != claim.path() || !seen->digests.ok())
    return nullptr;
  const auto named = std::ranges::find(claim.expected, evidence::Algorithm::git_sha1, &evidence::Expected::algorithm);
  const bool differs = named != claim.expected.end() && hold(claim, *file, *seen->digests) == evidence::Held::differs;
  return differs ? &*named : nullptr;
}

}  // namespace

void set_aside_plain_sha1(const io::ModelDirectory& model, Evidence& evidence, const std::stop_token& stop) {
  for (ClaimSet& set : evidence.claim_sets) {
    const auto layout = std::ranges::find(evidence.layouts, set.source, &LayoutRecord::source);
    if (layout == evidence.layouts.end() || layout->has_index) continue;
    std::erase_if(set.claims, [&](Claim& claim) {
      const evidence::Expected* named = misfit(evidence, claim);
      if (named == nullptr || !is_plain_sha1(model, claim.path(), named->bytes(), stop)) return false;
      layout->not_git.push_back(claim.path());
      const auto clash = std::ranges::find(layout->disagreements, claim.path(), &evidence::Disagreement::path);
      const auto other = clash == layout->disagreements.end() ? std::nullopt : clash->other;
      if (clash != layout->disagreements.end()) layout->disagreements.erase(clash);
      if (!other) return true;
      std::ranges::replace(claim.expected, *named, *other);  // what the commit's list says of the file stays
      return false;
    });
    std::ranges::sort(layout->not_git);
    set.silent_on = layout->not_git;
  }
}

}  // namespace weightcheck::workflow
