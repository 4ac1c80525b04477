// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "hash/base64.hpp"
#include "signature/logged.hpp"
#include "texts.hpp"

namespace weightcheck::signature {
namespace {

const std::string hex_digest(64, 'a');
const std::string base64_digest = hash::to_base64(bytes_of(std::string(32, '\xaa')));

std::string base64(std::string_view text) { return hash::to_base64(bytes_of(text)); }

std::string pem(std::string_view der) {
  return "-----BEGIN CERTIFICATE-----\n" + base64(der) + "\n-----END CERTIFICATE-----\n";
}

std::string dsse(std::string_view certificate) {
  return R"({"apiVersion":"0.0.1","kind":"dsse","spec":{"envelopeHash":{"algorithm":"sha256","value":"00"},)"
         R"("payloadHash":{"algorithm":"sha256","value":")" +
         hex_digest + R"("},"signatures":[{"signature":")" + base64("sig") + R"(","verifier":")" + base64(certificate) +
         R"("}]}})";
}

std::string hashedrekord() {
  return R"({"apiVersion":"0.0.2","kind":"hashedrekord","spec":{"hashedRekordV002":{"data":{"algorithm":"SHA2_256",)"
         R"("digest":")" +
         base64_digest + R"("},"signature":{"content":")" + base64("sig") +
         R"(","verifier":{"keyDetails":"PKIX_ECDSA_P256_SHA_256","x509Certificate":{"rawBytes":")" + base64("leaf") +
         R"("}}}}}})";
}

void expect_refused(const std::string& body, EntryKind kind) {
  const auto found = read_logged(bytes_of(body), kind);
  ASSERT_FALSE(found.ok()) << body;
  EXPECT_EQ(found.error().code, ErrorCode::malformed) << found.error().message;
}

void expect_read(const std::string& body, EntryKind kind) {
  const auto found = read_logged(bytes_of(body), kind);
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(found->digest.hex(), hex_digest);
  EXPECT_EQ(text_of(found->signature), "sig");
  EXPECT_EQ(text_of(found->certificate), "leaf");
}

TEST(Logged, is_read_of_both_kinds) {
  expect_read(dsse(pem("leaf")), EntryKind::dsse);
  expect_read(hashedrekord(), EntryKind::hashedrekord);
}

TEST(Logged, of_another_kind_or_version_than_the_entry_s_is_refused) {
  expect_refused(hashedrekord(), EntryKind::dsse);
  expect_refused(dsse(pem("leaf")), EntryKind::hashedrekord);
  expect_refused(replaced(dsse(pem("leaf")), "0.0.1", "0.0.2"), EntryKind::dsse);
  expect_refused(replaced(dsse(pem("leaf")), "\"dsse\"", "\"intoto\""), EntryKind::dsse);
}

TEST(Logged, of_another_hash_is_refused) {
  expect_refused(replaced(dsse(pem("leaf")), R"("sha256","value":"aa)", R"("sha512","value":"aa)"), EntryKind::dsse);
  expect_refused(replaced(dsse(pem("leaf")), hex_digest, hex_digest.substr(2)), EntryKind::dsse);
  expect_refused(replaced(dsse(pem("leaf")), "aaaa", "AAAA"), EntryKind::dsse);
  expect_refused(replaced(hashedrekord(), "SHA2_256", "SHA2_512"), EntryKind::hashedrekord);
  expect_refused(replaced(hashedrekord(), base64_digest, base64("short")), EntryKind::hashedrekord);
}

TEST(Logged, of_less_or_more_than_one_signature_is_refused) {
  const std::string two = R"("signatures":[{"signature":"c2ln","verifier":"c2ln"},)";
  expect_refused(replaced(dsse(pem("leaf")), R"("signatures":[)", two), EntryKind::dsse);
  expect_refused(replaced(dsse(pem("leaf")), R"("signatures":[{)", R"("signatures":[],"other":[{)"), EntryKind::dsse);
}

TEST(Logged, of_a_verifier_that_is_not_one_certificate_is_refused) {
  expect_refused(dsse("leaf"), EntryKind::dsse);
  expect_refused(dsse(pem("leaf") + pem("leaf")), EntryKind::dsse);
  expect_refused(dsse(replaced(pem("leaf"), "BEGIN CERTIFICATE", "BEGIN CERTIFICATF")), EntryKind::dsse);
  expect_refused(dsse("text before\n" + pem("leaf")), EntryKind::dsse);
  expect_refused(dsse("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"), EntryKind::dsse);
  expect_refused(replaced(hashedrekord(), "PKIX_ECDSA_P256_SHA_256", "PKIX_ECDSA_P384_SHA_384"),
                 EntryKind::hashedrekord);
  expect_refused(replaced(hashedrekord(), "x509Certificate", "publicKey"), EntryKind::hashedrekord);
}

TEST(Logged, cannot_say_its_digest_twice) {
  expect_refused(replaced(dsse(pem("leaf")), R"("payloadHash":{)", R"("payloadHash":{"other":1,)"), EntryKind::dsse);
  expect_refused(replaced(hashedrekord(), R"("data":{)", R"("data":{"other":1,)"), EntryKind::hashedrekord);
  expect_refused(replaced(dsse(pem("leaf")), R"("kind":"dsse",)", R"("kind":"dsse","kind":"dsse",)"), EntryKind::dsse);
}

TEST(Logged, over_the_limit_is_refused) {
  const std::string body = dsse(pem("leaf")) + std::string(limits::log_body_bytes_max, ' ');
  const auto found = read_logged(bytes_of(body), EntryKind::dsse);
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code, ErrorCode::limit);
}

TEST(EntryKind, is_one_of_two) {
  EXPECT_EQ(entry_kind("dsse", "0.0.1"), EntryKind::dsse);
  EXPECT_EQ(entry_kind("hashedrekord", "0.0.2"), EntryKind::hashedrekord);
  EXPECT_EQ(entry_kind("dsse", "0.0.2"), std::nullopt);
  EXPECT_EQ(entry_kind("hashedrekord", "0.0.1"), std::nullopt);
  EXPECT_EQ(entry_kind("intoto", "0.0.2"), std::nullopt);
  EXPECT_EQ(entry_kind("", ""), std::nullopt);
}

}  // namespace
}  // namespace weightcheck::signature
