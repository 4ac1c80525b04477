// SPDX-License-Identifier: Apache-2.0
// Vectors from the table of well-formed sequences in RFC 3629 section 4.
#include "json/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace weightcheck::json {
namespace {

constexpr std::size_t none = std::string_view::npos;

TEST(JsonUtf8, accepts_the_first_and_last_of_every_length) {
  for (const char* character : {"\x01", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                                "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    const std::string text = "plain ascii before: " + std::string(character);
    EXPECT_EQ(find_invalid_utf8(text), none) << character;
    EXPECT_EQ(find_invalid_utf8(text + "x"), none);
    if (text.size() > 21) {
      EXPECT_EQ(find_invalid_utf8(std::string_view(text).substr(0, text.size() - 1)), 20U);
    }
  }
}

TEST(JsonUtf8, finds_every_ill_formed_sequence) {
  for (const char* text :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC3(", "\xE2\x82(", "\xF0\x9F\x98("}) {
    EXPECT_EQ(find_invalid_utf8(text), 0U) << text;
    EXPECT_EQ(find_invalid_utf8("12345678" + std::string(text)), 8U) << text;
  }
}

}  // namespace
}  // namespace weightcheck::json
