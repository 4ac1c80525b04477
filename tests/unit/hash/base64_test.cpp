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

}  // namespace
}  // namespace weightcheck::hash
