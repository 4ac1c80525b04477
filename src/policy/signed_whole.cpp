// SPDX-License-Identifier: Apache-2.0
#include "policy/signed_whole.hpp"

#include <algorithm>

#include "weights/file_names.hpp"

namespace weightcheck::policy {

bool is_signed_without_weights(const evidence::Evidence& evidence) {
  const evidence::ClaimSet* set = evidence.signature ? evidence::signed_set(evidence.claim_sets) : nullptr;
  if (set == nullptr || !evidence.shape_examined || !evidence.weight_files.empty() || !evidence.indexes.empty())
    return false;
  return std::ranges::none_of(set->claims, [](const evidence::Claim& claim) {
    return weights::is_weight_name(claim.path().name()) || weights::is_model_name(claim.path().name());
  });
}

std::vector<ModelPath> weights_left_out(const evidence::Evidence& evidence) {
  std::vector<ModelPath> weights;
  if (!evidence.signature) return weights;
  const auto& left_out = evidence.signature->left_out_files;
  for (const ModelPath& path : left_out) {
    const bool is_named = std::ranges::binary_search(evidence.weight_files, path, {}, &weights::WeightFile::path);
    const auto seen = std::ranges::lower_bound(evidence.contents, path, {}, &evidence::ContentSeen::path);
    const bool is_by_its_bytes =
        seen != evidence.contents.end() && seen->path == path && seen->kind == evidence::ContentKind::weights;
    if (is_named || is_by_its_bytes) weights.push_back(path);
  }
  return weights;
}

}  // namespace weightcheck::policy
