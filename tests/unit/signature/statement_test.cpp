// SPDX-License-Identifier: Apache-2.0
// The digests of whole models are those of the first tool's own tests (model_signing 1.1.1, tests/test_support.py).
#include "signature/statement.hpp"

#include <gtest/gtest.h>

#include "hash/sha256.hpp"
#include "texts.hpp"

namespace weightcheck::signature {
namespace {

std::string hex_of(std::string_view content) { return hash::sha256(bytes_of(content)).hex(); }

struct Listed {
  std::string name, digest;
  std::string algorithm = "sha256";
};

std::string root_of(const std::vector<Listed>& resources) {
  std::vector<Digest> digests;
  for (const Listed& one : resources)
    digests.push_back(Digest::parse(one.digest).value());
  return root_digest(digests).hex();
}

std::string statement(const std::string& rules, const std::vector<Listed>& resources) {
  std::string listed;
  for (const Listed& one : resources) {
    listed += listed.empty() ? "" : ",";
    listed += R"({"name":")" + one.name + R"(","algorithm":")" + one.algorithm + R"(","digest":")" + one.digest + "\"}";
  }
  return R"({"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"m","digest":{"sha256":")" +
         root_of(resources) + R"("}}],"predicateType":"https://model_signing/signature/v1.0",)" +
         R"("predicate":{"serialization":{)" + rules + R"(},"resources":[)" + listed + "]}}";
}

const std::string files = R"("method":"files","hash_type":"sha256","allow_symlinks":false)";
const std::string shards = R"("method":"shards","hash_type":"sha256","allow_symlinks":false,"shard_size":8)";

std::vector<Listed> two() { return {{"a", hex_of("1")}, {"b/c", hex_of("2")}}; }

ErrorCode code_of_statement(const std::string& text) {
  const auto read = read_statement(text, std::nullopt);
  return read.ok() ? throw std::logic_error("was read") : read.error().code;
}

TEST(Statement, lists_the_files_of_a_model) {
  const auto read = read_statement(statement(files, two()), std::nullopt);
  ASSERT_TRUE(read.ok()) << read.error().message;
  ASSERT_EQ(read->files.size(), 2U);
  EXPECT_EQ(read->files[1].path.text(), "b/c");
  EXPECT_EQ(read->files[1].spans, std::vector<SignedSpan>{{.sha256 = Digest::parse(hex_of("2")).value()}});
  EXPECT_EQ(read->links, Links::refused);
  EXPECT_EQ(read->order, Order::by_name);
  EXPECT_EQ(read->version, Version::v1_0);
  EXPECT_EQ(read->subject, "m");
  EXPECT_NE(read->find(ModelPath::parse("a").value()), nullptr);
  EXPECT_EQ(read->find(ModelPath::parse("b").value()), nullptr);
}

