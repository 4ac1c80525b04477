// SPDX-License-Identifier: Apache-2.0
// Looking a claim up, and the words for who made it.
#include "evidence/claim.hpp"

#include <algorithm>

#include "git/lfs_pointer.hpp"

namespace weightcheck::evidence {

std::string_view name_of(OriginKind kind) {
  static constexpr std::string_view names[] = {"self", "caller", "signed"};
  return names[static_cast<std::size_t>(kind)];
}

std::optional<Digest> Claim::sha256() const {
  const auto place = std::ranges::find(expected, Algorithm::sha256, &Expected::algorithm);
  return place == expected.end() ? std::nullopt : place->sha256();
}

std::optional<git::ObjectId> Claim::blob_id() const {
  const auto place =
      std::ranges::find_if(expected, [](const Expected& digest) { return digest.blob_id().has_value(); });
  return place == expected.end() ? std::nullopt : place->blob_id();
}

const Claim* ClaimSet::find(const ModelPath& path) const {
  const auto place = std::ranges::lower_bound(claims, path, {}, &Claim::path);
  return place != claims.end() && place->path() == path && place->span.is_whole_file() ? &*place : nullptr;
}

namespace {

bool is_pointer_to(const git::ObjectId& id, const Claim& content) {
  const auto sha256 = content.sha256();
  if (!sha256 || !content.file_size) return false;
  const auto pointer = git::pointer_blob_id(id.format(), *sha256, *content.file_size);
  return pointer.ok() && *pointer == id;
}

}  // namespace

void deduce_pointers(std::vector<ClaimSet>& sets) {
  for (ClaimSet& set : sets) {
    for (Claim& claim : set.claims) {
      const auto id = claim.blob_id();
      if (!id || claim.of_link || claim.sha256()) continue;
      for (const ClaimSet& other : sets) {
        const Claim* content = &other == &set ? nullptr : other.find(claim.path());
        if (content == nullptr || !is_pointer_to(*id, *content)) continue;
        claim.expected.emplace_back(*content->sha256());
        claim.file_size = content->file_size;
        break;
      }
    }
  }
}

}  // namespace weightcheck::evidence
