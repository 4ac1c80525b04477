// SPDX-License-Identifier: Apache-2.0
#include "signature/bundle.hpp"

#include <gtest/gtest.h>

#include "hash/base64.hpp"
#include "hash/sha256.hpp"
#include "texts.hpp"

namespace weightcheck::signature {
namespace {

constexpr std::string_view media = "application/vnd.dev.sigstore.bundle.v0.3+json";

std::string envelope(std::string_view payload = "e30=", std::string_view more = "") {
  return R"({"payload":")" + std::string(payload) +
         R"(","payloadType":"application/vnd.in-toto+json","signatures":[{"sig":"AQI=","keyid":""}])" +
         std::string(more) + "}";
}

std::string bundle(const std::string& material, const std::string& dsse = envelope(), std::string_view type = media) {
  return R"({"mediaType":")" + std::string(type) + R"(","verificationMaterial":)" + material + R"(,"dsseEnvelope":)" +
         dsse + "}";
}

const std::string key = R"({"publicKey":{"hint":"ab"},"tlogEntries":[]})";

ErrorCode code_of_bundle(const std::string& text) {
  const auto read = read_bundle(text);
  return read.ok() ? throw std::logic_error("was read") : read.error().code;
}

std::string log_entry() {
  return R"({"logIndex":"7","logId":{"keyId":"AQ=="},"kindVersion":{"kind":"dsse","version":"0.0.1"},)"
         R"("integratedTime":"1772366402","inclusionPromise":{"signedEntryTimestamp":"Ag=="},)"
         R"("inclusionProof":{"logIndex":"3","treeSize":"9","rootHash":"Aw==","hashes":["BA==","BQ=="],)"
         R"("checkpoint":{"envelope":"note"}},"canonicalizedBody":"Bg=="})";
}

std::string keyless(const std::string& entries, const std::string& more = "") {
  return R"({"certificate":{"rawBytes":"Bw=="},"tlogEntries":[)" + entries + "]" + more + "}";
}

TEST(Bundle, of_a_key_is_read) {
  const auto read = read_bundle(bundle(key));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(std::get<KeyHint>(read->signer).hint, "ab");
  EXPECT_EQ(text_of(read->payload), "{}");
  EXPECT_EQ(read->signature, (Bytes{std::byte{1}, std::byte{2}}));
}

TEST(Bundle, of_an_older_key_has_the_digest_of_its_text_as_hint) {
  const auto read = read_bundle(bundle(R"({"publicKey":{"rawBytes":"YWJj","keyDetails":"x"}})"));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(std::get<KeyHint>(read->signer).hint, hash::sha256(bytes_of("abc")).hex());
  EXPECT_TRUE(std::get<KeyHint>(read->signer).is_old);
}

TEST(Bundle, of_certificates_keeps_their_order) {
  const auto read =
      read_bundle(bundle(R"({"x509CertificateChain":{"certificates":[{"rawBytes":"AQ=="},{"rawBytes":"Ag=="}]}})"));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(std::get<CertificateList>(read->signer).certificates, (std::vector<Bytes>{{std::byte{1}}, {std::byte{2}}}));
}

TEST(Bundle, without_a_key_has_a_log_entry_and_time_stamps) {
  const auto read = read_bundle(bundle(
      keyless(log_entry(), R"(,"timestampVerificationData":{"rfc3161Timestamps":[{"signedTimestamp":"CA=="}]})")));
  ASSERT_TRUE(read.ok()) << read.error().message;
  const auto& signer = std::get<Keyless>(read->signer);
  ASSERT_EQ(signer.log_entries.size(), 1U);
  const LogEntry& entry = signer.log_entries.front();
  EXPECT_EQ(entry.log_index, 7U);
  EXPECT_EQ(entry.kind + " " + entry.version, "dsse 0.0.1");
  EXPECT_EQ(entry.integrated_time, 1772366402U);
  EXPECT_EQ(entry.promise, Bytes{std::byte{2}});
  ASSERT_TRUE(entry.proof);
  EXPECT_EQ(entry.proof->log_index, 3U);
  EXPECT_EQ(entry.proof->tree_size, 9U);
  EXPECT_EQ(entry.proof->hashes.size(), 2U);
  EXPECT_EQ(entry.proof->checkpoint, "note");
  EXPECT_EQ(signer.time_stamps, std::vector<Bytes>{{std::byte{8}}});
}

TEST(Bundle, reads_what_protobuf_leaves_out) {
  const auto read = read_bundle(
      bundle(keyless(replaced(log_entry(), R"("logIndex":"7",)", ""), R"(,"timestampVerificationData":null)")));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(std::get<Keyless>(read->signer).log_entries.front().log_index, 0U);
  EXPECT_TRUE(read_bundle(bundle(R"({"certificate":{"rawBytes":"Bw=="}})")).ok());
}

