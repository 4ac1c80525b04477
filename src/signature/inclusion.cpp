// SPDX-License-Identifier: Apache-2.0
#include "signature/inclusion.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <string>

#include "hash/sha256.hpp"

namespace weightcheck::signature {
namespace {

// A leaf and a node begin with another byte each, so that neither passes for the other.
constexpr std::byte leaf_prefix{0x00};
constexpr std::byte node_prefix{0x01};

Digest hash_of(std::byte prefix, ByteSpan first, ByteSpan second) {
  hash::Sha256 hash;
  hash.update({&prefix, 1});
  hash.update(first);
  hash.update(second);
  return hash.finish();
}

}  // namespace

Result<Digest> root_of(ByteSpan entry, const InclusionProof& proof) {
  const std::uint64_t index = proof.log_index, size = proof.tree_size;
  if (index >= size || size > std::uint64_t{std::numeric_limits<std::int64_t>::max()})
    return malformed("the proof is of leaf " + std::to_string(index) + " in a tree of " + std::to_string(size));
  // Where the paths of this leaf and of the last one part: below, a sibling stands on either side; above, left alone.
  const auto inner = static_cast<std::size_t>(std::bit_width(index ^ (size - 1)));
  const auto border = static_cast<std::size_t>(std::popcount(index >> inner));
  if (proof.hashes.size() != inner + border)
    return malformed("the proof has " + std::to_string(proof.hashes.size()) + " hashes instead of " +
                     std::to_string(inner + border));
  Digest node = hash_of(leaf_prefix, entry, {});
  for (std::size_t i = 0; i < proof.hashes.size(); ++i) {
    const Bytes& sibling = proof.hashes[i];
    if (sibling.size() != node.bytes.size()) return malformed("the proof has a hash that is not 32 bytes long");
    const bool is_left = i >= inner || (index >> i & 1U) != 0;
    node = is_left ? hash_of(node_prefix, sibling, node.bytes) : hash_of(node_prefix, node.bytes, sibling);
  }
  return node;
}

}  // namespace weightcheck::signature
