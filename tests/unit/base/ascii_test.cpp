// SPDX-License-Identifier: Apache-2.0
#include "base/ascii.hpp"

#include <gtest/gtest.h>

#include <string>

namespace weightcheck {
namespace {

std::string all_bytes(bool (*is_in_class)(char)) {
  std::string members;
  for (int byte = 0; byte < 256; ++byte) {
    if (is_in_class(static_cast<char>(byte))) members += static_cast<char>(byte);
  }
  return members;
}

TEST(Ascii, classes_hold_their_characters_and_no_other_byte) {
  const std::string capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", letters = "abcdefghijklmnopqrstuvwxyz";
  EXPECT_EQ(all_bytes(is_digit), "0123456789");
  EXPECT_EQ(all_bytes(is_upper), capitals);
  EXPECT_EQ(all_bytes(is_lower), letters);
  EXPECT_EQ(all_bytes(is_alpha), capitals + letters);
  EXPECT_EQ(all_bytes(is_alnum), "0123456789" + capitals + letters);
  EXPECT_EQ(all_bytes(is_hex_digit), "0123456789ABCDEFabcdef");
  EXPECT_EQ(all_bytes(is_ascii).size(), 128U);
}

TEST(Ascii, case_is_changed_of_ascii_letters_alone) {
  EXPECT_EQ(lowered("Apache-2.0 @[`{ \xC3\x84\xC4"), "apache-2.0 @[`{ \xC3\x84\xC4");
  EXPECT_EQ(std::string({upper('a'), upper('z'), upper('`'), upper('{'), upper('\xE4')}), "AZ`{\xE4");
}

TEST(Ascii, trimming_leaves_what_stands_between) {
  EXPECT_EQ(trimmed(" \t\r\n a b \n"), "a b");
  EXPECT_EQ(trimmed("a"), "a");
  EXPECT_EQ(trimmed(" \n"), "");
  EXPECT_EQ(trimmed(""), "");
  EXPECT_EQ(trimmed("--a- ", "-"), "a- ");
}

}  // namespace
}  // namespace weightcheck
