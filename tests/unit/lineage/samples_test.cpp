// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "model_of.hpp"
#include "support/rounds.hpp"

namespace weightcheck::lineage {
namespace {

constexpr std::size_t rows = 8, columns = 12;

Samples samples_of(const std::vector<float>& values) {
  return read_samples(tensors::Dtype::bf16, columns, bytes_of(bytes_of_values("BF16", values)));
}

TEST(Numbers, of_equal_samples_say_so) {
  const Samples a = samples_of(noise(rows * columns, 1));
  const Numbers numbers = compare(a, a);
  EXPECT_EQ(numbers.n, 96U);
  EXPECT_EQ(numbers.eq, 96U);
  EXPECT_DOUBLE_EQ(numbers.r, 0.999999);
  EXPECT_EQ(numbers.d, 0);
  EXPECT_TRUE(numbers.all_equal);
  EXPECT_TRUE(numbers.related());
}

TEST(Numbers, of_independent_samples_show_no_relation) {
  for (unsigned seed = 0; seed < test::rounds(1000U); ++seed)
    EXPECT_FALSE(compare(samples_of(noise(96, 2 * seed + 1)), samples_of(noise(96, 2 * seed + 2))).related()) << seed;
}

TEST(Numbers, are_not_taken_in_by_a_mean_that_norms_share) {
  auto a = noise(96, 1), b = noise(96, 2);
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] = 1 + a[i] / 8;
    b[i] = 1 + b[i] / 8;
  }
  const Numbers numbers = compare(samples_of(a), samples_of(b));
  EXPECT_LT(std::abs(numbers.r), 0.5);  // cosines of such are over 0.99
  EXPECT_LT(numbers.z, related_z_min);
}

TEST(Numbers, do_not_count_zeros_that_two_pruned_models_share) {
  auto a = noise(96, 1), b = noise(96, 2);
  for (std::size_t i = 0; i < a.size(); i += 2)
    a[i] = b[i] = 0;
  EXPECT_FALSE(compare(samples_of(a), samples_of(b)).related());
}

TEST(Numbers, see_a_change_along_one_direction) {
  const auto a = noise(96, 1);
  auto b = a;
  for (std::size_t i = 0; i < b.size(); ++i)
    b[i] += 0.02F * static_cast<float>(i / columns + 1) * (i % 2 == 0 ? 1.0F : -0.5F) / 8;
  const Numbers numbers = compare(samples_of(a), samples_of(b));
  EXPECT_GT(numbers.rank1, 0.97);
  EXPECT_TRUE(numbers.differs_widely);
  auto noisy = a;
  const auto other = noise(96, 3);
  for (std::size_t i = 0; i < noisy.size(); ++i)
    noisy[i] += other[i] / 10;
  EXPECT_LT(compare(samples_of(a), samples_of(noisy)).rank1, 0.6);
}

TEST(Numbers, of_one_changed_row_are_of_rank_one_and_not_wide) {
  const auto a = noise(96, 1);
  auto b = a;
  for (std::size_t i = 0; i < columns; ++i)
    b[i] = -b[i];
  const Numbers numbers = compare(samples_of(a), samples_of(b));
  EXPECT_GT(numbers.rank1, 0.99);
  EXPECT_FALSE(numbers.differs_widely);
}

TEST(Numbers, need_values_that_are_numbers) {
  auto a = noise(96, 1);
  a[5] = std::nanf("");
  EXPECT_EQ(compare(samples_of(a), samples_of(noise(96, 1))).n, 0U);
  EXPECT_EQ(compare(samples_of(noise(20, 1)), samples_of(noise(20, 1))).n, 0U);
}

TEST(Partner, is_cut_where_a_fork_has_the_first_rows_only) {
  const std::vector<MadeShard> base = {{"model.safetensors", {matrix("embed", 256, 64, 1)}}};
  MadeTensor fork = base[0].tensors[0];
  fork.shape = {200, 64};
  fork.bytes.resize(200 * 64 * 2);
  const auto partner = find_partner(bases_of({base}), tensor_of(fork), reader_of(fork.bytes)).value();
  ASSERT_TRUE(partner.has_value());
  EXPECT_EQ(partner->relation, Relation::cut);
}

TEST(Partner, of_another_name_is_found_by_its_samples) {
  std::vector<MadeTensor> tensors;
  for (unsigned i = 0; i < 50; ++i)
    tensors.push_back(matrix("t" + std::to_string(i), 64, 64, i + 1));
  const Bases bases = bases_of({{{"model.safetensors", tensors}}});
  MadeTensor fork = tensors[17];
  fork.name = "renamed";
  for (std::size_t i = 0; i < fork.bytes.size(); i += 4)
    fork.bytes[i] = static_cast<char>(fork.bytes[i] ^ 1);
  const auto partner = find_partner(bases, tensor_of(fork), reader_of(fork.bytes)).value();
  ASSERT_TRUE(partner.has_value());
  EXPECT_EQ(bases.name_of(partner->id), "t17");
  EXPECT_EQ(partner->relation, Relation::tuned);
  EXPECT_EQ(partner->candidates, 100U);  // as it lies, and turned
}

}  // namespace
}  // namespace weightcheck::lineage
