// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "ledger/ledger.hpp"
#include "support/ledger_of.hpp"

namespace weightcheck::ledger {
namespace {

std::string content(std::size_t bytes, unsigned seed) {
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i)
    text.push_back(static_cast<char>((i * 31 + seed * 17 + i / 251) & 0x3F));
  return text;
}

std::vector<test::MadeShard> two_shards() {
  return {{"a/one.safetensors",
           {{"first", "BF16", {64, 64}, content(8192, 1)},
            {"short", "U8", {5}, content(5, 2)},
            {"empty", "F32", {0, 4}, ""},
            {"last", "BF16", {32, 128}, content(8192, 3)}}},
          {"two.safetensors", {{"other", "F32", {40, 40}, content(6400, 4)}}, ShardKind::raw}};
}

std::string text() { return write(test::ledger_of(two_shards())); }

// Of the nth line that begins so.
std::string with_line(const std::string& all, std::string_view prefix, std::size_t nth,
                      const std::function<std::string(std::string)>& change) {
  std::string out;
  std::size_t seen = 0;
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = all.find('\n', begin);
    std::string line = all.substr(begin, end - begin);
    if (line.starts_with(prefix) && seen++ == nth) line = change(line);
    out += line + "\n";
    begin = end + 1;
  }
  return out;
}

void expect_refused(const std::string& bent, std::string_view message) {
  const auto found = read(bytes_of(bent));
  ASSERT_FALSE(found.ok()) << message;
  EXPECT_NE(found.error().message.find(message), std::string::npos) << found.error().message;
  EXPECT_TRUE(found.error().message.starts_with("line ")) << found.error().message;
}

TEST(Ledger, comes_back_as_it_was_written) {
  const std::string written = text();
  const auto found = read(bytes_of(written));
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(write(*found), written);
  ASSERT_EQ(found->shards.size(), 2U);
  EXPECT_EQ(found->shards[0].tensors.size(), 4U);
  EXPECT_EQ(found->shards[0].name_of(3), "last");
  EXPECT_EQ(found->shards[1].kind, ShardKind::raw);
}

TEST(Ledger, is_refused_for_a_digest_of_a_shard_that_the_commit_does_not_name) {
  expect_refused(with_line(text(), "shard ", 0,
                           [](std::string line) {
                             line[6] = line[6] == '0' ? '1' : '0';
                             return line;
                           }),
                 "holds no pointer");
}

TEST(Ledger, is_refused_for_a_path_that_is_not_of_the_commit) {
  expect_refused(with_line(text(), "raw-shard ", 0, [](std::string line) { return line + "x"; }),
                 "not a file of the commit");
}

TEST(Ledger, is_refused_for_tensors_too_few_or_too_many) {
  const std::string all = text();
  expect_refused(with_line(all, "tensor ", 3, [](const std::string& line) { return line + "\n" + line; }),
                 "one tensor more");
  const std::size_t last = all.rfind("tensor ");
  expect_refused(all.substr(0, last), "is missing");
}

TEST(Ledger, is_refused_for_a_lead_of_another_length) {
  expect_refused(with_line(text(), "tensor ", 0, [](const std::string& line) { return line + "00"; }), "");
  expect_refused(with_line(text(), "tensor ", 1,
                           [](std::string line) {
                             line.insert(7 + 64 + 1 + 64 + 1, "00");
                             return line;
                           }),
                 "no lead of");
}

TEST(Ledger, is_refused_where_a_tensor_in_one_block_does_not_go_on) {
  expect_refused(with_line(text(), "tensor ", 2,
                           [](std::string line) {
                             line[7 + 64 + 1] = line[7 + 64 + 1] == '0' ? '1' : '0';
                             return line;
                           }),
                 "does not go on");
}

TEST(Ledger, is_refused_where_the_last_state_does_not_give_the_digest) {
  expect_refused(with_line(text(), "tensor ", 4,
                           [](std::string line) {
                             line[7 + 64 + 1] = line[7 + 64 + 1] == '0' ? '1' : '0';
                             return line;
                           }),
                 "does not give the shard's digest");
}

TEST(Ledger, is_refused_for_fields_that_are_unknown_doubled_or_out_of_place) {
  for (const std::string_view tail : {" x=1", " ", " s=", " f16=00"})
    expect_refused(with_line(text(), "tensor ", 0, [&](const std::string& line) { return line + std::string(tail); }),
                   "");
  expect_refused(with_line(text(), "# commit", 0, [](const std::string& line) { return line + "\n# colour: blue"; }),
                 "");
}

TEST(Ledger, is_refused_for_a_sketch_of_another_length) {
  expect_refused(with_line(text(), "tensor ", 0,
                           [](const std::string& line) { return line.substr(0, line.find(" s=")) + " s=AAAA"; }),
                 "sketch");
}

TEST(Ledger, is_refused_for_a_proof_of_another_commit) {
  const std::string other = write(test::ledger_of(two_shards(), "other"));
  const std::size_t begin = other.find("proof "), end = other.find('\n', begin);
  expect_refused(with_line(text(), "proof ", 0, [&](const std::string&) { return other.substr(begin, end - begin); }),
                 "another commit");
}

TEST(Ledger, is_refused_wherever_it_is_cut) {
  const std::string all = text();
  for (std::size_t bytes = 0; bytes < all.size(); bytes += 7) {
    const auto found = read(bytes_of(all).first(bytes));
    const bool is_whole_shard = found.ok() && found->shards.size() == 1;  // cut between two shards
    EXPECT_TRUE(!found.ok() || is_whole_shard) << bytes;
  }
}

TEST(Ledger, of_the_published_vector_is_read_and_written_alike) {
  const std::filesystem::path file = std::filesystem::path(WEIGHTCHECK_SHARED) / "fixtures/lineage/mini/TENSORS.ledger";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is not here";
  std::ifstream stream(file, std::ios::binary);
  const std::string all((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  const auto found = read(bytes_of(all));
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(write(*found), all);
}

}  // namespace
}  // namespace weightcheck::ledger
