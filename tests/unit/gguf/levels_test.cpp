// SPDX-License-Identifier: Apache-2.0
// Each block was made by ggml's own quantiser, without an importance matrix, from values that random bits give: see
// base_values(). The digests are of the dequantised values, in binary32, little-endian.
#include "gguf/levels.hpp"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "gguf/half.hpp"
#include "hash/sha256.hpp"

namespace weightcheck::gguf {
namespace {

struct Vector {
  std::string_view type;
  std::string_view block;  // hexadecimal
  std::string_view values_sha256;
  double relative_error = 0;
  std::array<std::uint64_t, 3> on_level{};  // of the base's values, and of those with BF16 bits 1 and 16 larger
};

const Vector vectors[] = {
    {"Q2_K",
     "663cb776b9dbfead96978bdf68efca69beaa6caaaeab75a802ac7ebebbaaaeed419864246a58a86818e86a64796c646897969a17e796be8a9"
     "a5a96e696a0d61b57d76274ca565a6a6224d6bc465a5556251d1a20",
     "df217bfd964a24c8874a171e3300880502bf2ba1f8b10c4154c19387833fe503",
     0.3945,
     {256, 256, 254}},
    {"Q3_K",
     "f5dff7fffdfa87fefdfc7feb7f6ff7e67bfffff7ef9fffbff6bf2be6f35cf5dfc630550000141003201b00851100808320006e30040200005"
     "d0020c3c400c80458d0100000000f0120000003c00000060041000f0380203000f3300f000c0102f494b674566b2101301c7303b613",
     "e49c80da24bdfc994f6ac90b6f234654f8706bc04f010bfb1df2564d1ad92e60",
     0.1592,
     {256, 256, 247}},
    {"Q4_K",
     "690cf917b0f0bfb564ee7fbbfc7dec18a5758f747f6aa570364636aaf4959674557685053574867a777675756d767ea1888a6461f68377874"
     "8e7878a4c5766808e8b07873787889787874682878898854966a8554508956f6b75e779747174557075457785667e65658507656565757775"
     "a75e65f75466b5a035943765856545a554925665053c657965687568656476",
     "d876fe82fdb42210a2eb4543d1457b9435c2ac7d233378f9e404f712c7ac8110",
     0.0877,
     {256, 255, 231}},
    {"Q5_K",
     "9e07ae17f5b0e8f2fef6e6e659ebc6ffe6e7f3f3f5bb69e5f7a8e7f123e7e321f7e3f9fc36737fe3e0ebc7c7a12fa3a728233523d323c2f31"
     "3c701ac232205b6f373036a20230783f6231333522d0c1f32f32fdf9e1ffbdfd0dff1cfc0c0c8ddaaed0f400bbf14ebef5d0086c9109ed05d"
     "7f80408087ce74507a7dd0dffd6f678f6a87847673705f33305e0f7b7f7e4c12527224f14fa30222000200a90100c60204e1429d02e01e010"
     "20f01fdfc0d15",
     "787e0eb2bb711bb05cb6df967a982e8948b24e72b8c4620ba94fa74e8364493e",
     0.0434,
     {256, 255, 201}},
    {"Q6_K",
     "20f9fbf071c2e11e07003f04c19a0f007cff7394d1d01338f0d0d00d2000b3de0cd00625ff41f005f22000fc10f107019f04afc0df1ac1b28"
     "2d001f111ee8dccc10111101ff0e00eff1022f3cff0fc0801e8ff0f10023a142011f6a058f30835f2b2e5913bf61d10041f11e9f14c8fe030"
     "00000cb0050c0a1e0010032df0df0ea459195a56984a8d6aaaa1249269a9aa7699a64a548aa96e92599a611a42f6557aaa7a8ca15216a995a"
     "6aa5e5196555982a89da9aa5aa7a5a698922e755e64ae8e856f666e83945a6431807b8ad28b740502",
     "40c79d21bed0ea3311a8d10b66e75b4a075858a6416fd45f04679509095d565e",
     0.0221,
     {256, 253, 169}},
    {"Q4_0",
     "88a381888f8889c888888f840888c8809889",
     "2aa9d265785852d31a6709ec976510af83b95c88a4fd1c1e2e070e253447ebcf",
     0.0625,
     {32, 32, 29}},
    {"Q4_1",
     "6f2148aea698a9409aa99b9aac99af509a999d9b",
     "e2663f9b08e50a1f8d36a230d9194b2429e803551163a553c42c21e645ec8dde",
     0.0925,
     {32, 32, 32}},
    {"Q5_0",
     "709ffb7d6bbf40020f00e1001030039000008042e10e",
     "a49f36a663dab5ff47e2b30255e32f7bdadeef68344dcbc93d90e6e601095a1f",
     0.0532,
     {32, 32, 25}},
    {"Q5_1",
     "841eb0aef7f90ec50009012d24a0a15f10fe3c09fea121a2",
     "c88a18b1a5f01f65703a0b14ed469929470fb21dc1fcb0e39df090a3041f5f0c",
     0.0405,
     {32, 32, 22}},
    {"Q8_0",
     "a71306ffff031a01e415fe41ff03dd060604c0fd09ff02fef303fd010ddbfff881f4",
     "4a10b7493dfbb491ea7bd6a12b40021419d6c975b57e7be9c8ab54992f4fe94e",
     0.0089,
     {32, 29, 16}},
};

std::vector<std::byte> bytes_of_hex(std::string_view digits) {
  std::vector<std::byte> bytes(digits.size() / 2);
  EXPECT_TRUE(from_hex(digits, bytes));
  return bytes;
}

// SplitMix64 from the type's number: a sign, one of eight exponents, seven bits.
std::vector<float> base_values(const Type& type, std::uint32_t bits_added = 0) {
  std::vector<float> values;
  std::uint64_t state = type.number;
  for (std::uint32_t i = 0; i < type.block_values; ++i) {
    state += 0x9E3779B97F4A7C15;
    std::uint64_t z = state;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    z ^= z >> 31;
    const std::uint64_t bits = (z & 1) << 15 | (116 + (z >> 1 & 7)) << 7 | (z >> 8 & 127);
    values.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(bits + bits_added) << 16));
  }
  return values;
}