TEST(Statement, has_one_digest_over_all) {
  EXPECT_EQ(root_of({{"f", hex_of("This is a simple model")}}),
            "002d162f867c5eee944e5080d25829b6625be0e3f081f6fbafc7dd655ca2e178");
  EXPECT_EQ(root_of({{"f", hex_of("")}}), "5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456");
  EXPECT_EQ(root_of({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(root_of({{"f", hex_of("This is ")}, {"f", hex_of("a simple")}, {"f", hex_of(" model")}}),
            "57d54248751a51781ac2bed647670df0c45d3926e337021585c34a82384b6573");
  auto other = statement(files, two());
  EXPECT_EQ(code_of_statement(replaced(other, root_of(two()), hex_of("else"))), ErrorCode::malformed);
}

TEST(Statement, takes_any_order_and_tells_another_one) {
  auto turned = two();
  std::swap(turned[0], turned[1]);
  const auto read = read_statement(statement(files, turned), std::nullopt);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->order, Order::other);
  EXPECT_EQ(read->files.front().path.text(), "a");
}

TEST(Statement, names_every_file_once_and_safely) {
  EXPECT_EQ(code_of_statement(statement(files, {})), ErrorCode::malformed);
  EXPECT_EQ(code_of_statement(statement(files, {two()[0], two()[0]})), ErrorCode::malformed);
  for (const auto* name : {"", ".", "..", "/a", "a/../b", "a//b", "a/", "a\\u0000b", "\\ud800", "C:/a"})
    EXPECT_EQ(code_of_statement(statement(files, {{name, hex_of("1")}})), ErrorCode::malformed) << name;
}

TEST(Statement, may_call_a_single_file_a_dot) {
  const auto text = statement(files, {{".", hex_of("1")}});
  const auto read = read_statement(text, "model.safetensors");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->files.front().path.text(), "model.safetensors");
  EXPECT_FALSE(read_statement(text, std::nullopt).ok());
  EXPECT_FALSE(read_statement(statement(files, {{".", hex_of("1")}, {"a", hex_of("1")}}), "f").ok());
}

TEST(Statement, puts_shards_together) {
  const std::vector<Listed> listed = {
      {"ab:c:0:8", hex_of("1"), "sha256-sharded-8"}, {"ab:c:8:13", hex_of("2")}, {"c:0:3", hex_of("3")}};
  const auto read = read_statement(statement(shards, listed), std::nullopt);
  ASSERT_TRUE(read.ok()) << read.error().message;
  ASSERT_EQ(read->files.size(), 2U);
  EXPECT_EQ(read->files[0].path.text(), "ab:c");
  ASSERT_EQ(read->files[0].spans.size(), 2U);
  EXPECT_EQ(read->files[0].spans[1].offset, 8U);
  EXPECT_EQ(read->files[0].spans[1].length, 5U);
  EXPECT_EQ(read->shard_bytes, 8U);
}

TEST(Statement, has_no_gaps_between_shards) {
  const auto one = [](const char* name) { return Listed{name, hex_of("1")}; };
  for (const auto& listed : std::vector<std::vector<Listed>>{{one("a:8:16")},
                                                             {one("a:0:8"), one("a:9:12")},
                                                             {one("a:0:8"), one("a:0:8")},
                                                             {one("a:0:7"), one("a:7:8")},
                                                             {one("a:0:9")},
                                                             {one("a:0:8"), one("a:8:17")},
                                                             {one("a:0:0")},
                                                             {one("a:00:8")},
                                                             {one("a:8")},
                                                             {one("a")},
                                                             {one(":8")}})
    EXPECT_EQ(code_of_statement(statement(shards, listed)), ErrorCode::malformed) << listed.back().name;
}

TEST(Statement, says_how_long_shards_are_and_only_of_shards) {
  const std::vector<Listed> listed = {{"a:0:3", hex_of("1")}};
  EXPECT_TRUE(read_statement(statement(replaced(shards, ":8", ":8.0"), listed), std::nullopt).ok());
  for (const auto* size : {"0", "0.5", "-8", "9007199254740994", "\"8\"", "null", "true"})
    EXPECT_EQ(code_of_statement(
                  statement(replaced(shards, "\"shard_size\":8", std::string("\"shard_size\":") + size), listed)),
              ErrorCode::malformed)
        << size;
  EXPECT_EQ(code_of_statement(statement(replaced(shards, ",\"shard_size\":8", ""), listed)), ErrorCode::malformed);
  EXPECT_EQ(code_of_statement(statement(files + ",\"shard_size\":8", two())), ErrorCode::malformed);
}

TEST(Statement, of_another_kind_is_unsupported) {
  const auto text = statement(files, two());
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{{"Statement/v1", "Statement/v2"},
                                                                                 {"signature/v1.0", "signature/v1.1"},
                                                                                 {"\"files\"", "\"tree\""},
                                                                                 {"e\":\"sha256\"", "e\":\"blake3\""}})
    EXPECT_EQ(code_of_statement(replaced(text, from, to)), ErrorCode::unsupported) << to;
}

