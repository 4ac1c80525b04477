// SPDX-License-Identifier: Apache-2.0
// Places: computed with a second program from the text of docs/ledger-format.md.
#include "ledger/sketch.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "ledger/tensor_meter.hpp"

namespace weightcheck::ledger {
namespace {

using tensors::Dtype;

struct Case {
  Dtype dtype;
  std::vector<std::uint64_t> shape, rows;
  std::uint64_t first, run;
};

TEST(Sketch, takes_the_same_places_everywhere) {
  const Case cases[] = {
      {Dtype::bf16, {64, 256}, {1, 13, 20, 30, 39, 41, 55, 63}, 125, 12},
      {Dtype::bf16, {3072, 256}, {103, 402, 945, 1348, 1637, 2029, 2483, 2787}, 220, 12},
      {Dtype::bf16, {5, 1000}, {0, 1, 2, 3, 4}, 906, 12},
      {Dtype::bf16, {1024, 8}, {116, 254, 268, 386, 549, 643, 842, 903}, 0, 8},
      {Dtype::bf16, {512, 512, 3}, {50, 114, 169, 224, 260, 362, 442, 483}, 823, 12},
      {Dtype::bf16, {128, 4096, 16}, {8794, 74204, 135503, 196898, 269597, 347274, 397487, 460987}, 2, 12},
      {Dtype::f32, {100, 48}, {3, 19, 25, 45, 53, 63, 76, 99}, 1, 6},
      {Dtype::f8_e4m3, {64, 128}, {2, 8, 18, 29, 35, 46, 52, 61}, 64, 24},
      {Dtype::f64, {64, 16}, {1, 11, 22, 29, 35, 45, 51, 58}, 2, 3},
  };
  for (const Case& one : cases) {
    const auto grid = grid_of(one.dtype, one.shape);
    ASSERT_TRUE(grid.has_value()) << one.shape.front();
    EXPECT_EQ(grid->taken, one.rows) << one.shape.front();
    EXPECT_EQ(grid->first, one.first) << one.shape.front();
    EXPECT_EQ(grid->run, one.run) << one.shape.front();
  }
}

TEST(Sketch, is_of_float_matrices_of_some_size_alone) {
  EXPECT_FALSE(grid_of(Dtype::bf16, std::vector<std::uint64_t>{4096}));
  EXPECT_FALSE(grid_of(Dtype::bf16, std::vector<std::uint64_t>{8, 255}));
  EXPECT_TRUE(grid_of(Dtype::bf16, std::vector<std::uint64_t>{8, 256}));
  EXPECT_FALSE(grid_of(Dtype::u8, std::vector<std::uint64_t>{64, 256}));
  EXPECT_FALSE(grid_of(Dtype::bf16, std::vector<std::uint64_t>{0, 256}));
}

TEST(Sketch, has_the_bytes_of_its_places_however_they_come) {
  const std::vector<std::uint64_t> shape = {64, 256};
  std::vector<std::byte> bytes;
  for (std::uint32_t e = 0; e < 64 * 256; ++e) {
    bytes.push_back(static_cast<std::byte>(e & 0xFF));
    bytes.push_back(static_cast<std::byte>(e >> 8 & 0xFF));
  }
  for (const std::size_t piece : {std::size_t{2}, std::size_t{1000}, bytes.size()}) {
    TensorMeter meter(Dtype::bf16, shape, {});
    for (std::size_t at = 0; at < bytes.size(); at += piece)
      meter.feed(ByteSpan(bytes).subspan(at, std::min(piece, bytes.size() - at)));
    const Tensor tensor = meter.finish({});
    EXPECT_EQ(to_hex(tensor.sketch).substr(0, 56), "7d017e017f018001810182018301840185018601870188017d0d7e0d");
    EXPECT_EQ(tensor.sketch.size(), 192U);
  }
}

TEST(FurtherExperts, are_told_by_their_names) {
  EXPECT_TRUE(is_further_expert("model.layers.0.mlp.experts.12.up_proj.weight"));
  EXPECT_FALSE(is_further_expert("model.layers.0.mlp.experts.0.up_proj.weight"));
  EXPECT_FALSE(is_further_expert("model.layers.12.mlp.up_proj.weight"));
  EXPECT_FALSE(is_further_expert("model.shared_experts.1.weight"));
}

}  // namespace
}  // namespace weightcheck::ledger
