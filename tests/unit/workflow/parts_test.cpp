// SPDX-License-Identifier: Apache-2.0
// Parts put together are what one machine would have seen; where they do not fit, nothing is made of them.
#include <gtest/gtest.h>

#include <ctime>

#include "hash/sha256.hpp"
#include "support/memory_files.hpp"
#include "support/midstates_of.hpp"
#include "workflow/merge_parts.hpp"
#include "workflow/part_run.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::FileObservation;
using pipeline::HashPlan;

constexpr std::uint64_t grid = midstates::grid_bytes_min;
constexpr std::size_t count = 3;

struct Model {
  Model() {
    for (const std::size_t size : {0U, 5U, 70'000U, 200'001U, 1'000'003U}) {
      const std::string name = "f" + std::to_string(size);
      contents.push_back(test::content_of_size(size));
      lines.push_back(size > grid ? test::line_of(contents.back(), grid) : midstates::Line());
      files.add(name, contents.back());
    }
    for (std::size_t i = 0; i < contents.size(); ++i) {
      const std::string name = "f" + std::to_string(contents[i].size());
      plan.items.push_back({.path = ModelPath::parse(name).value(),
                            .expected = files.identity_of(name),
                            .hints = contents[i].size() > grid && i != 2 ? &lines[i] : nullptr});
    }
    plan.grid = grid;
    shared = share();
  }

  [[nodiscard]] SharedPlan share() const { return share_files("verify", {}, "", plan, count); }

  // What each of three machines leaves.
  [[nodiscard]] std::vector<parts::Given> parts_of(const test::MemoryFiles& on_machines) const {
    std::vector<parts::Given> given;
    for (std::size_t part = 1; part <= count; ++part) {
      const auto pieces = pieces_of(shared.plan, plan, {part, count});
      const auto seen = pipeline::hash_pieces(on_machines, pieces, {.threads = 1}, {}).value();
      parts::PartFile file{.header = header_of("verify", "model", {part, count}, shared), .rows = {}};
      for (std::size_t i = 0; i < seen.size(); ++i) {
        auto& row = file.rows.emplace_back(parts::Row{
            .path = seen[i].file.path, .identity = pieces.plan.items[i].expected, .spans = pieces.ranges[i]});
        row.identity.device = part;  // as on a machine of its own
        row.digests = seen[i].file.digests;
        row.ends = seen[i].ends;
        row.states = seen[i].file.states;
      }
      const auto read = parts::read(bytes_of(parts::write(file)));
      given.push_back({"part " + std::to_string(part), read});
    }
    return given;
  }

  [[nodiscard]] Result<std::vector<FileObservation>> joined(const std::vector<parts::Given>& given) const {
    return joined_over(files, given);
  }
  [[nodiscard]] Result<std::vector<FileObservation>> joined_over(const test::MemoryFiles& here,
                                                                 const std::vector<parts::Given>& given) const {
    pipeline::Progress progress;
    const std::stop_token stop;
    return observe_parts(here, plan, shared, given, {.threads = 1}, {stop, progress});
  }

  [[nodiscard]] std::vector<FileObservation> seen_by_one() const {
    return pipeline::hash_files(files, plan, {.threads = 1}, {}).value();
  }

  std::vector<std::string> contents;
  std::vector<midstates::Line> lines;
  test::MemoryFiles files;
  HashPlan plan;
  SharedPlan shared;
};

// The row of a file, wherever it is.
parts::Row& row_of(std::vector<parts::Given>& given, std::string_view path) {
  for (parts::Given& one : given) {
    for (parts::Row& row : one.part->rows) {
      if (row.path.text() == path) return row;
    }
  }
  throw std::logic_error("no such row");
}

TEST(PartsJoined, are_what_one_machine_sees) {
  const Model model;
  const auto joined = model.joined(model.parts_of(model.files));
  ASSERT_TRUE(joined.ok()) << joined.error().message;
  EXPECT_EQ(*joined, model.seen_by_one());
  EXPECT_TRUE(joined->back().spans);  // it was read in spans, by more than one
}

TEST(PartsJoined, keep_the_states_that_one_machine_would_keep) {
  Model model;
  model.plan.keep_states = pipeline::KeepStates::yes;
  model.shared = model.share();
  const auto joined = model.joined(model.parts_of(model.files));
  ASSERT_TRUE(joined.ok());
  EXPECT_EQ(*joined, model.seen_by_one());
  EXPECT_EQ(joined->back().states, model.lines.back().states);
  auto given = model.parts_of(model.files);
  row_of(given, "f70000").states.clear();
  EXPECT_FALSE((*model.joined(given))[2].digests.ok());
}

TEST(PartsJoined, need_no_file_where_all_links_hold) {
  const Model model;
  EXPECT_TRUE(model.joined_over(test::MemoryFiles(), model.parts_of(model.files)).ok());
}

TEST(PartsJoined, have_the_true_digest_of_a_damaged_file) {
  Model model;
  std::string damaged = model.contents.back();
  damaged[500'000] = static_cast<char>(damaged[500'000] ^ 1);
  const FileIdentity identity = model.files.identity_of("f1000003");
  model.files.add("f1000003", test::MemoryFile{.content = damaged, .inode = identity.inode});
  const auto joined = model.joined(model.parts_of(model.files));
  ASSERT_TRUE(joined.ok());
  EXPECT_EQ(*joined, model.seen_by_one());
  EXPECT_EQ(joined->back().digests->sha256(), hash::sha256(bytes_of(damaged)));
  EXPECT_FALSE(joined->back().spans->broken.empty());
}