TEST(GgufBlock, holds_the_values_that_ggml_takes_out_of_it) {
  for (const Vector& vector : vectors) {
    const Type& type = *find_type(vector.type);
    ASSERT_TRUE(can_unpack(type)) << vector.type;
    const Block block = unpack(type, bytes_of_hex(vector.block));
    ASSERT_EQ(block.count, type.block_values);
    std::string bytes;
    const QuantRange range = quant_range(type);
    for (std::size_t i = 0; i < block.count; ++i) {
      const auto bits = std::bit_cast<std::uint32_t>(block.levels.at(i).value());
      for (int shift = 0; shift < 32; shift += 8)
        bytes.push_back(static_cast<char>(bits >> shift));
      EXPECT_GE(block.levels.at(i).quant, range.lowest);
      EXPECT_LE(block.levels.at(i).quant, range.highest);
    }
    EXPECT_EQ(hash::sha256(bytes_of(bytes)).hex(), vector.values_sha256) << vector.type;
  }
}

TEST(GgufBlock, of_other_types_is_not_unpacked) {
  for (const char* name : {"F32", "IQ4_NL", "MXFP4", "TQ1_0"})
    EXPECT_FALSE(can_unpack(*find_type(name))) << name;
  EXPECT_TRUE(is_k_type(*find_type("Q6_K")));
  EXPECT_FALSE(is_k_type(*find_type("Q8_0")));
  EXPECT_FALSE(is_k_type(*find_type("IQ2_S")));
}

TEST(Levels, tell_the_base_from_values_next_to_it) {
  for (const Vector& vector : vectors) {
    const Type& type = *find_type(vector.type);
    const auto block = bytes_of_hex(vector.block);
    const std::array<std::uint32_t, 3> steps_up = {0, 1, 16};
    for (std::size_t i = 0; i < steps_up.size(); ++i) {
      const LevelCount count = test_levels(type, block, base_values(type, steps_up.at(i)));
      EXPECT_EQ(count.tested, type.block_values) << vector.type;
      EXPECT_EQ(count.on_level, vector.on_level.at(i)) << vector.type << ", bits + " << steps_up.at(i);
      if (i == 0) {
        EXPECT_NEAR(count.relative_error(), vector.relative_error, 0.00006) << vector.type;
        EXPECT_TRUE(passes(type, count)) << vector.type;
        EXPECT_FALSE(is_unusually_far(type, count)) << vector.type;
      }
      EXPECT_TRUE(!is_k_type(type) || passes(type, count) == (count.on_level == count.tested));
    }
  }
}

