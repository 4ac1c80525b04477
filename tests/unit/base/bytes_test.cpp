// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.hpp"

#include <gtest/gtest.h>

#include "base/digest.hpp"

namespace weightcheck {
namespace {

TEST(Hex, writes_lower_case) { EXPECT_EQ(to_hex(bytes_of("\x01\xab\xff")), "01abff"); }

TEST(Hex, refuses_odd_lengths_other_digits_and_upper_case_unless_asked) {
  std::array<std::byte, 2> out{};
  EXPECT_TRUE(from_hex("0aff", out));
  EXPECT_FALSE(from_hex("0aF", out));
  EXPECT_FALSE(from_hex("0aFF", out));
  EXPECT_TRUE(from_hex("0aFF", out, HexCase::any));
  EXPECT_FALSE(from_hex("0agg", out, HexCase::any));
}

TEST(Decimal, takes_only_canonical_numbers) {
  EXPECT_EQ(parse_decimal("0"), 0U);
  EXPECT_EQ(parse_decimal("18446744073709551615"), UINT64_MAX);
  for (const char* text : {"", "00", "01", "+1", "-1", "1 ", "0x1", "18446744073709551616"}) {
    EXPECT_EQ(parse_decimal(text), std::nullopt) << text;
  }
}

TEST(LittleEndian, reads_the_least_byte_first) {
  const std::array<std::byte, 8> bytes{std::byte{1}, std::byte{2}, {}, {}, {}, {}, {}, std::byte{0x80}};
  EXPECT_EQ(load_le64(bytes), 0x8000000000000201U);
}

TEST(Narrow, throws_rather_than_lose_a_bit) {
  EXPECT_EQ(narrow<std::uint8_t>(255), 255);
  EXPECT_THROW((void)narrow<std::uint8_t>(256), std::logic_error);
  EXPECT_THROW((void)narrow<std::uint64_t>(-1), std::logic_error);
}

TEST(Digest, reads_what_it_writes) {
  const std::string text(64, 'a');
  EXPECT_EQ(Digest::parse(text)->hex(), text);
  EXPECT_EQ(Digest::parse(text.substr(1)), std::nullopt);
  EXPECT_EQ(Digest::parse(std::string(64, 'A')), std::nullopt);
}

}  // namespace
}  // namespace weightcheck
