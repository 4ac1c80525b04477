// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "signature/trusted_root.hpp"
#include "texts.hpp"

namespace weightcheck::signature {
namespace {

constexpr std::string_view authority =
    R"({"uri":"https://ca.example","certChain":{"certificates":[{"rawBytes":"aXNzdWVy"},{"rawBytes":"cm9vdA=="}]},)"
    R"("validFor":{"start":"2024-01-01T00:00:00.500Z","end":"2025-01-01T00:00:00Z"}})";
constexpr std::string_view log =
    R"({"baseUrl":"https://log.example","publicKey":{"rawBytes":"a2V5","keyDetails":"PKIX_ED25519",)"
    R"("validFor":{"start":"2024-01-01T00:00:00Z"}},"logId":{"keyId":"aWQ="}})";

std::string root(std::string_view members) {
  return R"({"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1",)" + std::string(members) + "}";
}

std::string whole() {
  const std::string one(authority), other(log);
  return root(R"("certificateAuthorities":[)" + one + R"(],"timestampAuthorities":[)" + one + "," + one +
              R"(],"tlogs":[)" + other + R"(],"ctlogs":[)" +
              replaced(other, "PKIX_ED25519", "PKIX_ECDSA_P256_SHA_256") + "]");
}

TEST(TrustedRoot, names_authorities_and_logs) {
  const auto found = read_trusted_root(whole());
  ASSERT_TRUE(found.ok()) << found.error().message;
  ASSERT_EQ(found->certificate_authorities.size(), 1U);
  EXPECT_EQ(found->time_stamp_authorities.size(), 2U);
  const Authority& first = found->certificate_authorities.front();
  ASSERT_EQ(first.chain.size(), 2U);
  EXPECT_EQ(text_of(first.chain.back()), "root");
  EXPECT_EQ(first.valid_for, (Validity{.start = Moment{1'704'067'200, 500'000'000}, .end = Moment{1'735'689'600, 0}}));
  ASSERT_EQ(found->transparency_logs.size(), 1U);
  EXPECT_EQ(text_of(found->transparency_logs.front().id), "id");
  EXPECT_EQ(text_of(found->transparency_logs.front().checkpoint_id), "id");
  EXPECT_EQ(text_of(found->transparency_logs.front().key), "key");
  EXPECT_EQ(found->transparency_logs.front().kind, LogKeyKind::ed25519);
  EXPECT_EQ(found->transparency_logs.front().valid_for.end, std::nullopt);
  ASSERT_EQ(found->certificate_logs.size(), 1U);
  EXPECT_EQ(found->certificate_logs.front().kind, LogKeyKind::ecdsa_p256);
}

TEST(TrustedRoot, may_lie_inside_a_client_s_configuration) {
  const std::string client = R"({"mediaType":"application/vnd.dev.sigstore.clienttrustconfig.v0.1+json",)"
                             R"("signingConfig":{},"trustedRoot":)";
  const auto found = read_trusted_root(client + whole() + "}");
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(found->transparency_logs.size(), 1U);
  EXPECT_FALSE(read_trusted_root(client + "{}}").ok());
  EXPECT_FALSE(read_trusted_root(client + client + whole() + "}}").ok());
}

TEST(TrustedRoot, without_a_kind_has_none_of_it) {
  const auto found = read_trusted_root(root(R"("tlogs":[])"));
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_TRUE(found->transparency_logs.empty());
  EXPECT_TRUE(found->certificate_authorities.empty());
}

TEST(TrustedRoot, with_a_log_of_an_unknown_kind_of_key_is_read) {
  const auto found = read_trusted_root(replaced(whole(), "PKIX_ED25519", "PKIX_RSA_PKCS1V15_2048_SHA256"));
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(found->transparency_logs.front().kind, LogKeyKind::unknown);
}

TEST(TrustedRoot, with_an_id_of_its_own_for_checkpoints_is_read) {
  const auto with_id = [](std::string_view id) {
    return read_trusted_root(
        replaced(whole(), R"("logId")", R"("checkpointKeyId":)" + std::string(id) + R"(,"logId")"));
  };
  const auto found = with_id(R"({"keyId":"bm90ZQ=="})");
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(text_of(found->transparency_logs.front().id), "id");
  EXPECT_EQ(text_of(found->transparency_logs.front().checkpoint_id), "note");
  EXPECT_FALSE(with_id(R"("bm90ZQ==")").ok());
  EXPECT_FALSE(with_id(R"({"keyId":7})").ok());
}

TEST(TrustedRoot, has_three_spellings_of_its_media_type) {
  for (const auto* type : {"trustedroot.v0.1+json", "trustedroot.v0.2+json"})
    EXPECT_TRUE(read_trusted_root(replaced(whole(), "trustedroot+json;version=0.1", type)).ok()) << type;
  EXPECT_FALSE(read_trusted_root(replaced(whole(), "trustedroot+json;version=0.1", "trustedroot.v0.3+json")).ok());
}

TEST(TrustedRoot, of_another_version_is_unsupported) {
  const auto found = read_trusted_root(replaced(whole(), "version=0.1", "version=9"));
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code, ErrorCode::unsupported);
  EXPECT_FALSE(read_trusted_root("{}").ok());
}

TEST(TrustedRoot, with_a_broken_entry_is_refused) {
  for (const auto& [what, by] : std::vector<std::pair<std::string_view, std::string_view>>{
           {R"("rawBytes":"cm9vdA==")", R"("other":"cm9vdA==")"},
           {R"("rawBytes":"cm9vdA==")", R"("rawBytes":"cm9vdA")"},
           {R"("certificates":[)", R"("certificates":[],"other":[)"},
           {R"("certChain")", R"("other")"},
           {"2024-01-01T00:00:00.500Z", "2024-01-01"},
           {R"("validFor":{)", R"("validFor":1,"other":{)"},
           {R"("keyDetails":"PKIX_ED25519",)", ""},
           {R"("keyId":"aWQ=")", R"("keyId":1)"},
           {R"("logId")", R"("other")"},
           {R"("publicKey":{"rawBytes")", R"("publicKey":{"other")"},
           {R"("tlogs":[)", R"("tlogs":{},"other":[)"}})
    EXPECT_FALSE(read_trusted_root(replaced(whole(), what, by)).ok()) << what << " -> " << by;
  EXPECT_FALSE(read_trusted_root(whole().substr(0, 200)).ok());
}

TEST(TrustedRoot, with_too_many_entries_or_bytes_is_refused) {
  std::string many = R"("tlogs":[)" + std::string(log);
  for (std::size_t i = 0; i < limits::trusted_root_entries_max; ++i)
    many.append(",").append(log);
  EXPECT_EQ(read_trusted_root(root(many + "]")).error().code, ErrorCode::limit);
  const std::string padded = whole() + std::string(limits::trusted_root_bytes_max, ' ');
  EXPECT_EQ(read_trusted_root(padded).error().code, ErrorCode::limit);
  std::string chain(authority);
  for (std::size_t i = 0; i < limits::signature_certificates_max; ++i)
    chain = replaced(chain, R"("certificates":[)", R"("certificates":[{"rawBytes":"cm9vdA=="},)");
  EXPECT_FALSE(read_trusted_root(root(R"("certificateAuthorities":[)" + chain + "]")).ok());
}

}  // namespace
}  // namespace weightcheck::signature
