// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "hash/base64.hpp"
#include "signature/checkpoint.hpp"

namespace weightcheck::signature {
namespace {

constexpr std::string_view root_text = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=";  // 31 times 0, then 1

std::string note(std::string_view size = "13", std::string_view root = root_text) {
  return "log.example - 4201\n" + std::string(size) + "\n" + std::string(root) + "\nTimestamp: 17\n";
}

std::string line(std::string_view signature, std::string_view name = "log.example") {
  return "\xe2\x80\x94 " + std::string(name) + " " + hash::to_base64(bytes_of(signature)) + "\n";
}

TEST(Checkpoint, says_a_size_and_a_root_and_who_signed_it) {
  const auto found = read_checkpoint(note() + "\n" + line("hintabc") + line("elsewhere", "witness.example"));
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(found->note, note());
  EXPECT_EQ(found->origin, "log.example - 4201");
  EXPECT_EQ(found->tree_size, 13U);
  EXPECT_EQ(found->root.hex().substr(60), "0001");
  ASSERT_EQ(found->signatures.size(), 2U);
  EXPECT_EQ(text_of(found->signatures[0].hint), "hint");
  EXPECT_EQ(text_of(found->signatures[0].signature), "abc");
}

TEST(Checkpoint, passes_over_signature_lines_of_another_form) {
  const std::string others =
      "- log.example aGludGFiYw==\n\xe2\x80\x94 name\n\xe2\x80\x94  aGludGFiYw==\n"
      "\xe2\x80\x94 name !\n\xe2\x80\x94 name aGludA==\n";
  const auto found = read_checkpoint(note() + "\n" + others + line("hintabc"));
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(found->signatures.size(), 1U);
}

TEST(Checkpoint, without_signatures_is_read_and_has_none) {
  const auto found = read_checkpoint(note() + "\n");
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_TRUE(found->signatures.empty());
}

TEST(Checkpoint, with_less_or_more_than_one_blank_line_is_refused) {
  EXPECT_FALSE(read_checkpoint("").ok());
  EXPECT_FALSE(read_checkpoint(note()).ok());
  EXPECT_FALSE(read_checkpoint(note() + "\n\n" + line("hintabc")).ok());
  EXPECT_FALSE(read_checkpoint(note() + "\n" + line("hintabc") + "\n" + line("hintabc")).ok());
}

TEST(Checkpoint, with_another_form_of_size_or_root_is_refused) {
  const auto refused = [](const std::string& text) { return !read_checkpoint(text + "\n" + line("hintabc")).ok(); };
  EXPECT_TRUE(refused(note("013")));
  EXPECT_TRUE(refused(note("-1")));
  EXPECT_TRUE(refused(note("13 ")));
  EXPECT_TRUE(refused(note("13", "AAAA")));
  EXPECT_TRUE(refused(note("13", std::string(root_text) + "\r")));
  EXPECT_TRUE(refused("log.example\n13\n"));
}

TEST(Checkpoint, over_the_limit_is_refused) {
  const auto found = read_checkpoint(note() + std::string(limits::checkpoint_bytes_max, 'x'));
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace weightcheck::signature