TEST(PartsJoined, of_which_one_lies_about_a_span_do_not_change_the_digest) {
  const Model model;
  auto given = model.parts_of(model.files);
  row_of(given, "f1000003").ends.back()[0] ^= 1U;
  const auto joined = model.joined(given);
  ASSERT_TRUE(joined.ok());
  EXPECT_EQ(joined->back().digests->sha256(), hash::sha256(bytes_of(model.contents.back())));
}

TEST(PartsJoined, tell_a_file_that_is_not_any_more_what_a_part_read) {
  const Model model;
  for (const auto change : {+[](FileIdentity& id) { ++id.inode; }, +[](FileIdentity& id) { ++id.size; },
                            +[](FileIdentity& id) { ++id.mtime_ns; }, +[](FileIdentity& id) { ++id.ctime_ns; }}) {
    for (const std::size_t index : {1U, 4U}) {
      auto given = model.parts_of(model.files);
      change(row_of(given, model.plan.items[index].path.text()).identity);
      const auto joined = model.joined(given);
      ASSERT_TRUE(joined.ok());
      ASSERT_FALSE((*joined)[index].digests.ok());
      EXPECT_EQ((*joined)[index].digests.error().code, ErrorCode::changed);
    }
  }
}

TEST(PartsJoined, tell_a_file_that_a_part_could_not_read) {
  const Model model;
  auto given = model.parts_of(model.files);
  row_of(given, "f1000003").digests = Error{ErrorCode::io, "cannot read at offset 7"};
  const auto joined = model.joined(given);
  ASSERT_TRUE(joined.ok());
  EXPECT_EQ(joined->back().digests, Result<evidence::DigestSet>(Error{ErrorCode::io, "cannot read at offset 7"}));
}

TEST(PartsJoined, are_refused_without_a_digest_that_is_wanted) {
  const Model model;
  auto given = model.parts_of(model.files);
  row_of(given, "f5").digests = evidence::DigestSet();
  const auto joined = model.joined(given);
  ASSERT_FALSE(joined.ok());
  EXPECT_NE(joined.error().message.find("does not hold what the plan gives"), std::string::npos);
}

TEST(PartsJoined, name_all_that_is_wrong_with_them) {
  const Model model;
  auto given = model.parts_of(model.files);
  given[1].part = malformed("ends early");
  given[2].part->header.plan = Digest();
  given[2].part->rows.front().identity.size += 1;
  const auto joined = model.joined(given);
  ASSERT_FALSE(joined.ok());
  EXPECT_EQ(joined.error().code, ErrorCode::io);
  for (const char* words : {"part 2 ends early", "part 3 is of another plan", "changed while it was read",
                            "parts 2 and 3 of 3 are missing"})
    EXPECT_NE(joined.error().message.find(words), std::string::npos) << joined.error().message;
}

// Every state is a number of its own, and every span came to the next: nothing has to be read. 15 TB in 5,000 files and
// 1,000 parts.
TEST(PartsJoined, of_a_very_large_model_are_joined_in_seconds) {
  constexpr std::size_t files = 5000, parts_count = 1000;
  constexpr std::uint64_t size = 3'000'000'000, large_grid = midstates::grid_bytes_default;
  std::vector<midstates::Line> lines(files);
  std::vector<std::vector<hash::ChainingValue>> ends(files);
  HashPlan plan{.items = {}, .grid = large_grid};
  for (std::uint32_t i = 0; i < files; ++i) {
    for (std::uint32_t k = 0; k <= midstates::states_of(size, large_grid); ++k)
      ends[i].push_back({i, k, 1, 2, 3, 4, 5, 6});
    lines[i] = {.sha256 = {hash::to_bytes(ends[i].back())}, .size = size, .states = {}};
    for (std::size_t k = 0; k + 1 < ends[i].size(); ++k)
      lines[i].states.emplace_back(ends[i][k]);
    plan.items.push_back({.path = ModelPath::parse("model-" + std::to_string(i + 10000)).value(),
                          .expected = {.device = 1, .inode = i + 1U, .size = size},
                          .hints = &lines[i]});
  }
  const SharedPlan shared = share_files("verify", {}, "", plan, parts_count);
  std::vector<std::string> texts;
  for (std::size_t part = 1; part <= parts_count; ++part) {
    parts::PartFile file{.header = header_of("verify", "model", {part, parts_count}, shared), .rows = {}};
    for (const parts::Piece& piece : shared.plan.parts[part - 1]) {
      auto& row = file.rows.emplace_back(parts::Row{
          .path = plan.items[piece.work].path, .identity = plan.items[piece.work].expected, .spans = piece.spans});
      const auto first = ends[piece.work].begin() + static_cast<std::ptrdiff_t>(piece.spans.first);
      row.ends.assign(first, first + static_cast<std::ptrdiff_t>(piece.spans.count));
    }
    texts.push_back(parts::write(file));
  }
  const std::clock_t begin = std::clock();  // of the processor, which has other work
  std::vector<parts::Given> given;
  for (const std::string& text : texts)
    given.push_back({"part", parts::read(bytes_of(text))});
  pipeline::Progress progress;
  const std::stop_token stop;
  const auto joined = observe_parts(test::MemoryFiles(), plan, shared, given, {}, {stop, progress});
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  ASSERT_TRUE(joined.ok()) << joined.error().message;
  for (std::size_t i = 0; i < files; ++i)
    ASSERT_EQ((*joined)[i].digests->sha256(), lines[i].sha256);
  RecordProperty("milliseconds", static_cast<int>(seconds * 1000));
  EXPECT_LT(seconds, 25);  // five, of a slow processor and with sanitizers
}

}  // namespace
}  // namespace weightcheck::workflow
