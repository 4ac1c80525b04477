// SPDX-License-Identifier: Apache-2.0
// Every byte in one part and in no other, in parts of equal size, the same on every machine.
#include "parts/plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>

namespace weightcheck::parts {
namespace {

constexpr std::uint64_t plan_grid = 100;

Work whole(const std::string& name, std::uint64_t size) {
  return {.path = ModelPath::parse(name).value(),
          .size = size,
          .wanted = {evidence::Algorithm::sha256},
          .line = std::nullopt};
}

Work spanned(const std::string& name, std::uint64_t size) {
  Work work = whole(name, size);
  work.line = Digest();
  return work;
}

// Of each file, the spans that some part has, sorted; a whole file is one span of number 0.
std::map<std::size_t, std::vector<std::size_t>> covered(const Plan& plan) {
  std::map<std::size_t, std::vector<std::size_t>> spans;
  for (const auto& part : plan.parts) {
    for (const Piece& piece : part) {
      for (std::size_t i = 0; i < std::max<std::size_t>(1, piece.spans.count); ++i)
        spans[piece.work].push_back(piece.spans.first + i);
    }
  }
  for (auto& [work, numbers] : spans)
    std::ranges::sort(numbers);
  return spans;
}

std::vector<std::size_t> first_numbers(std::size_t count) {
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < count; ++i)
    numbers.push_back(i);
  return numbers;
}

TEST(Plan, gives_the_largest_file_to_the_part_that_has_least) {
  const Plan plan = make_plan({whole("a", 10), whole("b", 70), whole("c", 30), whole("d", 40)}, 0, 2);
  EXPECT_EQ(plan.bytes_of_parts, (std::vector<std::uint64_t>{80, 70}));
  EXPECT_EQ(plan.parts[0], (std::vector<Piece>{{.work = 0}, {.work = 1}}));
  EXPECT_EQ(plan.parts[1], (std::vector<Piece>{{.work = 2}, {.work = 3}}));
}

TEST(Plan, shares_files_without_bytes_by_their_number) {
  std::vector<Work> work;
  for (int i = 0; i < 12; ++i)
    work.push_back(whole("f" + std::to_string(i), 0));
  const Plan plan = make_plan(work, 0, 3);
  for (const auto& part : plan.parts)
    EXPECT_EQ(part.size(), 4U);
}

TEST(Plan, leaves_parts_empty_that_there_is_nothing_for) {
  const Plan plan = make_plan({whole("a", 10)}, 0, 3);
  EXPECT_EQ(plan.parts[0].size(), 1U);
  EXPECT_TRUE(plan.parts[1].empty());
  EXPECT_TRUE(plan.parts[2].empty());
  EXPECT_EQ(make_plan({}, 0, 2).parts.size(), 2U);
}

TEST(Plan, cuts_one_file_that_has_states_into_equal_parts) {
  const Plan plan = make_plan({spanned("a", 1001)}, plan_grid, 4);
  EXPECT_EQ(covered(plan), (std::map<std::size_t, std::vector<std::size_t>>{{0, first_numbers(11)}}));
  for (const std::uint64_t bytes : plan.bytes_of_parts)
    EXPECT_LE(bytes, 251 + plan_grid);
}

TEST(Plan, covers_every_span_once_for_all_sizes_and_counts) {
  std::uint64_t seed = 1;
  const auto next = [&](std::uint64_t below) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    return (seed >> 33) % below;
  };
  for (int round = 0; round < 300; ++round) {
    std::vector<Work> work;
    std::uint64_t total = 0, largest = 0;
    for (std::uint64_t i = next(8); i < 8; ++i) {
      const std::string name = "f" + std::to_string(i);
      work.push_back(next(2) == 0 ? whole(name, next(3000)) : spanned(name, plan_grid + 1 + next(5000)));
      total += work.back().size;
      if (!work.back().line) largest = std::max(largest, work.back().size);
    }
    const std::size_t count = 1 + next(9);
    const Plan plan = make_plan(work, plan_grid, count);
    const auto spans = covered(plan);
    ASSERT_EQ(spans.size(), work.size());
    for (std::size_t i = 0; i < work.size(); ++i) {
      const std::size_t expected = work[i].line ? (work[i].size + plan_grid - 1) / plan_grid : 1;
      EXPECT_EQ(spans.at(i), first_numbers(expected)) << "round " << round << ", file " << i;
    }
    std::uint64_t sum = 0;
    for (const std::uint64_t bytes : plan.bytes_of_parts)
      sum += bytes;
    EXPECT_EQ(sum, total);
    EXPECT_LE(std::ranges::max(plan.bytes_of_parts), total / count + largest + plan_grid + 1) << "round " << round;
  }
}

