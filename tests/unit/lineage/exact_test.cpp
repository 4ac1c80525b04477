// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "model_of.hpp"

namespace weightcheck::lineage {
namespace {

// Four matrices, two of one height, and a vector.
std::vector<MadeShard> base() {
  return {{"model.safetensors",
           {matrix("q", 128, 64, 1),
            matrix("k", 64, 64, 2),
            matrix("v", 64, 64, 3),
            matrix("out", 64, 128, 4),
            {"norm", "BF16", {64}, bytes_of_values("BF16", noise(64, 5))}}}};
}

std::string rows_of(const MadeTensor& tensor, const std::vector<std::size_t>& order) {
  const std::size_t row_bytes = tensor.bytes.size() / tensor.shape.front();
  std::string bytes;
  for (const std::size_t row : order)
    bytes += tensor.bytes.substr(row * row_bytes, row_bytes);
  return bytes;
}

// Row a*d + b*(d/2) + c goes to a*d + 2*c + b.
std::vector<std::size_t> llama_order(std::size_t rows, std::size_t heads) {
  std::vector<std::size_t> order(rows);
  const std::size_t d = rows / heads;
  for (std::size_t a = 0; a < heads; ++a) {
    for (std::size_t b = 0; b < 2; ++b) {
      for (std::size_t c = 0; c < d / 2; ++c)
        order[a * d + 2 * c + b] = a * d + b * (d / 2) + c;
    }
  }
  return order;
}

Row row_of(const MadeTensor& fork, std::vector<std::uint64_t> heads = {}) {
  return outcome_of(bases_of({base()}), {fork}, std::move(heads)).rows.front();
}

TEST(ExactRelation, is_same_whatever_the_name) {
  MadeTensor fork = base()[0].tensors[0];
  fork.name = "something.else";
  const Row row = row_of(fork);
  EXPECT_EQ(row.relation, Relation::same);
  EXPECT_EQ(row.base_tensor, "q");
  EXPECT_EQ(row.base_bytes, fork.bytes.size());
}

TEST(ExactRelation, is_none_for_the_same_bytes_under_another_type) {
  MadeTensor fork = base()[0].tensors[0];
  fork.dtype = "I16";
  EXPECT_EQ(row_of(fork).relation, Relation::none_found);
}

TEST(ExactRelation, is_reshaped_under_another_shape) {
  MadeTensor fork = base()[0].tensors[0];
  fork.shape = {64, 128};
  EXPECT_EQ(row_of(fork).relation, Relation::reshaped);
}

TEST(ExactRelation, is_cast_where_nothing_is_lost) {
  for (const std::string dtype : {"F32", "F16"}) {
    const Row row = row_of(matrix("q", 128, 64, 1, dtype));
    EXPECT_EQ(row.relation, Relation::cast) << dtype;
    EXPECT_EQ(row.base_tensor, "q");
  }
}

TEST(ExactRelation, is_listed_where_the_cast_loses_something) {
  auto values = noise(128 * 64, 9);
  values[100] = 0x1.02p-20F;  // F16 has too few bits for it
  const std::vector<MadeShard> model = {
      {"model.safetensors", {{"q", "BF16", {128, 64}, bytes_of_values("BF16", values)}}}};
  const Bases bases = bases_of({model});
  const Row row = outcome_of(bases, {{"q", "F16", {128, 64}, bytes_of_values("F16", values)}}).rows.front();
  EXPECT_EQ(row.relation, Relation::cast);
  EXPECT_EQ(row.evidence, Evidence::listed);
}

TEST(ExactRelation, is_permuted_in_the_rotary_order_either_way) {
  const MadeTensor q = base()[0].tensors[0];
  const auto order = llama_order(128, 2);
  std::vector<std::size_t> back(order.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    back[order[i]] = i;
  for (const auto& rows : {order, back}) {
    MadeTensor fork = q;
    fork.bytes = rows_of(q, rows);
    EXPECT_EQ(row_of(fork, {2}).relation, Relation::permuted);
    EXPECT_EQ(row_of(fork).relation, Relation::permuted);       // 64 is a usual width of a head
    EXPECT_NE(row_of(fork, {4}).relation, Relation::permuted);  // another width is another order
  }
}

TEST(ExactRelation, is_transposed_with_rows_and_columns_exchanged) {
  const MadeTensor q = base()[0].tensors[0];
  MadeTensor fork{"q", "BF16", {64, 128}, std::string(q.bytes.size(), '\0')};
  for (std::size_t r = 0; r < 128; ++r) {
    for (std::size_t c = 0; c < 64; ++c)
      fork.bytes.replace((c * 128 + r) * 2, 2, q.bytes, (r * 64 + c) * 2, 2);
  }
  const Row row = row_of(fork);
  EXPECT_EQ(row.relation, Relation::transposed);
  EXPECT_EQ(row.base_tensor, "q");
}

TEST(ExactRelation, is_fused_of_tensors_behind_each_other) {
  const auto tensors = base()[0].tensors;
  const Row row = row_of({"qkv", "BF16", {256, 64}, tensors[0].bytes + tensors[1].bytes + tensors[2].bytes});
  EXPECT_EQ(row.relation, Relation::fused);
  ASSERT_EQ(row.pieces.size(), 3U);
  EXPECT_EQ(row.pieces[2].base_tensor, "v");
  EXPECT_EQ(row.base_bytes, row.tensor.bytes);
}

TEST(ExactRelation, is_extended_with_further_rows_and_counts_only_the_bases) {
  const MadeTensor q = base()[0].tensors[0];
  const Row row = row_of({"q", "BF16", {136, 64}, q.bytes + bytes_of_values("BF16", noise(8 * 64, 77))});
  EXPECT_EQ(row.relation, Relation::extended);
  EXPECT_EQ(row.base_bytes, q.bytes.size());
}

TEST(ExactRelation, needs_half_of_a_matrix_to_be_pieces) {
  const MadeTensor k = base()[0].tensors[1];
  const Row row = row_of({"k", "BF16", {136, 64}, k.bytes + bytes_of_values("BF16", noise(72 * 64, 77))});
  EXPECT_NE(row.relation, Relation::extended);
}

TEST(ExactRelation, is_fused_of_slices_of_a_stack) {
  const auto tensors = base()[0].tensors;
  const Row row = row_of({"stack", "BF16", {2, 64, 64}, tensors[2].bytes + tensors[1].bytes});
  EXPECT_EQ(row.relation, Relation::fused);
  ASSERT_EQ(row.pieces.size(), 2U);
  EXPECT_EQ(row.pieces[0].base_tensor, "v");
}

TEST(ExactRelation, tells_all_steps_that_were_undone) {
  const Row row =
      row_of({"kv", "F32", {128, 64}, matrix("k", 64, 64, 2, "F32").bytes + matrix("v", 64, 64, 3, "F32").bytes});
  EXPECT_EQ(row.relation, Relation::fused);
  EXPECT_EQ(row.steps, (std::vector<Relation>{Relation::fused, Relation::cast}));
}

TEST(ExactRelation, of_nothing_is_with_nothing_of_its_type) {
  const std::vector<MadeShard> model = {{"model.safetensors", {{"empty", "F32", {0, 4}, ""}, matrix("m", 64, 64, 8)}}};
  const Bases bases = bases_of({model});
  EXPECT_EQ(outcome_of(bases, {{"empty", "F32", {0, 4}, ""}}).rows.front().relation, Relation::same);
}

}  // namespace
}  // namespace weightcheck::lineage
