// SPDX-License-Identifier: Apache-2.0
#include "gguf/type.hpp"

#include <gtest/gtest.h>

#include <set>

namespace weightcheck::gguf {
namespace {

TEST(GgufType, has_a_number_and_a_name_of_its_own) {
  std::set<std::uint32_t> numbers;
  std::set<std::string_view> names;
  for (const Type& type : types()) {
    EXPECT_TRUE(numbers.insert(type.number).second) << type.name;
    EXPECT_TRUE(names.insert(type.name).second) << type.name;
    EXPECT_EQ(find_type(type.number), &type);
    EXPECT_EQ(find_type(type.name), &type);
    if (!type.is_quantised()) {
      EXPECT_EQ(type.block_values, 1U) << type.name;
      EXPECT_EQ(type.block_bytes * 8, tensors::bits_of(type.dtype)) << type.name;
    }
  }
}

TEST(GgufType, is_none_under_a_number_that_was_withdrawn_or_that_no_file_has) {
  for (const std::uint32_t number : {4U, 5U, 9U, 15U, 31U, 32U, 33U, 36U, 37U, 38U, 43U, 1000U, 0xFFFFFFFFU})
    EXPECT_EQ(find_type(number), nullptr) << number;
  EXPECT_EQ(find_type("Q8_K"), nullptr);
}

// Of the formulas in ggml's own block structures: scales, minima and quants add up to these.
TEST(GgufType, packs_as_many_bits_a_value_as_its_name_promises) {
  const auto bits = [](std::string_view name) {
    const Type* type = find_type(name);
    return 8.0 * type->block_bytes / type->block_values;
  };
  EXPECT_EQ(bits("Q4_0"), 4.5);
  EXPECT_EQ(bits("Q8_0"), 8.5);
  EXPECT_EQ(bits("Q2_K"), 2.625);
  EXPECT_EQ(bits("Q3_K"), 3.4375);
  EXPECT_EQ(bits("Q4_K"), 4.5);
  EXPECT_EQ(bits("Q5_K"), 5.5);
  EXPECT_EQ(bits("Q6_K"), 6.5625);
  EXPECT_EQ(bits("MXFP4"), 4.25);
  EXPECT_EQ(bits("IQ1_S"), 1.5625);
}

}  // namespace
}  // namespace weightcheck::gguf
