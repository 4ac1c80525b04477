// SPDX-License-Identifier: Apache-2.0
#include "anchor/hub_metadata.hpp"

#include <gtest/gtest.h>

#include "support/hub_cache.hpp"

namespace weightcheck::anchor {
namespace {

using evidence::Claim;

const std::string commit(40, 'c');
const std::string blob_id(40, 'b');
const std::string sha256(64, 'a');

TEST(DownloadRecord, has_a_commit_an_etag_and_a_time) {
  const auto regular = parse_download_record(commit + "\n" + blob_id + "\n1712656091.123\n");
  ASSERT_TRUE(regular.ok()) << regular.error().message;
  EXPECT_EQ(regular->commit.hex(), commit);
  EXPECT_EQ(regular->etag->hex(), blob_id);
  EXPECT_DOUBLE_EQ(regular->seconds, 1712656091.123);
  const auto lfs = parse_download_record(commit + "\r\n" + sha256 + "\r\n1712656091");
  ASSERT_TRUE(lfs.ok()) << lfs.error().message;
  EXPECT_EQ(lfs->etag->hex(), sha256);
}

TEST(DownloadRecord, keeps_the_commit_where_a_proxy_wrote_an_etag_of_its_own) {
  for (const std::string& etag :
       {std::string("abc"), "md5-" + std::string(32, 'a'), '"' + sha256 + '"', "W/" + blob_id}) {
    const auto record = parse_download_record(commit + "\n" + etag + "\n1.0\n");
    ASSERT_TRUE(record.ok()) << etag;
    EXPECT_EQ(record->commit.hex(), commit);
    EXPECT_FALSE(record->etag) << etag;
  }
}

TEST(DownloadRecord, of_any_other_form_is_refused) {
  for (const std::string& text : {std::string(), commit, commit + "\n" + blob_id, "main\n" + blob_id + "\n1.0\n",
                                  commit + "\n\n1.0\n", commit + "\n" + blob_id + "\nsoon\n",
                                  commit + "\n" + blob_id + "\n-1\n", commit + "\n" + blob_id + "\n1.0\nx\n",
                                  commit + "\n" + blob_id + "\n1.0.0\n", sha256 + "\n" + blob_id + "\n1.0\n"}) {
    EXPECT_EQ(parse_download_record(text).error().code, ErrorCode::malformed) << text;
  }
}

TEST(CommitListing, claims_sizes_blobs_and_digests) {
  const test::HubFiles files = test::small_model();
  const auto claims = parse_commit_listing(test::listing(files));
  ASSERT_TRUE(claims.ok()) << claims.error().message;
  ASSERT_EQ(claims->size(), files.size());
  for (const Claim& claim : *claims) {
    const test::HubFile& file = files.at(claim.path().text());
    EXPECT_EQ(claim.file_size, file.content.size());
    EXPECT_EQ(claim.sha256().has_value(), file.lfs);
    ASSERT_TRUE(claim.blob_id());
    EXPECT_EQ(file.lfs ? claim.sha256()->hex() : claim.blob_id()->hex(), file.etag());
  }
}

TEST(CommitListing, leaves_out_the_id_of_a_pointer_that_the_content_does_not_lead_to) {
  const auto claims =
      parse_commit_listing(R"({"format_version": 1, "files": {"a": {"size": 1, "blob_id": ")" + blob_id +
                           R"(", "lfs_sha256": ")" + sha256 + R"(", "lfs_size": 1, "xet_hash": null}}})");
  ASSERT_TRUE(claims.ok()) << claims.error().message;
  EXPECT_EQ(claims->at(0).sha256()->hex(), sha256);
  EXPECT_FALSE(claims->at(0).blob_id());
}

TEST(CommitListing, of_another_form_is_refused_as_a_whole) {
  const auto with = [](const std::string& files) {
    return parse_commit_listing(R"({"format_version": 1, "files": {)" + files + "}}");
  };
  EXPECT_TRUE(with("").ok());
  EXPECT_EQ(with(R"("../a": {"size": 1, "blob_id": ")" + blob_id + "\"}").error().code, ErrorCode::malformed);
  EXPECT_EQ(with(R"("a": {"size": 1})").error().code, ErrorCode::malformed);
  EXPECT_EQ(with(R"("a": {"size": -1, "blob_id": ")" + blob_id + "\"}").error().code, ErrorCode::malformed);
  EXPECT_EQ(with(R"("a": {"size": 1, "blob_id": "main"})").error().code, ErrorCode::malformed);
  EXPECT_EQ(with(R"("a": {"size": 1, "blob_id": ")" + blob_id + R"(", "lfs_sha256": "**"})").error().code,
            ErrorCode::malformed);
  EXPECT_EQ(
      with(R"("a": {"size": 1, "blob_id": ")" + blob_id + R"(", "lfs_sha256": ")" + sha256 + R"(", "lfs_size": 2})")
          .error()
          .code,
      ErrorCode::malformed);
  EXPECT_EQ(parse_commit_listing(R"({"format_version": 2, "files": {}})").error().code, ErrorCode::unsupported);
  EXPECT_EQ(parse_commit_listing(R"({"files": {}})").error().code, ErrorCode::malformed);
  EXPECT_EQ(parse_commit_listing("[]").error().code, ErrorCode::malformed);
}

TEST(Etag, that_agrees_with_the_claim_says_nothing_new) {
  Claim claim{.span = {.path = ModelPath::parse("a").value()}};
  EXPECT_EQ(join_etag(claim, parse_etag(blob_id).value()), std::nullopt);
  EXPECT_EQ(join_etag(claim, parse_etag(blob_id).value()), std::nullopt);
  EXPECT_EQ(claim.blob_id()->hex(), blob_id);
  EXPECT_FALSE(parse_etag("W/" + blob_id));
}

TEST(Etag, that_contradicts_the_claim_is_told_and_kept) {
  const std::string other(64, '1');
  Claim claim{.span = {.path = ModelPath::parse("a").value()}};
  claim.expected.emplace_back(Digest::parse(other).value());
  const auto clash = join_etag(claim, parse_etag(sha256).value());
  ASSERT_TRUE(clash);
  EXPECT_NE(clash->message.find(sha256), std::string::npos);
  EXPECT_EQ(claim.sha256()->hex(), sha256);
  Claim pointer{.span = {.path = ModelPath::parse("a").value()}};
  pointer.expected.emplace_back(Digest::parse(sha256).value());
  EXPECT_TRUE(join_etag(pointer, parse_etag(blob_id).value()));
}

}  // namespace
}  // namespace weightcheck::anchor
