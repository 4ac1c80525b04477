// SPDX-License-Identifier: Apache-2.0
#include "workflow/hash_plan.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace weightcheck::workflow {
namespace {

using evidence::Coverage;
using evidence::Evidence;

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;
constexpr std::uint64_t tebibyte = std::uint64_t{1} << 40;

class HashPlanTest : public testing::Test {
 protected:
  HashPlanTest() { evidence_.claim_sets.push_back({.source = "the manifest", .coverage = Coverage::all}); }

  static ModelPath path(std::string_view text) { return ModelPath::parse(text).value(); }

  // By rising names.
  void here(std::string_view name, std::uint64_t size) {
    evidence_.tree.files.push_back({.path = path(name), .size = size, .identity = {.inode = ++inode_, .size = size}});
  }
  void listed(std::string_view name, std::optional<std::uint64_t> size) {
    evidence_.claim_sets.front().claims.push_back(
        {.span = {.path = path(name)}, .file_size = size, .expected = {evidence::Expected(Digest{})}});
  }
  [[nodiscard]] std::vector<std::string> planned() const {
    std::vector<std::string> names;
    for (const auto& item : plan_hashing(evidence_).items)
      names.push_back(item.path.text());
    return names;
  }

  Evidence evidence_;
  std::uint64_t inode_ = 0;
};

using Names = std::vector<std::string>;

TEST_F(HashPlanTest, leaves_out_what_is_of_another_size_than_is_said) {
  here("a", 100 * mebibyte);
  here("b", 8 * tebibyte);
  listed("a", 100 * mebibyte);
  listed("b", 100 * mebibyte + 1);
  EXPECT_EQ(planned(), (Names{"a"}));
}

TEST_F(HashPlanTest, leaves_out_what_nobody_speaks_of) {
  here("a", 100 * mebibyte);
  here("b", 8 * tebibyte);
  listed("a", 100 * mebibyte);
  EXPECT_EQ(planned(), (Names{"a"}));
}

TEST_F(HashPlanTest, reads_what_may_be_said_of_another_file) {
  here("a", 200 * mebibyte);
  here("b", 100 * mebibyte);
  listed("a", 100 * mebibyte);
  listed("b", 200 * mebibyte);
  EXPECT_EQ(planned(), (Names{"a", "b"}));
}

TEST_F(HashPlanTest, reads_no_more_of_what_cannot_hold_than_of_what_can) {
  here("a", 2 * tebibyte);
  listed("a", 2 * tebibyte);
  for (const char name : {'b', 'c', 'd', 'e'})
    here(std::string(1, name), 2 * tebibyte);
  EXPECT_EQ(planned(), (Names{"a", "b"}));
}

TEST_F(HashPlanTest, reads_an_unlisted_file_where_a_list_says_no_sizes) {
  here("a", 100 * mebibyte);
  here("b", 200 * mebibyte);
  here("c", 8 * tebibyte);
  listed("a", std::nullopt);
  EXPECT_EQ(planned(), (Names{"a", "b"}));
}

TEST_F(HashPlanTest, reads_small_files_so_that_their_digests_can_be_told) {
  here("a", 1000);
  here("b", 1000);
  listed("a", 999);
  EXPECT_EQ(planned(), (Names{"a", "b"}));
}

TEST_F(HashPlanTest, reads_all_where_nobody_says_anything) {
  here("a", 8 * tebibyte);
  EXPECT_EQ(planned(), (Names{"a"}));
}

TEST_F(HashPlanTest, reads_what_one_of_two_lists_still_allows) {
  here("a", 8 * tebibyte);
  listed("a", 1);
  evidence_.claim_sets.push_back({.source = "the hub cache", .coverage = Coverage::some});
  evidence_.claim_sets.back().claims.push_back(
      {.span = {.path = path("a")}, .file_size = 8 * tebibyte, .expected = {evidence::Expected(Digest{})}});
  EXPECT_EQ(planned(), (Names{"a"}));
}

TEST_F(HashPlanTest, leaves_out_what_a_list_contradicts_and_git_names_by_its_id_alone) {
  here("a", 8 * tebibyte);
  here("b", 100 * mebibyte);
  listed("a", 1);
  evidence_.claim_sets.push_back({.source = "the commit", .coverage = Coverage::commit});
  for (const char* const name : {"a", "b"})
    evidence_.claim_sets.back().claims.push_back(
        {.span = {.path = path(name)}, .file_size = {}, .expected = {evidence::Expected(Digest{})}});
  EXPECT_EQ(planned(), (Names{"b"}));
}

}  // namespace
}  // namespace weightcheck::workflow