TEST(Bundle, may_leave_the_key_id_out) {
  EXPECT_TRUE(read_bundle(bundle(key, replaced(envelope(), R"(,"keyid":"")", ""))).ok());
  EXPECT_TRUE(read_bundle(bundle(key, replaced(envelope(), R"("keyid":"")", R"("keyid":null)"))).ok());
  EXPECT_EQ(code_of_bundle(bundle(key, replaced(envelope(), R"("keyid":"")", R"("keyid":1)"))), ErrorCode::malformed);
}

TEST(Bundle, has_members_of_its_own_and_no_others) {
  EXPECT_EQ(code_of_bundle(replaced(bundle(key), "{", R"({"more":1,)")), ErrorCode::malformed);
  EXPECT_EQ(code_of_bundle(bundle(key, envelope("e30=", R"(,"more":1)"))), ErrorCode::malformed);
  EXPECT_EQ(code_of_bundle(bundle(key, replaced(envelope(), R"("keyid")", R"("key")"))), ErrorCode::malformed);
  EXPECT_TRUE(read_bundle(bundle(replaced(key, "{", R"({"more":1,)"))).ok());
}

TEST(Bundle, says_a_member_once) {
  EXPECT_EQ(code_of_bundle(replaced(bundle(key), "{", R"({"mediaType":"x",)")), ErrorCode::malformed);
}

TEST(Bundle, has_exactly_one_signer) {
  EXPECT_EQ(code_of_bundle(bundle(R"({"tlogEntries":[]})")), ErrorCode::malformed);
  EXPECT_EQ(code_of_bundle(bundle(R"({"publicKey":{"hint":"ab"},"certificate":{"rawBytes":"Bw=="}})")),
            ErrorCode::malformed);
  EXPECT_EQ(code_of_bundle(bundle(R"({"x509CertificateChain":{"certificates":[]}})")), ErrorCode::malformed);
}

TEST(Bundle, has_exactly_one_signature_that_is_not_empty) {
  EXPECT_EQ(code_of_bundle(bundle(key, replaced(envelope(), R"([{"sig":"AQI=","keyid":""}])", "[]"))),
            ErrorCode::malformed);
  EXPECT_EQ(code_of_bundle(bundle(key, replaced(envelope(), "[{", R"([{"sig":"AQI="},{)"))), ErrorCode::malformed);
  EXPECT_EQ(code_of_bundle(bundle(key, replaced(envelope(), "AQI=", ""))), ErrorCode::malformed);
}

TEST(Bundle, of_another_kind_is_unsupported_by_name) {
  const auto read = read_bundle(bundle(key, envelope(), "application/vnd.dev.sigstore.bundle+json;version=0.2"));
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, ErrorCode::unsupported);
  EXPECT_NE(read.error().message.find("version=0.2"), std::string::npos);
  EXPECT_EQ(code_of_bundle(bundle(key, replaced(envelope(), "in-toto", "in-tote"))), ErrorCode::unsupported);
}

TEST(Bundle, has_the_other_spelling_of_its_type_without_a_key_only) {
  constexpr std::string_view alias = "application/vnd.dev.sigstore.bundle+json;version=0.3";
  EXPECT_TRUE(read_bundle(bundle(keyless(log_entry()), envelope(), alias)).ok());
  EXPECT_EQ(code_of_bundle(bundle(key, envelope(), alias)), ErrorCode::unsupported);
}

TEST(Bundle, has_limits) {
  std::string many;
  for (std::size_t i = 0; i <= limits::signature_certificates_max; ++i)
    many += (many.empty() ? "" : ",") + std::string(R"({"rawBytes":"AQ=="})");
  EXPECT_EQ(code_of_bundle(bundle(R"({"x509CertificateChain":{"certificates":[)" + many + "]}}")), ErrorCode::limit);
  std::string stamps;
  for (std::size_t i = 0; i <= limits::signature_time_stamps_max; ++i)
    stamps += (stamps.empty() ? "" : ",") + std::string(R"({"signedTimestamp":"AQ=="})");
  EXPECT_EQ(code_of_bundle(
                bundle(keyless(log_entry(), R"(,"timestampVerificationData":{"rfc3161Timestamps":[)" + stamps + "]}"))),
            ErrorCode::limit);
}

TEST(Bundle, may_have_a_payload_longer_than_other_texts_are) {
  const std::string payload(std::size_t{20} << 20, 'a');
  const auto read = read_bundle(bundle(key, envelope(hash::to_base64(bytes_of(payload)))));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->payload.size(), payload.size());
}

TEST(Bundle, has_numbers_that_are_whole) {
  EXPECT_TRUE(read_bundle(bundle(keyless(replaced(log_entry(), R"("7")", "7")))).ok());
  for (const auto* number :
       {"7.5", "-7", "1e30", "9223372036854775808", "true", R"("07")", R"("-1")", R"("9223372036854775808")"})
    EXPECT_EQ(code_of_bundle(bundle(keyless(replaced(log_entry(), R"("7")", number)))), ErrorCode::malformed) << number;
}

}  // namespace
}  // namespace weightcheck::signature