TEST(Levels, tell_other_scales_from_other_values) {
  for (const Vector& vector : vectors) {
    const Type& type = *find_type(vector.type);
    const auto bytes = bytes_of_hex(vector.block);
    Block block = unpack(type, bytes);
    const auto values = base_values(type);
    EXPECT_FALSE(has_other_scales(type, test_levels(type, bytes, values))) << vector.type;
    const auto tested = [&](std::span<const float> against) {
      return test_levels(type, std::span(block.levels).first(block.count), against);
    };
    std::vector<float> noisy = values;  // as tuning leaves them
    for (std::size_t i = 0; i < noisy.size(); ++i)
      noisy[i] += 0.7F * values[(i + 5) % values.size()];
    EXPECT_TRUE(is_unusually_far(type, tested(noisy))) << vector.type;
    EXPECT_FALSE(has_other_scales(type, tested(noisy))) << vector.type;
    for (std::size_t i = 0; i < block.count; ++i)
      block.levels.at(i).step *= 2.5F;
    EXPECT_TRUE(has_other_scales(type, tested(values))) << vector.type;
  }
}

TEST(Levels, of_a_k_type_show_each_quant_that_was_altered) {
  for (const Vector& vector : vectors) {
    const Type& type = *find_type(vector.type);
    if (!is_k_type(type)) continue;
    auto block = bytes_of_hex(vector.block);
    const std::size_t quants = vector.type == "Q2_K" ? 16 : vector.type == "Q3_K" ? 32 : vector.type == "Q6_K" ? 0 : 48;
    for (std::size_t at = quants; at < quants + 64; ++at) {
      block[at] ^= std::byte{1};
      EXPECT_FALSE(passes(type, test_levels(type, block, base_values(type)))) << vector.type << " " << at;
      block[at] ^= std::byte{1};
    }
  }
}

TEST(Levels, let_the_older_types_miss_a_little) {
  const Type& older = *find_type("Q4_0");
  EXPECT_TRUE(passes(older, {.tested = 10, .on_level = 8}));
  EXPECT_FALSE(passes(older, {.tested = 10, .on_level = 7}));
  EXPECT_TRUE(passes(older, {.tested = 1000, .on_level = 980}));
  EXPECT_FALSE(passes(older, {.tested = 1000, .on_level = 979}));
  EXPECT_FALSE(passes(*find_type("Q4_K"), {.tested = 1000, .on_level = 999}));
  EXPECT_TRUE(passes(*find_type("Q4_K"), {.tested = 1000, .on_level = 1000}));
}

TEST(Levels, say_nothing_where_nothing_was_tested_or_something_could_not_be) {
  const Type& type = *find_type("Q4_K");
  EXPECT_FALSE(passes(type, {}));
  const LevelCount flat = test_level(type, {.quant = 3, .step = 0, .minimum = 0}, 1);
  EXPECT_EQ(flat.tested, 0U);
  EXPECT_FALSE(passes(type, flat));
  const float infinite = std::numeric_limits<float>::infinity();
  LevelCount sum = test_level(type, {.quant = 0, .step = infinite, .minimum = 0}, 1);
  EXPECT_EQ(sum.untestable, 1U);
  sum += test_level(type, {.quant = 1, .step = 1, .minimum = 0}, 1);
  EXPECT_EQ(sum.tested, 1U);
  EXPECT_FALSE(passes(type, sum));
  EXPECT_TRUE(is_unusually_far(type, sum));
  EXPECT_EQ(test_level(type, {.quant = 1, .step = 1}, std::nanf("")).on_level, 0U);
  EXPECT_EQ(test_level(*find_type("Q4_0"), {.quant = 1, .step = 1}, std::nanf("")).on_level, 0U);
}