TEST(Plan, cuts_pieces_that_a_line_of_a_part_can_hold) {
  const Plan plan = make_plan({spanned("a", plan_grid * (2 * piece_spans_max + 5))}, plan_grid, 1);
  ASSERT_EQ(plan.parts[0].size(), 3U);
  EXPECT_EQ(plan.parts[0][2], (Piece{.work = 0, .spans = {.first = 2 * piece_spans_max, .count = 5}}));
}

// 1,000 parts, 5,000 files, 15 TB, the largest of them 50 GB: under a second on any machine.
TEST(Plan, of_a_thousand_parts_is_made_in_a_moment) {
  std::vector<Work> work;
  for (int i = 0; i < 5000; ++i)
    work.push_back(spanned("f" + std::to_string(i), std::uint64_t{3'000'000'000} + static_cast<std::uint64_t>(i)));
  const auto start = std::chrono::steady_clock::now();
  const Plan plan = make_plan(work, std::uint64_t{16} << 20, 1000);
  const Digest digest = digest_of({.command = "verify", .listed = {}, .pin = {}, .plan = &plan});
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_NE(digest, Digest());
  EXPECT_LT(took, std::chrono::seconds(5));  // of a test that is not optimised, beside others
  const auto [least, most] = std::ranges::minmax(plan.bytes_of_parts);
  EXPECT_LE(most - least, (std::uint64_t{16} << 20) * 1001);
}

TEST(PlanDigest, is_the_same_for_the_same_list) {
  const Plan plan = make_plan({whole("a", 1), spanned("b", 2000)}, plan_grid, 2);
  const Plan again = make_plan({whole("a", 1), spanned("b", 2000)}, plan_grid, 2);
  EXPECT_EQ(digest_of({.command = "verify", .listed = {{"a", 1}}, .pin = "p", .plan = &plan}),
            digest_of({.command = "verify", .listed = {{"a", 1}}, .pin = "p", .plan = &again}));
}

TEST(PlanDigest, depends_on_everything_that_parts_must_agree_on) {
  const Plan plan = make_plan({whole("a", 1), spanned("b", 2000)}, plan_grid, 2);
  const Plan of_three = make_plan({whole("a", 1), spanned("b", 2000)}, plan_grid, 3);
  const Plan other_grid = make_plan({whole("a", 1), spanned("b", 2000)}, 2 * plan_grid, 2);
  const Plan other_size = make_plan({whole("a", 2), spanned("b", 2000)}, plan_grid, 2);
  Work with_other_states = spanned("b", 2000);
  with_other_states.line->bytes[0] = std::byte{1};
  const Plan other_line = make_plan({whole("a", 1), with_other_states}, plan_grid, 2);
  const std::vector<evidence::ClaimSet> claims = {
      {.source = "the manifest", .claims = {{.span = {ModelPath::parse("a").value()}, .expected = {Digest()}}}}};
  std::vector<Digest> digests;
  for (const Plan* one : {&plan, &of_three, &other_grid, &other_size, &other_line})
    digests.push_back(digest_of({.command = "verify", .listed = {{"a", 1}}, .pin = "p", .plan = one}));
  digests.push_back(digest_of({.command = "hash", .listed = {{"a", 1}}, .pin = "p", .plan = &plan}));
  digests.push_back(digest_of({.command = "verify", .listed = {{"a", 2}}, .pin = "p", .plan = &plan}));
  digests.push_back(digest_of({.command = "verify", .listed = {{"a", 1}, {"c", 0}}, .pin = "p", .plan = &plan}));
  digests.push_back(digest_of({.command = "verify", .listed = {{"a", 1}}, .pin = "q", .plan = &plan}));
  digests.push_back(
      digest_of({.command = "verify", .listed = {{"a", 1}}, .pin = "p", .keeps_states = true, .plan = &plan}));
  digests.push_back(
      digest_of({.command = "verify", .listed = {{"a", 1}}, .pin = "p", .plan = &plan, .claim_sets = &claims}));
  std::ranges::sort(digests);
  EXPECT_EQ(std::ranges::adjacent_find(digests), digests.end());
}

TEST(Share, is_read_to_the_letter) {
  EXPECT_EQ(read_share("3/16").value(), (Share{3, 16}));
  EXPECT_EQ(name_of(Share{3, 16}), "part 3 of 16");
  for (const char* word : {"", "3", "0/16", "17/16", "3/0", "03/16", "3/", "/16", "-1/2", "3/16/2", "1/10001", "a/b"})
    EXPECT_EQ(read_share(word).error().code, ErrorCode::usage) << word;
}

}  // namespace
}  // namespace weightcheck::parts
