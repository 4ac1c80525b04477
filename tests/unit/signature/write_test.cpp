// SPDX-License-Identifier: Apache-2.0
// The digests of whole models are those of the first tool's own tests (model_signing 1.1.1, tests/test_support.py).
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "hash/sha256.hpp"
#include "signature/bundle.hpp"
#include "signature/statement.hpp"

namespace weightcheck::signature {
namespace {

ModelPath path(std::string_view text) { return ModelPath::parse(text).value(); }

SignedFile file(std::string_view name, std::string_view content) {
  return {.path = path(name), .spans = {{.sha256 = hash::sha256(bytes_of(content))}}};
}

Statement statement(std::vector<SignedFile> files) { return {.subject = "m", .files = std::move(files)}; }

Statement read_back(const Statement& written) { return read_statement(write_statement(written), std::nullopt).value(); }

TEST(WrittenStatement, is_compact_and_in_the_order_of_the_format) {
  Statement one = statement({file("a", "1")});
  one.left_out = {path(".git"), path("notes")};
  const std::string digest = hash::sha256(bytes_of("1")).hex();
  const std::string root = root_digest({hash::sha256(bytes_of("1"))}).hex();
  EXPECT_EQ(write_statement(one),
            R"({"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"m","digest":{"sha256":")" + root +
                R"("}}],"predicateType":"https://model_signing/signature/v1.0","predicate":{"serialization":)"
                R"({"method":"files","hash_type":"sha256","allow_symlinks":false,"ignore_paths":[".git","notes"]},)"
                R"("resources":[{"name":"a","algorithm":"sha256","digest":")" +
                digest + R"("}]}})");
}

TEST(WrittenStatement, has_the_root_digest_that_other_programs_compute) {
  EXPECT_EQ(read_back(statement({file("model", "This is a simple model")})).root->hex(),
            "002d162f867c5eee944e5080d25829b6625be0e3f081f6fbafc7dd655ca2e178");
  EXPECT_EQ(read_back(statement({file("empty", "")})).root->hex(),
            "5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456");
}

TEST(WrittenStatement, reads_back_as_it_was) {
  Statement made = statement({file("docs-more.txt", "1"), file("docs.md", "2"), file("docs/guide.txt", "3"),
                              file("caf\xc3\xa9 \"quoted\" \\ back", "4")});
  std::sort(made.files.begin(), made.files.end(),
            [](const SignedFile& left, const SignedFile& right) { return left.path < right.path; });
  made.left_out = {path(".git"), path("*"), path("a b")};
  std::sort(made.left_out.begin(), made.left_out.end());
  made.subject = "a \"name\"";
  const Statement read = read_back(made);
  EXPECT_EQ(read.files, made.files);
  EXPECT_EQ(read.left_out, made.left_out);
  EXPECT_EQ(read.subject, made.subject);
  EXPECT_EQ(read.order, Order::by_name);
  EXPECT_EQ(read.links, Links::refused);
}

TEST(WrittenStatement, escapes_names_no_more_than_JSON_asks) {
  EXPECT_NE(write_statement(statement({file("caf\xc3\xa9/b", "1")})).find("\"caf\xc3\xa9/b\""), std::string::npos);
}

TEST(WrittenStatement, is_not_made_of_what_cannot_be_signed) {
  EXPECT_THROW(static_cast<void>(write_statement(statement({}))), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(write_statement(statement({file("b", "1"), file("a", "1")}))), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(write_statement(statement({file("a", "1"), file("a", "1")}))), std::invalid_argument);
  Statement links = statement({file("a", "1")}), nameless = links, sharded = links;
  links.links = Links::allowed;
  nameless.subject = "";
  sharded.shard_bytes = 8;
  for (const Statement& one : {links, nameless, sharded})
    EXPECT_THROW(static_cast<void>(write_statement(one)), std::invalid_argument);
}

TEST(WrittenBundle, is_one_line_in_the_order_of_the_format) {
  const Bytes signature{std::byte{1}, std::byte{2}};
  EXPECT_EQ(write_bundle(KeyHint{.hint = "ab"}, bytes_of("{}"), signature),
            R"({"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":)"
            R"({"publicKey":{"hint":"ab"},"tlogEntries":[]},"dsseEnvelope":{"payload":"e30=",)"
            R"("payloadType":"application/vnd.in-toto+json","signatures":[{"sig":"AQI=","keyid":""}]}})"
            "\n");
}

TEST(WrittenBundle, reads_back_as_it_was) {
  const Bytes signature{std::byte{1}}, leaf{std::byte{2}}, issuer{std::byte{3}, std::byte{4}};
  const auto read = read_bundle(write_bundle(CertificateList{{leaf, issuer}}, bytes_of("payload"), signature));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(std::get<CertificateList>(read->signer).certificates, (std::vector<Bytes>{leaf, issuer}));
  EXPECT_EQ(text_of(read->payload), "payload");
  EXPECT_EQ(read->signature, signature);
}

}  // namespace
}  // namespace weightcheck::signature
