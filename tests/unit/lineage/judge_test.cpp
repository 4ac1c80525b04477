// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "lineage/mixture.hpp"
#include "model_of.hpp"

namespace weightcheck::lineage {
namespace {

std::vector<MadeShard> base(unsigned seed = 0) {
  return {{"one.safetensors", {matrix("a", 64, 64, seed + 1), matrix("b", 64, 64, seed + 2)}},
          {"two.safetensors", {matrix("c", 64, 64, seed + 3), matrix("d", 64, 64, seed + 4)}}};
}

std::vector<MadeTensor> tensors_of(const std::vector<MadeShard>& shards) {
  std::vector<MadeTensor> all;
  for (const MadeShard& shard : shards)
    all.insert(all.end(), shard.tensors.begin(), shard.tensors.end());
  return all;
}

MadeTensor tuned(MadeTensor tensor) {
  for (std::size_t i = 0; i < tensor.bytes.size(); i += 6)
    tensor.bytes[i] = static_cast<char>(tensor.bytes[i] ^ 1);
  return tensor;
}

TEST(Outcome, is_identical_and_proven_where_all_is_the_bases) {
  const Outcome outcome = outcome_of(bases_of({base()}), tensors_of(base()));
  EXPECT_EQ(outcome.verdict, Verdict::identical);
  EXPECT_EQ(outcome.bases[0].bytes[0], outcome.bytes);
  EXPECT_TRUE(outcome.missing.empty());
  EXPECT_TRUE(outcome.bases[0].established);
}

TEST(Outcome, proves_only_shards_that_are_here_whole_and_says_what_is_missing) {
  const Bases bases = bases_of({base()});
  auto fork = tensors_of(base());
  fork[2] = tuned(fork[2]);  // c, before d
  const Outcome outcome = outcome_of(bases, fork);
  EXPECT_EQ(outcome.verdict, Verdict::derived);
  EXPECT_EQ(outcome.rows[0].evidence, Evidence::proven);
  EXPECT_EQ(outcome.rows[2].relation, Relation::tuned);
  EXPECT_EQ(outcome.rows[2].evidence, Evidence::measured);
  EXPECT_EQ(outcome.rows[3].evidence, Evidence::chained);
  ASSERT_EQ(outcome.missing.size(), 1U);
  EXPECT_EQ(outcome.missing[0].range.end - outcome.missing[0].range.begin, 8192U);
  EXPECT_EQ(outcome.bases[0].not_taken, Count{});
}

TEST(Outcome, lists_what_stands_before_a_gap) {
  auto fork = tensors_of(base());
  fork[3] = tuned(fork[3]);
  EXPECT_EQ(outcome_of(bases_of({base()}), fork).rows[2].evidence, Evidence::listed);
}

TEST(Outcome, counts_what_was_not_taken) {
  auto fork = tensors_of(base());
  fork.pop_back();
  const Outcome outcome = outcome_of(bases_of({base()}), fork);
  EXPECT_EQ(outcome.verdict, Verdict::derived);
  EXPECT_EQ(outcome.bases[0].not_taken, (Count{1, 8192}));
}

TEST(Outcome, is_no_relation_for_another_model_of_the_same_shapes) {
  const Outcome outcome = outcome_of(bases_of({base()}), tensors_of(base(100)));
  EXPECT_EQ(outcome.verdict, Verdict::no_relation_found);
  EXPECT_FALSE(outcome.bases[0].established);
  for (const Row& row : outcome.rows)
    EXPECT_FALSE(row.evidence.has_value());
}

TEST(Outcome, is_no_relation_where_only_common_tensors_are_equal) {
  auto shards = base();
  auto fork = tensors_of(base(100));
  for (int i = 0; i < 5; ++i) {
    const MadeTensor norm{
        "norm" + std::to_string(i), "BF16", {64}, bytes_of_values("BF16", noise(64, 50U + static_cast<unsigned>(i)))};
    shards[0].tensors.push_back(norm);
    fork.push_back(norm);
  }
  const Outcome outcome = outcome_of(bases_of({shards}), fork);
  EXPECT_EQ(outcome.verdict, Verdict::no_relation_found);
  EXPECT_EQ(outcome.bases[0].common.tensors, 5U);
  EXPECT_TRUE(outcome.missing.empty());
}

TEST(Outcome, gives_each_row_to_the_base_that_holds_most) {
  auto second = base(100);
  second[0].tensors[0] = base()[0].tensors[0];  // a is in both
  const Outcome outcome = outcome_of(bases_of({second, base()}), tensors_of(base()));
  EXPECT_EQ(outcome.rows[0].base, 1U);
  EXPECT_EQ(outcome.rows[0].also_in, std::vector<std::size_t>{0});
  EXPECT_TRUE(outcome.rows[0].common);
  EXPECT_FALSE(outcome.bases[0].established);
}

TEST(Outcome, names_the_equal_tensor_of_this_name) {
  auto shards = base();
  shards[0].tensors[1].bytes = shards[0].tensors[0].bytes;  // b is a
  auto fork = tensors_of(shards);
  const Outcome outcome = outcome_of(bases_of({shards}), {fork[1], fork[2], fork[3]});
  EXPECT_EQ(outcome.rows[0].base_tensor, "b");
  EXPECT_EQ(outcome.rows[0].evidence, Evidence::proven);  // both are at hand
}

TEST(Outcome, finds_a_ledger_wrong_whose_state_the_bytes_do_not_lead_to) {
  ledger::Ledger bent = test::ledger_of(base());
  bent.shards[0].tensors[0].sha256 = outcome_of(bases_of({base()}), {matrix("x", 64, 64, 900)}).rows[0].sha256.value();
  std::vector<Base> bases;
  bases.push_back({.ledger = std::move(bent), .verified = false, .pinned = true});
  auto fork = tensors_of(base());
  fork[0] = matrix("a", 64, 64, 900);  // what the ledger now says
  const Outcome outcome = outcome_of(Bases(std::move(bases)), fork);
  ASSERT_EQ(outcome.wrong.size(), 1U);
  EXPECT_EQ(outcome.wrong[0].tensor, "a");
  EXPECT_EQ(outcome.rows[0].evidence, Evidence::listed);
  EXPECT_EQ(outcome.rows[1].evidence, Evidence::chained);
  EXPECT_EQ(outcome.rows[2].evidence, Evidence::proven);
}

TEST(Outcome, recovers_the_weights_of_a_merge) {
  const auto one = tensors_of(base()), two = tensors_of(base(100));
  std::vector<MadeTensor> merged;
  for (std::size_t i = 0; i < one.size(); ++i) {
    const auto a = noise(64 * 64, static_cast<unsigned>(i) + 1), b = noise(64 * 64, static_cast<unsigned>(i) + 101);
    std::vector<float> sum;
    for (std::size_t k = 0; k < a.size(); ++k)
      sum.push_back(0.6F * a[k] + 0.4F * b[k]);
    merged.push_back({one[i].name, "BF16", {64, 64}, bytes_of_values("BF16", sum)});
  }
  const Outcome outcome = outcome_of(bases_of({base(), base(100)}), merged);
  EXPECT_EQ(outcome.verdict, Verdict::mixed);
  ASSERT_TRUE(outcome.mixture.has_value());
  EXPECT_TRUE(outcome.mixture->exact);
  EXPECT_NEAR(outcome.mixture->weights[0].weight, 0.6, 0.005);
  EXPECT_NEAR(outcome.mixture->weights[1].weight, 0.4, 0.005);
  EXPECT_EQ(outcome.rows[0].relation, Relation::mixed);
  EXPECT_EQ(outcome.bases[1].not_taken, Count{});
}

TEST(Mixture, is_none_where_one_base_is_enough) {
  MixtureSums sums(2);
  const std::vector<double> a = {1, 2, 3, 4}, b = {4, -3, 2, 1};
  sums.add({1.01, 2.0, 2.99, 4.0}, {a, b});
  EXPECT_FALSE(sums.find(tensors::Dtype::bf16).has_value());
}

}  // namespace
}  // namespace weightcheck::lineage
