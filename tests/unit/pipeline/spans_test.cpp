// SPDX-License-Identifier: Apache-2.0
// Files that are hashed in spans, with states that somebody wrote down: right ones, wrong ones, and files that are not
// what was written down. What comes out is always held against the same run without states.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "hash/engine.hpp"
#include "hash/sha256.hpp"
#include "pipeline/hash_files.hpp"
#include "pipeline/lane_list.hpp"
#include "support/memory_files.hpp"
#include "support/midstates_of.hpp"

namespace weightcheck::pipeline {
namespace {

using evidence::Algorithm;
using evidence::FileObservation;
using midstates::ByteRange;
using midstates::Hint;
using midstates::Line;
using test::content_of_size;
using test::line_of;
using test::MemoryFile;
using test::MemoryFiles;

constexpr std::uint64_t span_grid = midstates::grid_bytes_min;

class SpannedModel : public testing::Test {
 protected:
  // Adds a file, and the states of `said`.
  void add(const std::string& name, MemoryFile file, const std::string& said) {
    files_.add(name, std::move(file));
    lines_.emplace(name, line_of(said, span_grid));
  }
  void add(const std::string& name, const std::string& content) { add(name, MemoryFile{.content = content}, content); }

  [[nodiscard]] HashPlan plan(bool with_hints) const {
    HashPlan plan{.grid = span_grid};
    for (const auto& [name, line] : lines_) {
      plan.items.push_back({.path = ModelPath::parse(name).value(),
                            .expected = files_.identity_of(name),
                            .hints = with_hints ? &line : nullptr});
    }
    return plan;
  }

  [[nodiscard]] std::vector<FileObservation> hashed(const HashOptions& options = {.threads = 2}) const {
    return hash_files(files_, plan(true), options, {}).value();
  }
  [[nodiscard]] std::vector<FileObservation> hashed_serially() const {
    return hash_files(files_, plan(false), {.threads = 2}, {}).value();
  }

  void expect_as_without_hints(const HashOptions& options = {.threads = 2}) const {
    const auto with = hashed(options), without = hashed_serially();
    ASSERT_EQ(with.size(), without.size());
    for (std::size_t i = 0; i < with.size(); ++i) {
      EXPECT_EQ(with[i].path, without[i].path);
      EXPECT_EQ(with[i].identity, without[i].identity);
      EXPECT_EQ(with[i].digests, without[i].digests) << with[i].path.text();
    }
    EXPECT_EQ(files_.still_open(), 0);
  }

