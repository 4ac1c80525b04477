// SPDX-License-Identifier: Apache-2.0
#include "x509/public_key.hpp"

#include <gtest/gtest.h>

#include "vectors.hpp"

namespace weightcheck::x509 {
namespace {

// openssl pkey -pubin -ec_conv_form uncompressed -pubout | sha256sum
constexpr std::string_view hint = "d8c6e78835c225038741fc3ff9d82c590a54ba077db4863ec21aed7853b68e92";

TEST(PublicKey, has_the_hint_of_its_text_with_an_uncompressed_point) {
  for (const std::string_view pem : {vectors::p256_public, vectors::p256_compressed}) {
    const auto key = PublicKey::read(pem);
    ASSERT_TRUE(key.ok()) << key.error().message;
    EXPECT_EQ(key->hint(), hint);
  }
}

TEST(PublicKey, may_have_text_around_it) {
  const auto key = PublicKey::read("Words.\n" + std::string(vectors::p256_public) + "more\n");
  ASSERT_TRUE(key.ok()) << key.error().message;
  EXPECT_EQ(key->hint(), hint);
}

TEST(PublicKey, of_another_kind_is_unsupported_by_name) {
  const auto edwards = PublicKey::read(vectors::ed25519_public);
  ASSERT_FALSE(edwards.ok());
  EXPECT_EQ(edwards.error().code, ErrorCode::unsupported);
  EXPECT_NE(edwards.error().message.find("ED25519"), std::string::npos) << edwards.error().message;
  const auto other_curve = PublicKey::read(vectors::secp256k1_public);
  ASSERT_FALSE(other_curve.ok());
  EXPECT_EQ(other_curve.error().code, ErrorCode::unsupported);
}

TEST(PublicKey, is_the_only_one_of_its_file) {
  for (const std::string_view other : {vectors::p384_public, vectors::p256_public, vectors::root}) {
    for (const std::string& pem : {std::string(vectors::p256_public) + std::string(other),
                                   std::string(other) + std::string(vectors::p256_public)}) {
      const auto key = PublicKey::read(pem);
      ASSERT_FALSE(key.ok());
      EXPECT_EQ(key.error(), malformed("holds 2 blocks of PEM, where one public key is to be; keep each key in a file "
                                       "of its own"));
    }
  }
}

TEST(PemBlocks, are_counted_by_the_end_of_their_kind) {
  const std::string text =
      "words -----BEGIN A-----\n-----BEGIN EC PARAMETERS-----\r\nx\n-----END EC PARAMETERS-----\n"
      "-----BEGIN EC PRIVATE KEY-----  \n-----BEGIN -----\n-----BEGIN PRIVATE KEY";
  EXPECT_EQ(count_pem_blocks(text, ""), 3U);
  EXPECT_EQ(count_pem_blocks(text, "PRIVATE KEY"), 1U);
  EXPECT_EQ(count_pem_blocks("", ""), 0U);
}

TEST(PublicKey, is_malformed_where_there_is_none) {
  for (const std::string_view text : {std::string_view(), std::string_view("words"), vectors::p256_key, vectors::root})
    EXPECT_EQ(PublicKey::read(text).error().code, ErrorCode::malformed);
}

}  // namespace
}  // namespace weightcheck::x509
