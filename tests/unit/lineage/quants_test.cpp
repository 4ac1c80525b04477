// SPDX-License-Identifier: Apache-2.0
// Q8_0 as ggml makes it, of the base's values. Blocks of the other types are tested with the quantiser's own in
// tests/unit/gguf.
#include "lineage/quants.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gguf/half.hpp"
#include "model_of.hpp"

namespace weightcheck::lineage {
namespace {

constexpr std::uint64_t side = 64;
constexpr std::size_t block_bytes = 34, row_bytes = side / 32 * block_bytes;

std::string q8_0(const std::vector<float>& values) {
  std::string bytes;
  for (std::size_t at = 0; at < values.size(); at += 32) {
    float largest = 0;
    for (std::size_t i = 0; i < 32; ++i)
      largest = std::max(largest, std::abs(values[at + i]));
    const float step = largest / 127.0F, inverse = step != 0 ? 1.0F / step : 0.0F;
    const std::uint16_t half = gguf::half_of_float(step);
    bytes.push_back(static_cast<char>(half & 0xFF));
    bytes.push_back(static_cast<char>(half >> 8));
    for (std::size_t i = 0; i < 32; ++i)
      bytes.push_back(static_cast<char>(static_cast<int>(std::round(values[at + i] * inverse))));
  }
  return bytes;
}

MadeTensor quantised(const std::string& name, unsigned seed) {
  return {name, "Q8_0", {side, side}, q8_0(noise(side * side, seed))};
}

std::vector<MadeShard> quantised_base() {
  return {{"one.safetensors", {matrix("a", side, side, 1), matrix("b", side, side, 2), matrix("c", side, side, 3)}}};
}

// All quants of the first tensor, against the base's bytes.
Partner tested(const Bases& bases, const MadeTensor& fork, const std::string& base_bytes) {
  const ForkTensor tensor = tensor_of(fork);
  const ReadAt read = reader_of(fork.bytes);
  auto partner = find_partner(bases, tensor, read).value();
  return with_all_quants(bases, partner.value(), tensor, read, reader_of(base_bytes)).value();
}

TEST(Quants, are_measured_by_the_samples_of_a_ledger) {
  const Outcome outcome =
      outcome_of(bases_of({quantised_base()}), {quantised("x", 1), quantised("y", 2), quantised("z", 3)});
  EXPECT_EQ(outcome.verdict, Verdict::derived);
  for (const Row& row : outcome.rows) {
    EXPECT_EQ(row.relation, Relation::quantised) << row.tensor.name;
    EXPECT_EQ(row.evidence, Evidence::measured);
    EXPECT_EQ(row.base_bytes, row.tensor.bytes);
    ASSERT_TRUE(row.quants);
    EXPECT_EQ(row.quants->tested, row.quants->on_level);
    EXPECT_FALSE(row.quants->of_all);
  }
  EXPECT_EQ(outcome.rows[1].base_tensor, "b");
}

TEST(Quants, of_another_model_are_of_no_base) {
  const Outcome outcome =
      outcome_of(bases_of({quantised_base()}), {quantised("a", 11), quantised("b", 12), quantised("c", 13)});
  EXPECT_EQ(outcome.verdict, Verdict::no_relation_found);
  for (const Row& row : outcome.rows)
    EXPECT_EQ(row.relation, Relation::none_found) << row.tensor.name;
}

TEST(Quants, of_values_that_were_changed_are_off_their_level) {
  auto values = noise(side * side, 1);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] *= i % 2 == 0 ? 1.03F : 0.97F;
  const Outcome outcome = outcome_of(bases_of({quantised_base()}), {{"a", "Q8_0", {side, side}, q8_0(values)}});
  EXPECT_EQ(outcome.rows[0].relation, Relation::tuned);
  EXPECT_LT(outcome.rows[0].quants->on_level, outcome.rows[0].quants->tested);
}

TEST(Quants, are_made_again_from_the_base_itself) {
  const Bases bases = bases_of({quantised_base()});
  const Partner partner = tested(bases, quantised("a", 1), quantised_base()[0].tensors[0].bytes);
  EXPECT_EQ(partner.relation, Relation::quantised);
  EXPECT_TRUE(partner.quants->remade);
  EXPECT_TRUE(partner.quants->of_all);
  EXPECT_EQ(partner.quants->tested, side * side);
}

TEST(Quants, that_were_altered_are_named_one_by_one) {
  const Bases bases = bases_of({quantised_base()});
  for (const std::uint64_t row : {std::uint64_t{0}, std::uint64_t{40}}) {
    MadeTensor fork = quantised("a", 1);
    char& quant = fork.bytes[static_cast<std::size_t>(row * row_bytes + 2 + 7)];  // column 7
    quant = static_cast<char>(quant > 0 ? quant - 9 : quant + 9);
    const Partner partner = tested(bases, fork, quantised_base()[0].tensors[0].bytes);
    EXPECT_FALSE(partner.quants->remade);
    EXPECT_EQ(partner.quants->tested - partner.quants->on_level, 1U);
    EXPECT_EQ(partner.quants->first_off, (OffLevel{row, 7}));
  }
}

TEST(Quants, are_found_in_llama_cpps_order_of_rows) {
  constexpr std::uint64_t heads = 4, rows_each = side / heads;
  const std::string plain = quantised("a", 1).bytes;
  std::string permuted;
  for (std::uint64_t row = 0; row < side; ++row) {
    const std::uint64_t inside = row % rows_each;
    const std::uint64_t from = row - inside + inside % 2 * (rows_each / 2) + inside / 2;
    permuted += plain.substr(static_cast<std::size_t>(from * row_bytes), row_bytes);
  }
  const MadeTensor fork{"blk.0.attn_q.weight", "Q8_0", {side, side}, permuted};
  const Bases bases = bases_of({quantised_base()});
  const Row row = outcome_of(bases, {fork}, {heads}).rows[0];
  EXPECT_EQ(row.relation, Relation::quantised);
  EXPECT_EQ(row.steps, (std::vector<Relation>{Relation::quantised, Relation::permuted}));
  const ReadAt read = reader_of(fork.bytes);
  auto partner = find_partner(bases, tensor_of(fork), read, {heads}).value();
  const std::string base_bytes = quantised_base()[0].tensors[0].bytes;
  partner = with_all_quants(bases, partner.value(), tensor_of(fork), read, reader_of(base_bytes)).value();
  EXPECT_TRUE(partner->quants->remade);
}

TEST(Quants, under_a_scale_that_is_no_number_show_nothing) {
  MadeTensor fork = quantised("a", 1);
  for (std::size_t at = 0; at < fork.bytes.size(); at += block_bytes) {
    fork.bytes[at] = '\0';
    fork.bytes[at + 1] = '\x7C';  // infinite
  }
  EXPECT_EQ(outcome_of(bases_of({quantised_base()}), {fork}).rows[0].relation, Relation::none_found);
}

TEST(Quants, are_not_held_against_a_base_that_changed) {
  const Bases bases = bases_of({quantised_base()});
  const MadeTensor fork = quantised("a", 1);
  const ReadAt read = reader_of(fork.bytes);
  auto partner = find_partner(bases, tensor_of(fork), read).value();
  std::string changed = quantised_base()[0].tensors[0].bytes;
  changed[100] ^= 1;
  const auto result = with_all_quants(bases, partner.value(), tensor_of(fork), read, reader_of(changed));
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::changed);
}

TEST(Quants, of_types_that_are_not_unpacked_have_no_partner) {
  const MadeTensor fork{"a", "IQ4_NL", {side, side}, std::string(side * side / 32 * 18, '\x11')};
  EXPECT_EQ(outcome_of(bases_of({quantised_base()}), {fork}).rows[0].relation, Relation::none_found);
}

}  // namespace
}  // namespace weightcheck::lineage
