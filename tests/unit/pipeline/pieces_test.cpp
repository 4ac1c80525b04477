// SPDX-License-Identifier: Apache-2.0
// Some spans of a file, as one of several machines reads them: together they are the file's chain.
#include "pipeline/hash_pieces.hpp"

#include <gtest/gtest.h>

#include "hash/sha256.hpp"
#include "midstates/chain.hpp"
#include "support/memory_files.hpp"
#include "support/midstates_of.hpp"

namespace weightcheck::pipeline {
namespace {

using midstates::SpanRange;

constexpr std::uint64_t grid = midstates::grid_bytes_min;
constexpr std::uint64_t size = 10 * grid + 17;  // eleven spans

struct File {
  explicit File(std::string bytes = test::content_of_size(size))
      : content(std::move(bytes)), line(test::line_of(content, grid)) {
    files.add("f", content);
  }

  [[nodiscard]] PiecePlan pieces(const std::vector<SpanRange>& ranges) const {
    PiecePlan plan{.plan = {.grid = grid}, .ranges = ranges};
    for (std::size_t i = 0; i < ranges.size(); ++i)
      plan.plan.items.push_back(
          {.path = ModelPath::parse("f").value(), .expected = files.identity_of("f"), .hints = &line});
    return plan;
  }

  [[nodiscard]] std::vector<PieceSeen> seen(const std::vector<SpanRange>& ranges, Progress* progress = nullptr) const {
    return hash_pieces(files, pieces(ranges), {.threads = 2}, {}, progress).value();
  }

  std::string content;
  midstates::Line line;
  test::MemoryFiles files;
};

TEST(Pieces, together_are_the_chain_of_the_file) {
  const File file;
  for (const std::vector<SpanRange>& ranges :
       {std::vector<SpanRange>{{0, 11}}, {{0, 1}, {1, 9}, {10, 1}}, {{0, 5}, {5, 6}}, {{6, 5}, {0, 6}}}) {
    midstates::Chain chain(file.line, grid);
    const auto seen = file.seen(ranges);
    ASSERT_EQ(seen.size(), ranges.size());
    for (std::size_t i = 0; i < seen.size(); ++i) {
      ASSERT_TRUE(seen[i].file.digests.ok());
      EXPECT_EQ(*seen[i].file.digests, evidence::DigestSet());  // of a part of a file there is none
      EXPECT_FALSE(seen[i].file.spans);
      ASSERT_EQ(seen[i].ends.size(), ranges[i].count);
      for (std::size_t k = 0; k < ranges[i].count; ++k)
        chain.ended(ranges[i].first + k, seen[i].ends[k]);
    }
    EXPECT_FALSE(chain.next_step());
    EXPECT_EQ(chain.digest(), hash::sha256(bytes_of(file.content)));
  }
}

TEST(Pieces, that_are_a_whole_file_have_its_digest) {
  const File file;
  const auto seen = file.seen({SpanRange()});
  EXPECT_EQ(seen.front().file.digests->sha256(), hash::sha256(bytes_of(file.content)));
  EXPECT_TRUE(seen.front().ends.empty());
}

TEST(Pieces, count_the_bytes_that_they_read) {
  const File file;
  Progress progress;
  ASSERT_EQ(file.seen({{2, 3}, {10, 1}}, &progress).size(), 2U);
  EXPECT_EQ(progress.bytes_total(), 3 * grid + 17);
  EXPECT_EQ(progress.bytes_done(), 3 * grid + 17);
}

TEST(Pieces, of_a_damaged_file_do_not_lead_on) {
  File file;
  std::string damaged = file.content;
  damaged[3 * grid + 5] = static_cast<char>(damaged[3 * grid + 5] ^ 1);
  file.files.add("f", damaged);
  const auto seen = file.seen({{2, 3}});
  EXPECT_TRUE(file.line.states[2].is(seen.front().ends[0]));
  EXPECT_FALSE(file.line.states[3].is(seen.front().ends[1]));
  EXPECT_TRUE(file.line.states[4].is(seen.front().ends[2]));
}

TEST(Pieces, that_cannot_be_read_say_where) {
  File file;
  file.files.add("f", test::MemoryFile{.content = file.content, .fails_at = 4 * grid + 1});
  const auto seen = file.seen({{0, 4}, {4, 7}});
  EXPECT_TRUE(seen[0].file.digests.ok());
  ASSERT_FALSE(seen[1].file.digests.ok());
  EXPECT_EQ(seen[1].file.digests.error().code, ErrorCode::io);
  EXPECT_TRUE(seen[1].ends.empty());
}

TEST(Pieces, of_a_file_that_changes_meanwhile_are_nothing) {
  File file;
  file.files.add("f", test::MemoryFile{.content = file.content, .changes_at = 5 * grid});
  const auto seen = file.seen({{4, 3}});
  ASSERT_FALSE(seen.front().file.digests.ok());
  EXPECT_EQ(seen.front().file.digests.error().code, ErrorCode::changed);
  EXPECT_TRUE(seen.front().ends.empty());
}

TEST(Pieces, are_spans_only_where_nothing_but_sha256_is_wanted) {
  const File file;
  HashItem item = file.pieces({SpanRange()}).plan.items.front();
  EXPECT_TRUE(is_spanned(item));
  item.wanted.add(evidence::Algorithm::git_sha1);
  EXPECT_FALSE(is_spanned(item));
  item.wanted = {evidence::Algorithm::sha256};
  item.expected.size -= 1;
  EXPECT_FALSE(is_spanned(item));
  item = file.pieces({SpanRange()}).plan.items.front();
  item.hints = nullptr;
  EXPECT_FALSE(is_spanned(item));
}

}  // namespace
}  // namespace weightcheck::pipeline
