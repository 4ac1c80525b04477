// SPDX-License-Identifier: Apache-2.0
// The trees are built here as RFC 6962, 2.1 defines them: from above, by halves. The code under test goes from below.
#include <gtest/gtest.h>

#include <bit>

#include "hash/sha256.hpp"
#include "signature/inclusion.hpp"

namespace weightcheck::signature {
namespace {

Bytes bytes(const Digest& digest) { return {digest.bytes.begin(), digest.bytes.end()}; }

Digest node(const Digest& left, const Digest& right) {
  std::string text("\1");
  text.append(text_of(left.bytes)).append(text_of(right.bytes));
  return hash::sha256(bytes_of(text));
}

std::string entry(std::size_t i) { return "entry " + std::to_string(i); }

std::vector<Digest> leaves(std::size_t count) {
  std::vector<Digest> hashes;
  for (std::size_t i = 0; i < count; ++i)
    hashes.push_back(hash::sha256(bytes_of(std::string(1, '\0') + entry(i))));
  return hashes;
}

std::size_t split(std::size_t count) { return std::bit_floor(count - 1); }

Digest root(std::span<const Digest> hashes) {
  if (hashes.size() == 1) return hashes.front();
  const std::size_t k = split(hashes.size());
  return node(root(hashes.first(k)), root(hashes.subspan(k)));
}

std::vector<Bytes> path(std::size_t index, std::span<const Digest> hashes) {
  if (hashes.size() == 1) return {};
  const std::size_t k = split(hashes.size());
  const bool is_left = index < k;
  auto found = is_left ? path(index, hashes.first(k)) : path(index - k, hashes.subspan(k));
  found.push_back(bytes(root(is_left ? hashes.subspan(k) : hashes.first(k))));
  return found;
}

InclusionProof proof(std::size_t index, std::size_t size) {
  return {.log_index = index, .tree_size = size, .root_hash = {}, .hashes = path(index, leaves(size))};
}

TEST(InclusionProof, leads_to_the_root_for_every_leaf_of_every_small_tree) {
  for (std::size_t size = 1; size <= 33; ++size) {
    const Digest expected = root(leaves(size));
    for (std::size_t index = 0; index < size; ++index) {
      const auto found = root_of(bytes_of(entry(index)), proof(index, size));
      ASSERT_TRUE(found.ok()) << found.error().message;
      EXPECT_EQ(*found, expected) << index << " of " << size;
    }
  }
}

TEST(InclusionProof, of_another_entry_leads_elsewhere) {
  EXPECT_NE(*root_of(bytes_of(entry(4)), proof(5, 13)), root(leaves(13)));
}

TEST(InclusionProof, with_two_hashes_in_each_other_s_place_leads_elsewhere) {
  InclusionProof swapped = proof(5, 13);
  std::swap(swapped.hashes[0], swapped.hashes[1]);
  EXPECT_NE(*root_of(bytes_of(entry(5)), swapped), root(leaves(13)));
}

TEST(InclusionProof, of_a_place_outside_the_tree_is_refused) {
  InclusionProof outside = proof(12, 13);
  outside.log_index = 13;
  EXPECT_EQ(root_of(bytes_of(entry(12)), outside).error().message, "the proof is of leaf 13 in a tree of 13");
  outside.log_index = outside.tree_size = 0;
  EXPECT_FALSE(root_of(bytes_of(entry(0)), outside).ok());
  outside.tree_size = std::uint64_t{1} << 63U;
  EXPECT_FALSE(root_of(bytes_of(entry(0)), outside).ok());
}

TEST(InclusionProof, with_a_hash_more_or_less_is_refused) {
  InclusionProof longer = proof(5, 13);
  longer.hashes.push_back(longer.hashes.front());
  EXPECT_EQ(root_of(bytes_of(entry(5)), longer).error().message, "the proof has 5 hashes instead of 4");
  InclusionProof shorter = proof(5, 13);
  shorter.hashes.pop_back();
  EXPECT_FALSE(root_of(bytes_of(entry(5)), shorter).ok());
}

TEST(InclusionProof, with_a_hash_of_another_length_is_refused) {
  InclusionProof cut = proof(5, 13);
  cut.hashes.front().pop_back();
  EXPECT_FALSE(root_of(bytes_of(entry(5)), cut).ok());
}

}  // namespace
}  // namespace weightcheck::signature
