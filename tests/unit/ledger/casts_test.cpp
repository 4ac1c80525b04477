// SPDX-License-Identifier: Apache-2.0
// Values: docs/ledger-format.md rounds to nearest even; the pairs were computed by hand from the formats' layouts.
#include "ledger/casts.hpp"

#include <gtest/gtest.h>

#include <array>
#include <utility>

namespace weightcheck::ledger {
namespace {

using tensors::Dtype;

TEST(Casts, round_bf16_to_f16_to_nearest_even) {
  constexpr std::array<std::pair<std::uint16_t, std::uint16_t>, 11> pairs = {{{0x3f80, 0x3c00},
                                                                              {0x3300, 0x0000},
                                                                              {0x3301, 0x0001},
                                                                              {0x3380, 0x0001},
                                                                              {0x33c0, 0x0002},
                                                                              {0x3580, 0x0010},
                                                                              {0x3581, 0x0010},
                                                                              {0x3701, 0x0081},
                                                                              {0x477f, 0x7bf8},
                                                                              {0x4780, 0x7c00},
                                                                              {0x8000, 0x8000}}};
  for (const auto& [from, to] : pairs)
    EXPECT_EQ(f16_of_f32(f32_of_bf16(from)), to) << std::hex << from;
}

TEST(Casts, round_f32_to_bf16_to_nearest_even) {
  constexpr std::array<std::pair<std::uint32_t, std::uint16_t>, 5> pairs = {
      {{0x3f808000, 0x3f80}, {0x3f818000, 0x3f82}, {0x3f808001, 0x3f81}, {0x7f7fffff, 0x7f80}, {0x3dcccccd, 0x3dcd}}};
  for (const auto& [from, to] : pairs)
    EXPECT_EQ(bf16_of_f32(from), to) << std::hex << from;
}

TEST(Casts, round_f16_to_bf16_to_nearest_even) {
  constexpr std::array<std::pair<std::uint16_t, std::uint16_t>, 5> pairs = {
      {{0x3c04, 0x3f80}, {0x3c0c, 0x3f82}, {0x3c07, 0x3f81}, {0x0001, 0x3380}, {0x7bff, 0x4780}}};
  for (const auto& [from, to] : pairs)
    EXPECT_EQ(bf16_of_f32(f32_of_f16(from)), to) << std::hex << from;
}

TEST(Casts, of_every_f16_come_back_from_f32) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const bool is_nan = (half & 0x7FFF) > 0x7C00;
    if (!is_nan) {
      EXPECT_EQ(f16_of_f32(f32_of_f16(half)), half) << std::hex << bits;
    }
  }
}

TEST(Caster, says_what_it_loses_and_where_a_nan_is) {
  constexpr std::array kept = {std::byte{0x80}, std::byte{0x3f}}, lost = {std::byte{0x01}, std::byte{0x33}},
                       nan = {std::byte{0xc0}, std::byte{0x7f}};
  Caster caster(Dtype::bf16, Dtype::f16);
  EXPECT_EQ(to_hex(caster.convert(kept)), "003c");
  EXPECT_FALSE(caster.loses());
  EXPECT_EQ(to_hex(caster.convert(lost)), "0100");
  EXPECT_TRUE(caster.loses());
  EXPECT_FALSE(caster.has_nan());
  EXPECT_EQ(caster.convert(nan).size(), 2U);
  EXPECT_TRUE(caster.has_nan());
}

}  // namespace
}  // namespace weightcheck::ledger
