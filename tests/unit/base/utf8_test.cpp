// SPDX-License-Identifier: Apache-2.0
// The invalid forms are those of RFC 3629, section 3.
#include "base/utf8.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace weightcheck {
namespace {

TEST(Utf8, the_first_character_is_read_with_its_length) {
  for (const std::int32_t code_point :
       {0x0, 0x41, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF}) {
    std::string text;
    append_utf8(text, code_point);
    const std::size_t length = text.size();
    text += "\xC3\xA4";
    const Utf8Character first = first_character(text);
    EXPECT_TRUE(first.valid());
    EXPECT_EQ(first.code_point, code_point);
    EXPECT_EQ(first.bytes, length);
  }
}

TEST(Utf8, a_byte_that_begins_no_character_is_one_step) {
  using namespace std::string_view_literals;
  using namespace std::string_view_literals;
  for (const std::string_view text :
       {"\x80"sv, "\xC3"sv, "\xC3("sv, "\xC0\x80"sv, "\xE0\x80\x80"sv, "\xED\xA0\x80"sv, "\xE2\x82"sv,
        "\xF0\x80\x80\x80"sv, "\xF4\x90\x80\x80"sv, "\xF8\x88\x80\x80\x80"sv, "\xFF"sv}) {
    const Utf8Character first = first_character(text);
    EXPECT_FALSE(first.valid());
    EXPECT_EQ(first.bytes, 1U);
  }
}

}  // namespace
}  // namespace weightcheck