TEST(Statement, has_its_members_and_no_others) {
  const auto text = statement(files, two());
  EXPECT_EQ(code_of_statement(replaced(text, "{", R"({"more":1,)")), ErrorCode::malformed);
  EXPECT_EQ(code_of_statement(replaced(text, R"("serialization":{)", R"("serialization":{"more":1,)")),
            ErrorCode::malformed);
  EXPECT_EQ(code_of_statement(replaced(text, R"("predicate":{)", R"("predicate":{"more":1,)")), ErrorCode::malformed);
  EXPECT_EQ(code_of_statement(replaced(text, R"(,"allow_symlinks":false)", "")), ErrorCode::malformed);
  EXPECT_EQ(code_of_statement(replaced(text, "links\":false", "links\":\"no\"")), ErrorCode::malformed);
  EXPECT_EQ(code_of_statement(replaced(text, R"([{"name":"m")", R"([{"name":"")")), ErrorCode::malformed);
  EXPECT_EQ(code_of_statement(replaced(text, R"("algorithm":"sha256")", R"("algorithm":"sha512")")),
            ErrorCode::malformed);
  EXPECT_TRUE(read_statement(replaced(text, R"({"name":"a")", R"({"more":1,"name":"a")"), std::nullopt).ok());
}

TEST(Statement, leaves_out_paths_and_what_is_below_them) {
  const auto read =
      read_statement(statement(files + R"(,"ignore_paths":["x/y",".git","","../z","/abs","."])", two()), std::nullopt);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->left_out_in_vain, (std::vector<std::string>{"", "../z", "/abs", "."}));
  for (const auto* inside : {"x/y", "x/y/z", ".git", ".git/HEAD"})
    EXPECT_TRUE(is_left_out(read->left_out, inside)) << inside;
  for (const auto* outside : {"x", "x/yz", "a/x/y", ".gitignore", "abs"})
    EXPECT_FALSE(is_left_out(read->left_out, outside)) << outside;
  EXPECT_EQ(code_of_statement(statement(files + R"(,"ignore_paths":[1])", two())), ErrorCode::malformed);
  EXPECT_EQ(code_of_statement(statement(files + R"(,"ignore_paths":"x")", two())), ErrorCode::malformed);
  EXPECT_EQ(code_of_statement(statement(files + R"(,"ignore_paths":null)", two())), ErrorCode::malformed);
}

std::string statement_0_2(std::string_view more = "") {
  return R"({"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"b","digest":{"sha256":")" + hex_of("1") +
         R"("},"annotations":{"actual_hash_algorithm":"file-sha256"}},{"name":"a","digest":{"sha256":")" + hex_of("2") +
         "\"}" + std::string(more) +
         R"(}],"predicateType":"https://model_signing/Digests/v0.1","predicate":{"unused":"x"}})";
}

TEST(Statement, of_the_first_version_has_the_files_as_subjects) {
  const auto read = read_statement(statement_0_2(), std::nullopt);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->version, Version::v0_2);
  EXPECT_EQ(read->files.size(), 2U);
  EXPECT_EQ(read->order, Order::other);
  EXPECT_FALSE(read->root);
  EXPECT_TRUE(is_of_version_0_2(statement_0_2()));
  EXPECT_FALSE(is_of_version_0_2(statement(files, two())));
  EXPECT_FALSE(is_of_version_0_2("no JSON"));
}

TEST(Statement, of_the_first_version_is_held_to_its_form) {
  EXPECT_EQ(code_of_statement(replaced(statement_0_2(), "file-sha256", "file-blake2b")), ErrorCode::unsupported);
  EXPECT_EQ(code_of_statement(replaced(statement_0_2(), R"("name":"b")", R"("name":"a")")), ErrorCode::malformed);
  EXPECT_EQ(code_of_statement(replaced(statement_0_2(), R"("name":"b")", R"("name":"../b")")), ErrorCode::malformed);
  EXPECT_EQ(code_of_statement(replaced(statement_0_2(), hex_of("1"), "00")), ErrorCode::malformed);
  EXPECT_TRUE(read_statement(statement_0_2(R"(,"annotations":{})"), std::nullopt).ok());
}

}  // namespace
}  // namespace weightcheck::signature