TEST(Levels, are_clamped_before_they_become_whole_numbers) {
  const Type& type = *find_type("Q4_K");
  const float tiny = std::numeric_limits<float>::denorm_min();
  EXPECT_EQ(test_level(type, {.quant = 15, .step = tiny}, 1e30F).on_level, 1U);
  EXPECT_EQ(test_level(type, {.quant = 0, .step = tiny}, -1e30F).on_level, 1U);
  EXPECT_EQ(test_level(type, {.quant = 14, .step = tiny}, 1e30F).on_level, 0U);
}

TEST(Levels, round_a_tie_to_the_even_quant) {
  const Type& type = *find_type("Q4_K");
  EXPECT_EQ(test_level(type, {.quant = 2, .step = 1}, 2.5F).on_level, 1U);
  EXPECT_EQ(test_level(type, {.quant = 3, .step = 1}, 2.5F).on_level, 0U);
  EXPECT_EQ(test_level(type, {.quant = 4, .step = 1}, 3.5F).on_level, 1U);
}

TEST(Blocks, of_the_older_types_are_made_again_from_the_base_and_from_nothing_else) {
  int types = 0;
  for (const Vector& vector : vectors) {
    const Type& type = *find_type(vector.type);
    if (is_k_type(type)) continue;
    ++types;
    auto block = bytes_of_hex(vector.block);
    EXPECT_TRUE(recomputed_blocks(type, block, base_values(type)).all_equal()) << vector.type;
    EXPECT_FALSE(recomputed_blocks(type, block, base_values(type, 16)).all_equal()) << vector.type;
    for (std::byte& byte : block) {
      byte ^= std::byte{1};
      EXPECT_EQ(recomputed_blocks(type, block, base_values(type)).equal, 0U) << vector.type;
      byte ^= std::byte{1};
    }
  }
  EXPECT_EQ(types, 5);
  EXPECT_FALSE(BlockCount{}.all_equal());
}

TEST(Blocks, of_zeros_are_made_as_ggml_makes_them) {
  const std::vector<float> zeros(32, 0.0F);
  EXPECT_TRUE(recomputed_blocks(*find_type("Q8_0"), std::vector<std::byte>(34), zeros).all_equal());
  std::vector<std::byte> eights(18, std::byte{0x88});
  eights[0] = std::byte{0};
  eights[1] = std::byte{0x80};
  EXPECT_TRUE(recomputed_blocks(*find_type("Q4_0"), eights, zeros).all_equal());
}

TEST(Half, comes_back_from_a_float_as_it_was) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const float value = float_of_half(static_cast<std::uint16_t>(bits));
    if (std::isnan(value)) {
      EXPECT_GT(bits & 0x7FFFU, 0x7C00U);
      continue;
    }
    ASSERT_EQ(half_of_float(value), bits);
  }
  EXPECT_EQ(float_of_half(0x3C00), 1.0F);
  EXPECT_EQ(float_of_half(0x0001), 0x1p-24F);
  EXPECT_EQ(float_of_half(0xC000), -2.0F);
}

TEST(Half, rounds_to_the_nearest_and_ties_to_even) {
  EXPECT_EQ(half_of_float(1.0F + 0x1p-11F), 0x3C00);
  EXPECT_EQ(half_of_float(1.0F + 0x1.8p-10F), 0x3C02);
  EXPECT_EQ(half_of_float(1.0F + 0x1.002p-11F), 0x3C01);
  EXPECT_EQ(half_of_float(65519.0F), 0x7BFF);
  EXPECT_EQ(half_of_float(65520.0F), 0x7C00);
  EXPECT_EQ(half_of_float(-1e30F), 0xFC00);
  EXPECT_EQ(half_of_float(0x1p-25F), 0x0000);
  EXPECT_EQ(half_of_float(0x1.8p-24F), 0x0002);
  EXPECT_EQ(half_of_float(0x1.ffcp-15F + 0x1p-26F), 0x0400) << "carries into the normal numbers";
}

}  // namespace
}  // namespace weightcheck::gguf
