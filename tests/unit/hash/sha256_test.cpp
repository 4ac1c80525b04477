// SPDX-License-Identifier: Apache-2.0
// Vectors: FIPS 180-4 examples as NIST publishes them ("SHA-256 Example (One Block Message)", "(Two Block Message)",
// the long message of one million 'a').
#include "hash/sha256.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace weightcheck::hash {
namespace {

TEST(Sha256, gives_the_published_digests) {
  EXPECT_EQ(sha256(bytes_of("abc")).hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256(bytes_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")).hex(),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(bytes_of(std::string(1'000'000, 'a'))).hex(),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, of_nothing_is_the_digest_of_no_bytes) {
  EXPECT_EQ(sha256({}).hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256, does_not_depend_on_how_the_bytes_arrive) {
  Sha256 stream;
  for (const char c : std::string("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) {
    stream.update(bytes_of(std::string(1, c)));
  }
  Sha256 moved = std::move(stream);
  EXPECT_EQ(moved.finish().hex(), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

}  // namespace
}  // namespace weightcheck::hash
