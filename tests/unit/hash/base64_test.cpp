// SPDX-License-Identifier: Apache-2.0
#include "hash/base64.hpp"

#include <gtest/gtest.h>

namespace weightcheck::hash {
namespace {

// RFC 4648 section 10
TEST(Base64, writes_the_vectors_of_the_standard) {
  EXPECT_EQ(to_base64(bytes_of("")), "");
  EXPECT_EQ(to_base64(bytes_of("f")), "Zg==");
  EXPECT_EQ(to_base64(bytes_of("fo")), "Zm8=");
  EXPECT_EQ(to_base64(bytes_of("foo")), "Zm9v");
  EXPECT_EQ(to_base64(bytes_of("foob")), "Zm9vYg==");
  EXPECT_EQ(to_base64(bytes_of("foobar")), "Zm9vYmFy");
  EXPECT_EQ(to_base64(bytes_of("\xFB\xFF")), "+/8=");
}

TEST(Base64, reads_what_it_writes) {
  std::string text;
  for (int length = 0; length < 70; ++length) {
    const auto back = from_base64(to_base64(bytes_of(text)));
    ASSERT_TRUE(back) << length;
    EXPECT_EQ(text_of(*back), text);
    text += static_cast<char>(251 * length + 7);
  }
}

TEST(Base64, reads_nothing_else) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm8", "Z===", "====", "=", "Zm9v=", "Zm 9v",
                           "Zm9v\n", "Zm-_", "Zg==Zg==", "Z=g="})
    EXPECT_FALSE(from_base64(text)) << text;
}

}  // namespace
}  // namespace weightcheck::hash
