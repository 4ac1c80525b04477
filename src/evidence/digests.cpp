// SPDX-License-Identifier: Apache-2.0
// Conversions between typed digests and the one form in which they are held against each other.
#include "evidence/digests.hpp"

#include <algorithm>

namespace weightcheck::evidence {

static_assert(std::ranges::all_of(algorithms, [](const AlgorithmRow& row) {
  return &row == &row_of(row.algorithm) && row.bytes <= digest_bytes_max;
}));

Algorithm blob_algorithm(git::ObjectFormat format) {
  return format == git::ObjectFormat::sha1 ? Algorithm::git_sha1 : Algorithm::git_sha256;
}

Expected::Expected(const Digest& sha256) : algorithm_(Algorithm::sha256), bytes_(sha256.bytes) {}

Expected::Expected(const git::ObjectId& blob_id) : algorithm_(blob_algorithm(blob_id.format())) {
  std::ranges::copy(blob_id.raw(), bytes_.begin());
}

std::optional<Digest> Expected::sha256() const {
  return algorithm_ == Algorithm::sha256 ? std::optional(Digest{bytes_}) : std::nullopt;
}

std::optional<git::ObjectId> Expected::blob_id() const {
  return algorithm_ == Algorithm::sha256 ? std::nullopt : std::optional(git::ObjectId::from_raw(bytes()));
}

DigestSet::DigestSet(std::initializer_list<Expected> digests) {
  for (const Expected& digest : digests)
    add(digest);
}

void DigestSet::add(const Expected& digest) { digests_[static_cast<std::size_t>(digest.algorithm())] = digest; }

void DigestSet::add(const DigestSet& others) {
  for (const auto& digest : others.digests_) {
    if (digest) add(*digest);
  }
}

const Expected* DigestSet::find(Algorithm algorithm) const {
  const auto& digest = digests_[static_cast<std::size_t>(algorithm)];
  return digest ? &*digest : nullptr;
}

std::optional<Digest> DigestSet::sha256() const {
  const Expected* digest = find(Algorithm::sha256);
  return digest == nullptr ? std::nullopt : digest->sha256();
}

std::optional<git::ObjectId> DigestSet::blob_id(git::ObjectFormat format) const {
  const Expected* digest = find(blob_algorithm(format));
  return digest == nullptr ? std::nullopt : digest->blob_id();
}

}  // namespace weightcheck::evidence
