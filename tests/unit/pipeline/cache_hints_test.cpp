// SPDX-License-Identifier: Apache-2.0
// Against the page cache of the system that runs this, seen by mincore(2).
#include "pipeline/cache_hints.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "io/file_descriptor.hpp"
#include "support/command.hpp"

namespace weightcheck::pipeline {
namespace {

constexpr std::size_t portion = std::size_t{1} << 20;
constexpr std::size_t file_size = 4 * portion + 5000;
constexpr std::size_t piece = portion / 4;

class CacheHintsOfAFile : public testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(path_, std::ios::binary) << std::string(file_size, 'x');
    file_ = io::FileDescriptor(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_TRUE(file_.valid());
    ASSERT_EQ(::fsync(file_.get()), 0);
    ASSERT_EQ(::posix_fadvise(file_.get(), 0, 0, POSIX_FADV_RANDOM), 0);  // nothing but what is asked for
    ASSERT_EQ(::posix_fadvise(file_.get(), 0, 0, POSIX_FADV_DONTNEED), 0);
    if (cached(0, file_size) > 0) GTEST_SKIP() << "this file system keeps the pages of its files";
  }

  void read(std::size_t offset, std::size_t bytes) {
    std::string room(std::min(bytes, file_size - offset), '\0');
    ASSERT_EQ(::pread(file_.get(), room.data(), room.size(), static_cast<off_t>(offset)),
              static_cast<ssize_t>(room.size()));
  }

  void read_to_the_end(CacheHints& hints) {
    for (std::size_t offset = 0; offset < file_size; offset += piece) {
      hints.before_reading(offset);
      read(offset, piece);
      hints.after_reading(std::min(offset + piece, file_size));
    }
  }

  // Pages in the cache.
  [[nodiscard]] std::size_t cached(std::size_t offset, std::size_t bytes) const {
    void* const mapped = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, file_.get(), static_cast<off_t>(offset));
    EXPECT_NE(mapped, MAP_FAILED);
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    std::vector<unsigned char> pages((bytes + page - 1) / page);
    EXPECT_EQ(::mincore(mapped, bytes, pages.data()), 0);
    ::munmap(mapped, bytes);
    return static_cast<std::size_t>(
        std::ranges::count_if(pages, [](unsigned char flags) { return (flags & 1U) != 0; }));
  }

  const test::TemporaryFolder folder_;
  const std::string path_ = (folder_.path() / "file").string();
  io::FileDescriptor file_;
};

TEST_F(CacheHintsOfAFile, have_what_lies_ahead_fetched) {
  CacheHints hints(file_.get(), 0, file_size, CacheUse::normal);
  hints.before_reading(0);
  const auto late = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (cached(0, portion) == 0 && std::chrono::steady_clock::now() < late)
    std::this_thread::yield();
  EXPECT_GT(cached(0, portion), 0U);
}

TEST_F(CacheHintsOfAFile, give_up_what_direct_reading_brought_in) {
  CacheHints hints(file_.get(), 0, file_size, CacheUse::direct);
  read_to_the_end(hints);
  EXPECT_EQ(cached(0, file_size), 0U);
}

TEST_F(CacheHintsOfAFile, leave_what_was_cached_before) {
  read(2 * portion, portion);
  const std::size_t before = cached(2 * portion, portion);
  CacheHints hints(file_.get(), 0, file_size, CacheUse::direct);
  read_to_the_end(hints);
  EXPECT_EQ(cached(2 * portion, portion), before);
  EXPECT_EQ(cached(0, 2 * portion), 0U);
  EXPECT_EQ(cached(3 * portion, file_size - 3 * portion), 0U);
}

TEST_F(CacheHintsOfAFile, keep_everything_in_normal_reading) {
  CacheHints hints(file_.get(), 0, file_size, CacheUse::normal);
  read_to_the_end(hints);
  EXPECT_GT(cached(0, file_size), 0U);
}

}  // namespace
}  // namespace weightcheck::pipeline
