// SPDX-License-Identifier: Apache-2.0
#include "pipeline/hash_files.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <random>
#include <set>
#include <stdexcept>

#include "hash/engine.hpp"
#include "hash/sha256.hpp"
#include "io/model_directory.hpp"
#include "support/command.hpp"
#include "support/memory_files.hpp"

namespace weightcheck::pipeline {
namespace {

using evidence::Algorithm;
using evidence::AlgorithmSet;
using evidence::FileObservation;
using test::MemoryFile;
using test::MemoryFiles;

constexpr auto sha1 = git::ObjectFormat::sha1;

std::string noise(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (char& c : bytes)
    c = static_cast<char>(random() & 0xFFU);
  return bytes;
}

HashItem item(const MemoryFiles& files, const std::string& name, AlgorithmSet wanted = {Algorithm::sha256}) {
  return {ModelPath::parse(name).value(), files.identity_of(name), wanted};
}

std::vector<FileObservation> hashed(const MemoryFiles& files, const HashPlan& plan, const HashOptions& options = {}) {
  return hash_files(files, plan, options, {}).value();
}

TEST(HashFiles, gives_every_digest_in_plan_order) {
  MemoryFiles files;
  HashPlan plan;
  std::vector<std::string> contents;
  unsigned seed = 1;
  for (const std::size_t size : std::initializer_list<std::size_t>{0, 1, 63, 64, 65, 70'000, 1'000'000, 32'768, 65'536,
                                                                   65'535, 3'000'001, 262'144}) {
    contents.push_back(noise(size, seed));
    const std::string name = "f" + std::to_string(seed++);
    files.add(name, contents.back());
    plan.items.push_back(item(files, name));
  }
  for (const unsigned threads : {1U, 2U, 5U}) {
    const auto seen = hashed(files, plan, {.threads = threads});
    ASSERT_EQ(seen.size(), contents.size());
    for (std::size_t i = 0; i < seen.size(); ++i) {
      EXPECT_EQ(seen[i].path, plan.items[i].path);
      EXPECT_EQ(seen[i].identity, plan.items[i].expected);
      ASSERT_TRUE(seen[i].digests.ok()) << seen[i].digests.error().message;
      EXPECT_EQ(seen[i].digests->sha256(), hash::sha256(bytes_of(contents[i])));
      EXPECT_FALSE(seen[i].digests->find(Algorithm::git_sha1));
    }
  }
  EXPECT_EQ(files.still_open(), 0);
}

TEST(HashFiles, of_an_empty_plan_is_an_empty_answer) { EXPECT_TRUE(hashed(MemoryFiles(), {}).empty()); }

TEST(HashFiles, computes_blob_ids_where_they_are_wanted) {
  MemoryFiles files;
  files.add("a", noise(100'000, 3));
  files.add("b", std::string("hello\n"));
  HashPlan plan{{item(files, "a", {Algorithm::sha256, Algorithm::git_sha1, Algorithm::git_sha256}),
                 item(files, "b", {Algorithm::git_sha1}), item(files, "b", {Algorithm::sha256, Algorithm::git_sha1})}};
  const auto seen = hashed(files, plan);
  EXPECT_EQ(seen[0].digests->sha256(), hash::sha256(bytes_of(noise(100'000, 3))));
  const auto sha256_id = git::object_id(git::ObjectFormat::sha256, git::ObjectType::blob, bytes_of(noise(100'000, 3)));
  EXPECT_EQ(seen[0].digests->blob_id(git::ObjectFormat::sha256), sha256_id.value());
  EXPECT_TRUE(seen[0].digests->blob_id(sha1));
  EXPECT_FALSE(seen[1].digests->sha256());
  EXPECT_EQ(seen[1].digests->blob_id(sha1)->hex(), "ce013625030ba8dba906f756967f9e9ca394464a");  // git hash-object
  EXPECT_EQ(seen[2].digests->sha256(), hash::sha256(bytes_of("hello\n")));
  EXPECT_EQ(seen[2].digests->blob_id(sha1), seen[1].digests->blob_id(sha1));
}

TEST(HashFiles, tolerates_short_reads) {
  MemoryFiles files;
  const std::string content = noise(300'000, 4);
  files.add("a", MemoryFile{.content = content, .read_bytes_max = 777});
  EXPECT_EQ(hashed(files, {{item(files, "a")}})[0].digests->sha256(), hash::sha256(bytes_of(content)));
}

TEST(HashFiles, carries_an_error_where_a_file_cannot_be_read) {
  MemoryFiles files;
  files.add("bad", MemoryFile{.content = noise(200'000, 5), .fails_at = 150'000});
  files.add("good", noise(100'000, 6));
  const auto seen = hashed(files, {{item(files, "bad"), item(files, "good")}});
  ASSERT_FALSE(seen[0].digests.ok());
  EXPECT_EQ(seen[0].digests.error().code, ErrorCode::io);
  EXPECT_NE(seen[0].digests.error().message.find("offset"), std::string::npos);
  EXPECT_TRUE(seen[1].digests.ok());
}

TEST(HashFiles, tells_a_missing_file) {
  MemoryFiles files;
  files.add("a", std::string("x"));
  HashItem missing = item(files, "a");
  missing.path = ModelPath::parse("b").value();
  const auto seen = hashed(files, {{missing}});
  ASSERT_FALSE(seen[0].digests.ok());
  EXPECT_EQ(seen[0].digests.error().code, ErrorCode::not_found);
}

TEST(HashFiles, refuses_a_file_that_is_not_the_one_the_walk_saw) {
  MemoryFiles files;
  files.add("a", noise(100'000, 7));
  for (auto FileIdentity::*field : {&FileIdentity::size, &FileIdentity::inode, &FileIdentity::device}) {
    HashItem other = item(files, "a");
    other.expected.*field += 1;
    EXPECT_EQ(hashed(files, {{other}})[0].digests.error().code, ErrorCode::changed);
  }
  for (auto FileIdentity::*field : {&FileIdentity::mtime_ns, &FileIdentity::ctime_ns}) {
    HashItem other = item(files, "a");
    other.expected.*field += 1;
    EXPECT_EQ(hashed(files, {{other}})[0].digests.error().code, ErrorCode::changed);
  }
}

TEST(HashFiles, refuses_a_file_that_changed_while_it_was_read) {
  MemoryFiles files;
  files.add("a", MemoryFile{.content = noise(1'000'000, 8), .changes_at = 500'000});
  files.add("small", MemoryFile{.content = noise(100, 9), .changes_at = 50});
  const auto seen = hashed(files, {{item(files, "a"), item(files, "small")}});
  EXPECT_EQ(seen[0].digests.error().code, ErrorCode::changed);
  EXPECT_EQ(seen[1].digests.error().code, ErrorCode::changed);
}

// The identity tells nothing here: a file system that lies, or a change that is taken back in time.
TEST(HashFiles, gives_no_digest_of_a_file_that_ends_early) {
  for (const std::size_t size : {10U, 100'000U, 20'000'000U}) {
    for (const std::uint64_t end : {std::uint64_t{0}, std::uint64_t{size / 2}, std::uint64_t{size - 1}}) {
      MemoryFiles files;
      files.add("a", test::MemoryFile{.content = std::string(size, 'x'), .ends_at = end});
      const auto seen = hashed(files, {.items = {item(files, "a")}});
      ASSERT_FALSE(seen[0].digests.ok()) << size << " cut at " << end;
      EXPECT_EQ(seen[0].digests.error().code, ErrorCode::changed);
    }
  }
}

TEST(HashFiles, hashes_no_byte_beyond_the_size_that_was_seen_or_says_changed) {
  for (const std::size_t size : {10U, 100'000U, 20'000'000U}) {
    MemoryFiles files;
    files.add("a", test::MemoryFile{.content = std::string(size, 'x'), .grown = "more"});
    const auto seen = hashed(files, {.items = {item(files, "a")}});
    if (seen[0].digests.ok()) {
      EXPECT_EQ(seen[0].digests->sha256(), hash::sha256(bytes_of(std::string(size, 'x'))));
    } else {
      EXPECT_EQ(seen[0].digests.error().code, ErrorCode::changed);
    }
  }
}

TEST(HashFiles, calls_back_once_a_file) {
  MemoryFiles files;
  HashPlan plan;
  for (unsigned i = 0; i < 50; ++i) {
    const std::string name = "f" + std::to_string(i);
    files.add(name, noise(i * 5000, i));
    plan.items.push_back(item(files, name));
  }
  std::multiset<std::string> told;
  Progress progress;
  ASSERT_TRUE(hash_files(files, plan, {.threads = 3}, {}, &progress, [&](const FileObservation& seen) {
                told.insert(seen.path.text());
                return Next::go_on;
              }).ok());
  EXPECT_EQ(told.size(), 50U);
  EXPECT_EQ(std::set<std::string>(told.begin(), told.end()).size(), 50U);
  EXPECT_EQ(progress.bytes_done(), plan.total_bytes());
  EXPECT_EQ(progress.bytes_total(), plan.total_bytes());
  EXPECT_EQ(progress.files_done(), 50U);
  EXPECT_EQ(progress.files_total(), 50U);
}

TEST(HashFiles, leaves_the_rest_undone_when_the_callback_says_stop) {
  MemoryFiles files;
  HashPlan plan;
  for (unsigned i = 0; i < 40; ++i) {
    const std::string name = "f" + std::to_string(i);
    files.add(name, noise(200'000 + i, i));
    plan.items.push_back(item(files, name));
  }
  const auto seen =
      hash_files(files, plan, {.threads = 1}, {}, nullptr, [](const FileObservation&) { return Next::stop; }).value();
  ASSERT_EQ(seen.size(), 40U);
  std::size_t undone = 0;
  for (const FileObservation& one : seen) {
    if (!one.digests && one.digests.error().code == ErrorCode::interrupted) ++undone;
  }
  EXPECT_GT(undone, 0U);
  EXPECT_EQ(files.still_open(), 0);
}

TEST(HashFiles, stops_inside_a_file_when_asked) {
  MemoryFiles files;
  std::stop_source stop;
  files.add("a", MemoryFile{.content = noise(30'000'000, 1), .on_read = [&stop](std::uint64_t offset) {
                              if (offset > 1'000'000) stop.request_stop();
                            }});
  const auto seen = hash_files(files, {{item(files, "a")}}, {.threads = 2}, stop.get_token()).value();
  ASSERT_FALSE(seen[0].digests.ok());
  EXPECT_EQ(seen[0].digests.error().code, ErrorCode::interrupted);
}

TEST(HashFiles, refuses_options_it_cannot_honour) {
  for (const HashOptions& options : {HashOptions{.engine = "md5"}, HashOptions{.threads = 1025}}) {
    const auto refused = hash_files(MemoryFiles(), {}, options, {});
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::usage);
  }
}

// Sizes on both sides of the border of small files, of a buffer and of a quantum.
class MixedModel : public testing::Test {
 protected:
  MixedModel() {
    unsigned seed = 100;
    for (const std::size_t size : std::initializer_list<std::size_t>{
             0,       5,       4096,      65'535,    65'536,    65'537,    100'000,   131'072, 262'143, 262'145,
             524'288, 700'001, 1'000'000, 3'000'000, 4'194'304, 4'194'305, 9'000'001, 65'599,  65'600,  65'601,
             98'304,  98'303,  80'000,    81'000,    82'000,    83'000,    84'000,    85'000}) {
      const std::string name = "f" + std::to_string(seed);
      files_.add(name, noise(size, seed));
      plan_.items.push_back(item(files_, name));
      expected_.push_back(hash::sha256(bytes_of(noise(size, seed++))));
    }
  }

  void expect_right(const std::vector<FileObservation>& seen) {
    ASSERT_EQ(seen.size(), expected_.size());
    for (std::size_t i = 0; i < seen.size(); ++i) {
      ASSERT_TRUE(seen[i].digests.ok()) << seen[i].digests.error().message;
      EXPECT_EQ(seen[i].digests->sha256(), expected_[i]) << seen[i].path.text();
    }
    EXPECT_EQ(files_.still_open(), 0);
  }

  MemoryFiles files_;
  HashPlan plan_;
  std::vector<Digest> expected_;
};

TEST_F(MixedModel, comes_out_right_with_every_engine_and_number_of_threads) {
  for (const hash::Engine& engine : hash::engines()) {
    const std::string name(engine.name);
    if (hash::availability(engine) != hash::Availability::available) {
      std::printf("[ engines  ] %-12s NOT RUN, the CPU lacks it\n", name.c_str());
      continue;
    }
    for (const unsigned threads : {1U, 3U}) {
      Progress progress;
      const auto seen = hash_files(files_, plan_, {.threads = threads, .engine = name}, {}, &progress);
      ASSERT_TRUE(seen.ok());
      expect_right(*seen);
      EXPECT_EQ(progress.engines(), name);
    }
  }
}

TEST_F(MixedModel, comes_out_right_however_it_is_read) {
  for (const IoMode io : {IoMode::automatic, IoMode::sequential, IoMode::parallel}) {
    for (const CacheUse cache : {CacheUse::normal, CacheUse::direct}) {
      expect_right(hashed(files_, plan_, {.threads = 3, .io = io, .cache = cache}));
    }
  }
}

TEST_F(MixedModel, is_read_one_file_at_a_time_where_that_is_wanted) {
  expect_right(hashed(files_, plan_, {.threads = 1, .io = IoMode::sequential}));
  EXPECT_EQ(files_.open_at_once(), 1);
}

TEST(HashFiles, of_a_folder_on_disk_are_read_in_every_way) {
  const test::TemporaryFolder folder;
  std::vector<Digest> expected;
  for (unsigned i = 0; i < 6; ++i) {
    const std::string content = noise(50'000 + i * 1'700'000, i);
    std::ofstream(folder.path() / ("f" + std::to_string(i)), std::ios::binary) << content;
    expected.push_back(hash::sha256(bytes_of(content)));
  }
  const io::ModelDirectory directory = io::ModelDirectory::open(folder.path().string()).value();
  HashPlan plan;
  const evidence::ModelTree tree = directory.walk().value();
  for (const evidence::ModelFile& file : tree.files)
    plan.items.push_back({file.path, file.identity});
  ASSERT_EQ(plan.items.size(), expected.size());
  for (const IoMode io : {IoMode::automatic, IoMode::sequential, IoMode::parallel}) {
    for (const CacheUse cache : {CacheUse::normal, CacheUse::direct}) {
      const auto seen = hash_files(directory, plan, {.io = io, .cache = cache}, {}).value();
      for (std::size_t i = 0; i < seen.size(); ++i)
        EXPECT_EQ(seen[i].digests->sha256(), expected[i]);
    }
  }
}

TEST(HashFiles, that_are_one_file_on_disk_are_hashed_once) {
  MemoryFiles files;
  const std::string content = noise(200'000, 1);
  files.add("a", MemoryFile{.content = content, .inode = 77});
  files.add("b", MemoryFile{.content = content, .inode = 77});
  files.add("c", MemoryFile{.content = content, .inode = 78});
  int reads = 0;
  files.add("a", MemoryFile{.content = content, .on_read = [&reads](std::uint64_t) { ++reads; }, .inode = 77});
  files.add("b", MemoryFile{.content = content, .on_read = [&reads](std::uint64_t) { reads += 1000; }, .inode = 77});
  Progress progress;
  std::set<std::string> told;
  const auto seen =
      hash_files(files, {{item(files, "a"), item(files, "b"), item(files, "c")}}, {.threads = 1}, {}, &progress,
                 [&told](const FileObservation& one) {
                   told.insert(one.path.text());
                   return Next::go_on;
                 })
          .value();
  for (const FileObservation& one : seen)
    EXPECT_EQ(one.digests->sha256(), hash::sha256(bytes_of(content)));
  EXPECT_GT(reads, 0);
  EXPECT_LT(reads, 1000) << "b was read, though it is a";
  EXPECT_EQ(told, (std::set<std::string>{"a", "b", "c"}));
  EXPECT_EQ(progress.bytes_done(), 600'000U);
}

TEST(HashFiles, that_were_one_file_and_are_no_longer_are_told_apart) {
  MemoryFiles files;
  files.add("a", MemoryFile{.content = noise(200'000, 1), .inode = 77});
  HashItem other = item(files, "a");
  other.path = ModelPath::parse("b").value();
  files.add("b", MemoryFile{.content = noise(200'000, 2), .inode = 78});
  const auto seen = hashed(files, {{item(files, "a"), other}});
  EXPECT_TRUE(seen[0].digests.ok());
  ASSERT_FALSE(seen[1].digests.ok());
  EXPECT_EQ(seen[1].digests.error().code, ErrorCode::changed);
}

TEST(HashFiles, without_inodes_are_all_hashed) {
  MemoryFiles files;
  files.add("a", MemoryFile{.content = noise(1000, 1), .inode = test::no_inode});
  files.add("b", MemoryFile{.content = noise(1000, 2), .inode = test::no_inode});
  const auto seen = hashed(files, {{item(files, "a"), item(files, "b")}});
  EXPECT_EQ(seen[0].digests->sha256(), hash::sha256(bytes_of(noise(1000, 1))));
  EXPECT_EQ(seen[1].digests->sha256(), hash::sha256(bytes_of(noise(1000, 2)))) << "alike in all but its bytes";
}

TEST(HashFiles, are_not_all_open_at_once) {
  MemoryFiles files;
  HashPlan plan;
  for (unsigned i = 0; i < 400; ++i) {
    const std::string name = "f" + std::to_string(i);
    files.add(name, noise(70'000, i));
    plan.items.push_back(item(files, name));
  }
  hashed(files, plan, {.threads = 2, .io = IoMode::parallel});
  EXPECT_LE(files.open_at_once(), 64);
  EXPECT_EQ(files.opened(), 400) << "each once";
}

TEST(HashFiles, of_a_long_run_wake_every_thread_when_stopped) {
  MemoryFiles files;
  std::stop_source stop;
  HashPlan plan;
  for (unsigned i = 0; i < 4; ++i) {
    const std::string name = "f" + std::to_string(i);
    files.add(name, MemoryFile{.content = noise(12'000'000, i), .on_read = [&stop](std::uint64_t offset) {
                                 if (offset > 6'000'000) stop.request_stop();
                               }});
    plan.items.push_back(item(files, name));
  }
  const auto seen = hash_files(files, plan, {.threads = 8}, stop.get_token()).value();
  EXPECT_TRUE(std::ranges::any_of(seen, [](const FileObservation& one) {
    return !one.digests && one.digests.error().code == ErrorCode::interrupted;
  }));
  EXPECT_EQ(files.still_open(), 0);
}

TEST(HashFiles, hand_an_exception_of_a_worker_to_the_caller) {
  MemoryFiles files;
  HashPlan plan;
  for (unsigned i = 0; i < 4; ++i) {
    const std::string name = "f" + std::to_string(i);
    files.add(name, MemoryFile{.content = noise(300'000, i),
                               .on_read = [](std::uint64_t) { throw std::logic_error("bug"); }});
    plan.items.push_back(item(files, name));
  }
  EXPECT_THROW(hashed(files, plan, {.threads = 3}), std::logic_error);
}

}  // namespace
}  // namespace weightcheck::pipeline
