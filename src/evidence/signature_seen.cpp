// SPDX-License-Identifier: Apache-2.0
#include "evidence/signature_seen.hpp"

#include <algorithm>

namespace weightcheck::evidence {

const ClaimSet* signed_set(const std::vector<ClaimSet>& sets) {
  const auto found =
      std::ranges::find_if(sets, [](const ClaimSet& set) { return set.origin.kind == OriginKind::signed_by; });
  return found == sets.end() ? nullptr : &*found;
}

bool is_link_of_the_model(const ModelTree& tree, const ModelFile& file) {
  return file.link_target && !(tree.layout == Layout::hub_cache_snapshot && leads_out(file));
}

bool lists_below(const SignatureSeen& seen, const std::vector<ClaimSet>& sets, const std::string& link) {
  const ClaimSet* set = seen.links == signature::Links::allowed ? signed_set(sets) : nullptr;
  if (set == nullptr) return false;
  const std::string folder = link + "/";
  const auto first = std::ranges::lower_bound(
      set->claims, folder, {}, [](const Claim& claim) -> const std::string& { return claim.path().text(); });
  return first != set->claims.end() && first->path().text().starts_with(folder);
}

}  // namespace weightcheck::evidence
