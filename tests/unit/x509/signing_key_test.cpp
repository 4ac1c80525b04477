// SPDX-License-Identifier: Apache-2.0
#include "x509/signing_key.hpp"

#include <gtest/gtest.h>

#include "vectors.hpp"

namespace weightcheck::x509 {
namespace {

SigningKey p256() { return SigningKey::read(vectors::p256_key).value(); }

TEST(SigningKey, makes_signatures_that_hold) {
  const auto made = p256().sign("data");
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_TRUE(p256().public_key().holds(*made, "data", Hash::of_the_curve));
  EXPECT_TRUE(p256().public_key().holds(*made, "data", Hash::sha256));
  EXPECT_FALSE(p256().public_key().holds(*made, "other", Hash::of_the_curve));
  EXPECT_FALSE(PublicKey::read(vectors::p384_public)->holds(*made, "data", Hash::of_the_curve));
}

TEST(SigningKey, is_refused_where_it_is_none) {
  EXPECT_EQ(SigningKey::read("words").error().code, ErrorCode::usage);
  EXPECT_EQ(SigningKey::read(vectors::p256_public).error().code, ErrorCode::usage);
}

TEST(SigningKey, is_the_only_one_of_its_file) {
  const std::string two = std::string(vectors::p256_key) + std::string(vectors::p256_encrypted_key);
  EXPECT_EQ(SigningKey::read(two).error(),
            (Error{ErrorCode::usage, "holds 2 private keys; keep each in a file of its own"}));
  EXPECT_TRUE(SigningKey::read(std::string(vectors::p256_key) + std::string(vectors::root)).ok());
}

Password says(std::string word, int& times) {
  return [word = std::move(word), &times]() -> Result<Secret> {
    ++times;
    return Secret(std::string(word));
  };
}

TEST(SigningKey, is_opened_by_its_password) {
  int times = 0;
  const auto read = SigningKey::read(vectors::p256_encrypted_key, says("a long word", times));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->public_key().hint(), p256().public_key().hint());
  EXPECT_EQ(times, 1);
}

TEST(SigningKey, is_not_opened_by_another_password) {
  int times = 0;
  for (const char* word : {"another word", "", "a long word "}) {
    EXPECT_EQ(SigningKey::read(vectors::p256_encrypted_key, says(word, times)).error(),
              (Error{ErrorCode::usage, "the password does not open the key"}));
  }
  EXPECT_EQ(SigningKey::read(vectors::p256_encrypted_key, says(std::string(5000, 'a'), times)).error().code,
            ErrorCode::usage);
  EXPECT_EQ(times, 4);
}

TEST(SigningKey, says_why_there_is_no_password) {
  EXPECT_EQ(SigningKey::read(vectors::p256_encrypted_key).error().message, "the key needs a password");
  const Error interrupted{ErrorCode::interrupted, "interrupted"};
  EXPECT_EQ(SigningKey::read(vectors::p256_encrypted_key, [&]() -> Result<Secret> { return interrupted; }).error(),
            interrupted);
}

TEST(SigningKey, asks_for_no_password_that_it_does_not_need) {
  int times = 0;
  EXPECT_TRUE(SigningKey::read(vectors::p256_key, says("a long word", times)).ok());
  EXPECT_EQ(times, 0);
}

TEST(SigningKey, goes_with_a_certificate_of_its_own) {
  const auto list = p256().certificates({std::string(vectors::leaf), std::string(vectors::issuer)}, in_2026);
  ASSERT_TRUE(list.ok()) << list.error().message;
  EXPECT_EQ(list->certificates.size(), 2U);
  EXPECT_EQ(p256().certificates({std::string(vectors::issuer)}, in_2026).error().message,
            "the certificate is not that of the key");
}

TEST(SigningKey, goes_with_a_certificate_that_is_valid_now) {
  EXPECT_EQ(p256().certificates({std::string(vectors::leaf)}, 1704067199).error().message,
            "the certificate is not valid now");
  EXPECT_TRUE(p256().certificates({std::string(vectors::leaf)}, 1704067200).ok());
  EXPECT_TRUE(p256().certificates({std::string(vectors::leaf)}, 2524607999).ok());
  EXPECT_FALSE(p256().certificates({std::string(vectors::leaf)}, 2524608000).ok());
}

TEST(SigningKey, goes_with_as_many_certificates_as_a_bundle_takes) {
  std::vector<std::string> pems(limits::signature_certificates_max, std::string(vectors::leaf));
  EXPECT_TRUE(p256().certificates(pems, in_2026).ok());
  pems.emplace_back(vectors::leaf);
  EXPECT_FALSE(p256().certificates(pems, in_2026).ok());
  EXPECT_FALSE(p256().certificates({}, in_2026).ok());
}

}  // namespace
}  // namespace weightcheck::x509
