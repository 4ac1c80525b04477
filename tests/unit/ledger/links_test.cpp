// SPDX-License-Identifier: Apache-2.0
#include "ledger/links.hpp"

#include <gtest/gtest.h>

#include "hash/sha256.hpp"
#include "support/ledger_of.hpp"

namespace weightcheck::ledger {
namespace {

std::string pattern(std::size_t bytes, char first) {
  std::string text(bytes, first);
  for (std::size_t i = 0; i < bytes; ++i)
    text[i] = static_cast<char>(first + static_cast<char>(i % 61));
  return text;
}

test::MadeShard four_tensors() {
  return {"model.safetensors",
          {{"a", "U8", {100}, pattern(100, 1)},
           {"b", "U8", {3}, pattern(3, 2)},
           {"c", "U8", {0}, ""},
           {"d", "U8", {200}, pattern(200, 3)}}};
}

Link link_with(const Shard& shard, std::size_t tensor, const std::string& bytes) {
  hash::Stream stream = stream_before(shard, tensor);
  stream.update(bytes_of(bytes));
  return judge_link(shard, tensor, stream);
}

TEST(Stream, can_be_left_and_entered_at_any_byte) {
  const std::string text = pattern(300, 5);
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    hash::Stream first;
    first.update(bytes_of(text).first(cut));
    hash::Stream second(first.value(), first.lead(), cut);
    second.update(bytes_of(text).subspan(cut));
    EXPECT_EQ(second.digest(), hash::sha256(bytes_of(text))) << cut;
  }
}

TEST(Links, hold_with_the_tensors_own_bytes_and_no_others) {
  const test::MadeShard made = four_tensors();
  const Shard shard = test::shard_of(made);
  for (std::size_t i = 0; i < made.tensors.size(); ++i) {
    EXPECT_EQ(link_with(shard, i, made.tensors[i].bytes), Link::held) << i;
    std::string bent = made.tensors[i].bytes;
    if (bent.empty()) continue;
    bent.back() = static_cast<char>(bent.back() ^ 1);
    EXPECT_EQ(link_with(shard, i, bent), Link::broken) << i;
    EXPECT_EQ(link_with(shard, i, bent.substr(1)), Link::broken) << i;
  }
}

TEST(Levels, are_proven_where_all_links_hold) {
  const Shard shard = test::shard_of(four_tensors());
  EXPECT_EQ(levels_of(shard, {Link::held, Link::held, Link::unknown, Link::held}),
            std::vector<Level>(4, Level::proven));
}

TEST(Levels, are_chained_up_to_the_end_and_listed_before_a_gap) {
  const Shard shard = test::shard_of(four_tensors());
  EXPECT_EQ(levels_of(shard, {Link::held, Link::unknown, Link::unknown, Link::held}),
            (std::vector<Level>{Level::listed, Level::listed, Level::chained, Level::chained}));
  EXPECT_EQ(levels_of(shard, {Link::held, Link::held, Link::unknown, Link::unknown}),
            std::vector<Level>(4, Level::listed));
}

TEST(Levels, are_listed_where_the_last_link_is_broken) {
  const Shard shard = test::shard_of(four_tensors());
  EXPECT_EQ(levels_of(shard, {Link::held, Link::held, Link::held, Link::broken}), std::vector<Level>(4, Level::listed));
}

TEST(Levels, of_a_raw_shard_come_from_no_link) {
  test::MadeShard made = four_tensors();
  made.kind = ShardKind::raw;
  EXPECT_EQ(levels_of(test::shard_of(made), std::vector<Link>(4, Link::held)), std::vector<Level>(4, Level::listed));
}

}  // namespace
}  // namespace weightcheck::ledger
