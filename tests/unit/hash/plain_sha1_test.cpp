// SPDX-License-Identifier: Apache-2.0
// Vectors of FIPS 180.
#include "hash/plain_sha1.hpp"

#include <gtest/gtest.h>

namespace weightcheck::hash {
namespace {

TEST(PlainSha1, gives_the_published_digests) {
  EXPECT_EQ(to_hex(plain_sha1(bytes_of("abc"))), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(to_hex(plain_sha1({})), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

}  // namespace
}  // namespace weightcheck::hash