  MemoryFiles files_;
  std::map<std::string, Line> lines_;
};

// Around the grid, around what one lane takes, and many lanes.
const std::vector<std::uint64_t> some_sizes = {65'537, 131'072, 131'073, 262'144, 262'145, 1'000'003, 6'000'000};

class SpannedModelOfSizes : public SpannedModel {
 protected:
  SpannedModelOfSizes() {
    for (const std::uint64_t size : some_sizes)
      add("f" + std::to_string(size), content_of_size(size));
  }
};

TEST_F(SpannedModelOfSizes, comes_out_right_with_every_engine_and_number_of_threads) {
  for (const hash::Engine& engine : hash::engines()) {
    if (hash::availability(engine) != hash::Availability::available) continue;
    for (const unsigned threads : {1U, 3U}) {
      const HashOptions options{.threads = threads, .engine = std::string(engine.name)};
      expect_as_without_hints(options);
      for (const FileObservation& seen : hashed(options)) {
        ASSERT_TRUE(seen.spans) << seen.path.text();
        EXPECT_TRUE(seen.spans->broken.empty());
        EXPECT_EQ(seen.spans->wrong_hints, 0U);
      }
    }
  }
}

TEST_F(SpannedModelOfSizes, comes_out_right_however_it_is_read) {
  for (const IoMode io : {IoMode::automatic, IoMode::sequential, IoMode::parallel}) {
    for (const CacheUse cache : {CacheUse::normal, CacheUse::direct})
      expect_as_without_hints({.threads = 3, .io = io, .cache = cache});
  }
}

TEST_F(SpannedModelOfSizes, opens_each_file_once_and_tells_of_it_once) {
  Progress progress;
  std::vector<std::string> told;
  const HashPlan all = plan(true);
  ASSERT_TRUE(
      hash_files(files_, all, {.threads = 3, .io = IoMode::parallel}, {}, &progress, [&](const FileObservation& seen) {
        told.push_back(seen.path.text());
        return Next::go_on;
      }).ok());
  std::ranges::sort(told);
  EXPECT_EQ(told.size(), some_sizes.size());
  EXPECT_EQ(std::ranges::adjacent_find(told), told.end());
  EXPECT_EQ(files_.opened(), static_cast<int>(some_sizes.size()));
  EXPECT_EQ(progress.bytes_done(), all.total_bytes());
  EXPECT_EQ(progress.bytes_total(), all.total_bytes());
}

// By the serial hash, and by the walk over spans: the same, and what a program of its own computes.
TEST_F(SpannedModelOfSizes, keeps_the_states_where_they_are_wanted) {
  for (const bool with_hints : {false, true}) {
    for (const IoMode io : {IoMode::sequential, IoMode::parallel}) {
      HashPlan wanted = plan(with_hints);
      wanted.keep_states = KeepStates::yes;
      const auto all = hash_files(files_, wanted, {.threads = 2, .io = io}, {}).value();
      for (const FileObservation& seen : all)
        EXPECT_EQ(seen.states, lines_.at(seen.path.text()).states) << seen.path.text();
    }
  }
  for (const FileObservation& seen : hashed())
    EXPECT_TRUE(seen.states.empty());
}

TEST(Spans, keep_states_on_a_grid_that_no_buffer_is_a_multiple_of) {
  MemoryFiles files;
  const std::string content = content_of_size(900'000);
  files.add("a", content);
  HashPlan plan{.items = {{ModelPath::parse("a").value(), files.identity_of("a")}},
                .grid = 65'600,
                .keep_states = KeepStates::yes};
  const auto seen = hash_files(files, plan, {}, {}).value();
  EXPECT_EQ(seen[0].digests->sha256(), hash::sha256(bytes_of(content)));
  EXPECT_EQ(seen[0].states, line_of(content, 65'600).states);
}

TEST(Spans, keep_states_beside_a_blob_id) {
  MemoryFiles files;
  const std::string content = content_of_size(400'000);
  files.add("a", content);
  HashPlan plan{
      .items = {{ModelPath::parse("a").value(), files.identity_of("a"), {Algorithm::sha256, Algorithm::git_sha1}}},
      .grid = span_grid,
      .keep_states = KeepStates::yes};
  const auto seen = hash_files(files, plan, {}, {}).value();
  EXPECT_EQ(seen[0].states, line_of(content, span_grid).states);
  EXPECT_TRUE(seen[0].digests->find(Algorithm::git_sha1));
}

TEST_F(SpannedModel, of_wrong_states_has_the_same_digests) {
  const std::string content = content_of_size(900'000);
  add("all-zero", content);
  std::ranges::fill(lines_.at("all-zero").states, Hint());
  add("one", content_of_size(900'001));
  lines_.at("one").states[6] = Hint();
  add("neighbour", content_of_size(900'002));
  lines_.at("neighbour").states = line_of(content, span_grid).states;
  add("exchanged", content_of_size(900'004));
  std::swap(lines_.at("exchanged").states[0], lines_.at("exchanged").states[1]);
  for (const unsigned threads : {1U, 2U, 5U})
    expect_as_without_hints({.threads = threads});
  const auto seen = hashed();
  EXPECT_EQ(seen[0].spans->wrong_hints, 13U) << seen[0].path.text();
  EXPECT_EQ(seen[1].spans->wrong_hints, 2U) << seen[1].path.text();
  EXPECT_EQ(seen[2].spans->wrong_hints, 13U) << seen[2].path.text();
  EXPECT_EQ(seen[3].spans->wrong_hints, 1U) << seen[3].path.text();
  Progress progress;
  ASSERT_TRUE(hash_files(files_, plan(true), {.threads = 2}, {}, &progress).ok());
  EXPECT_GT(progress.bytes_total(), plan(true).total_bytes()) << "what is computed again is told";
  EXPECT_EQ(progress.bytes_done(), progress.bytes_total());
}

TEST_F(SpannedModel, that_is_damaged_has_its_own_digest_and_the_place) {
  const std::string said = content_of_size(2'000'000);
  std::string here = said;
  here[1'000'000] = static_cast<char>(here[1'000'000] ^ 4);
  here[1'999'999] = static_cast<char>(here[1'999'999] ^ 1);
  add("a", MemoryFile{.content = here}, said);
  expect_as_without_hints();
  const auto seen = hashed();
  const std::vector<ByteRange> broken = {{15 * span_grid, 16 * span_grid}, {30 * span_grid, 2'000'000}};
  EXPECT_EQ(seen[0].spans->broken, broken);
  EXPECT_EQ(seen[0].spans->line, hash::sha256(bytes_of(said)));
}

TEST_F(SpannedModel, that_is_damaged_need_not_be_read_behind_the_damage) {
  const std::string said = content_of_size(2'000'000);
  std::string here = said;
  here[1'000'000] = static_cast<char>(here[1'000'000] ^ 4);
  add("a", MemoryFile{.content = here}, said);
  add("whole", content_of_size(1'000'000));
  std::ranges::fill(lines_.at("whole").states, Hint());
  HashPlan plan = this->plan(true);
  plan.damaged = Damaged::ruled_out;
  Progress progress;
  const auto seen = hash_files(files_, plan, {.threads = 2}, {}, &progress).value();
  EXPECT_EQ(seen[0].digests->sha256(), std::nullopt);
  EXPECT_EQ(seen[0].digests->ruled_out(), hash::sha256(bytes_of(said)));
  const std::vector<ByteRange> broken = {{15 * span_grid, 16 * span_grid}};
  EXPECT_EQ(seen[0].spans->broken, broken);
  EXPECT_EQ(seen[1].digests, hashed_serially()[1].digests) << "wrong states alone rule nothing out";
  EXPECT_EQ(progress.bytes_done(), progress.bytes_total());
  EXPECT_EQ(files_.still_open(), 0);
}

TEST_F(SpannedModel, has_the_digests_of_a_run_without_states_whatever_was_tampered_with) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 25; ++round) {
    lines_.clear();
    for (int i = 0; i < 8; ++i) {
      const std::string said = content_of_size(span_grid + 1 + random() % 1'500'000);
      std::string here = said;
      const std::string name = "f" + std::to_string(i);
      for (std::uint64_t bits = random() % 3; bits > 0; --bits)
        here[random() % here.size()] = static_cast<char>(random());
      add(name, MemoryFile{.content = here, .inode = 5000U + static_cast<unsigned>(i)}, said);
      std::vector<Hint>& states = lines_.at(name).states;
      switch (random() % 4) {
        case 0:
          states[random() % states.size()] = Hint();
          break;
        case 1:
          std::ranges::reverse(states);
          break;
        case 2:
          states = line_of(here, span_grid).states;
          break;
        default:
          break;
      }
    }
    expect_as_without_hints({.threads = 1 + static_cast<unsigned>(random() % 4)});
  }
}

TEST_F(SpannedModel, that_cannot_be_read_says_what_a_serial_run_says) {
  const std::string content = content_of_size(3'000'000);
  add("fails", MemoryFile{.content = content, .fails_at = 1'200'000}, content);
  add("ends-early", MemoryFile{.content = content, .ends_at = 1'200'000}, content);
  add("changes", MemoryFile{.content = content, .changes_at = 1'200'000}, content);
  add("changes-late", MemoryFile{.content = content, .changes_at = 2'999'999}, content);
  for (const unsigned threads : {1U, 4U}) {
    for (const FileObservation& seen : hashed({.threads = threads})) {
      EXPECT_FALSE(seen.digests.ok()) << seen.path.text();
      EXPECT_FALSE(seen.spans);
    }
  }
  EXPECT_EQ(hashed()[0].digests.error().code, ErrorCode::changed);
  EXPECT_EQ(hashed()[1].digests.error().code, ErrorCode::changed);
  EXPECT_EQ(hashed()[2].digests.error().message, "file ended early, at offset 1200000");
  EXPECT_EQ(hashed()[3].digests.error().message, "read failed at offset 1200000: Input/output error");
  EXPECT_EQ(files_.still_open(), 0);
}

TEST_F(SpannedModel, that_changed_since_the_walk_is_not_hashed) {
  const std::string content = content_of_size(1'000'000);
  add("a", content);
  HashPlan old = plan(true);
  old.items[0].expected.mtime_ns -= 1;
  const auto seen = hash_files(files_, old, {.threads = 2}, {}).value();
  ASSERT_FALSE(seen[0].digests.ok());
  EXPECT_EQ(seen[0].digests.error().code, ErrorCode::changed);
}

TEST_F(SpannedModel, stops_between_two_spans_when_asked) {
  std::stop_source stop;
  const std::string content = content_of_size(30'000'000);
  add("a",
      MemoryFile{.content = content,
                 .on_read =
                     [&stop](std::uint64_t offset) {
                       if (offset > 1'000'000) stop.request_stop();
                     }},
      content);
  const auto seen = hash_files(files_, plan(true), {.threads = 2}, stop.get_token()).value();
  ASSERT_FALSE(seen[0].digests.ok());
  EXPECT_EQ(seen[0].digests.error().code, ErrorCode::interrupted);
  EXPECT_FALSE(seen[0].spans);
  EXPECT_EQ(files_.still_open(), 0);
}

TEST_F(SpannedModel, uses_no_states_of_another_size_or_beside_a_blob_id) {
  const std::string content = content_of_size(400'000);
  add("another-size", MemoryFile{.content = content}, content_of_size(400'001));
  add("blob", content);
  HashPlan both = plan(true);
  both.items[1].wanted.add(Algorithm::git_sha1);
  const auto seen = hash_files(files_, both, {.threads = 2}, {}).value();
  for (const FileObservation& one : seen) {
    EXPECT_FALSE(one.spans);
    EXPECT_EQ(one.digests->sha256(), hash::sha256(bytes_of(content)));
  }
  EXPECT_TRUE(seen[1].digests->find(Algorithm::git_sha1));
}

TEST_F(SpannedModel, is_read_from_its_beginning_to_its_end_where_a_disk_has_one_head) {
  std::vector<std::uint64_t> offsets;
  const std::string content = content_of_size(9'000'000);
  add("a", MemoryFile{.content = content, .on_read = [&offsets](std::uint64_t offset) { offsets.push_back(offset); }},
      content);
  const auto seen = hashed({.threads = 1, .io = IoMode::sequential});
  EXPECT_EQ(seen[0].digests->sha256(), hash::sha256(bytes_of(content)));
  EXPECT_TRUE(std::ranges::is_sorted(offsets));
}

TEST(SpanSupply, gives_the_lanes_of_each_file_in_order) {
  const Line first = line_of(content_of_size(600'000), span_grid), second = line_of(content_of_size(65'537), span_grid);
  SpanSupply supply;
  supply.add(7, first, span_grid);
  supply.add(3, second, span_grid);
  EXPECT_EQ(supply.left(), 4U);
  EXPECT_EQ(supply.bytes_left(), 665'537U);
  EXPECT_EQ(supply.largest()->item(), 7U);
  std::vector<std::array<std::uint64_t, 3>> given;
  for (Lane* lane = supply.next(); lane != nullptr; lane = supply.next()) {
    given.push_back({lane->item, lane->begin, lane->end});
    EXPECT_EQ(lane->offset, lane->begin);
    supply.take_back(*lane);
  }
  const std::vector<std::array<std::uint64_t, 3>> expected = {
      {7, 0, 262'144}, {7, 262'144, 524'288}, {7, 524'288, 600'000}, {3, 0, 65'537}};
  EXPECT_EQ(given, expected);
  EXPECT_EQ(supply.left(), 0U);
  EXPECT_EQ(supply.bytes_left(), 0U);
}

}  // namespace
}  // namespace weightcheck::pipeline
