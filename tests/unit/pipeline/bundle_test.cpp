// SPDX-License-Identifier: Apache-2.0
// Files that are mapped and files that are copied come to the same, and one that shrinks under the engine's hands is
// told, beside others that are none the worse for it.
#include "pipeline/bundle.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/uio.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <memory>

#include "hash/engine.hpp"
#include "hash/sha256.hpp"
#include "io/bus_errors.hpp"
#include "io/file_descriptor.hpp"
#include "support/command.hpp"
#include "support/midstates_of.hpp"

namespace weightcheck::pipeline {
namespace {

constexpr std::size_t mib = std::size_t{1} << 20;

class OfDescriptor final : public io::ByteSource {
 public:
  explicit OfDescriptor(const std::string& path) : file_(::open(path.c_str(), O_RDWR | O_CLOEXEC)) {}

  Result<std::size_t> read_at(std::span<std::byte> out, std::uint64_t offset) override {
    ++reads;
    const ssize_t count = ::pread(file_.get(), out.data(), out.size(), static_cast<off_t>(offset));
    if (count < 0) return Error{ErrorCode::io, "pread"};
    return static_cast<std::size_t>(count);
  }
  Result<FileIdentity> identity() const override { return FileIdentity{}; }
  int descriptor() const noexcept override { return file_.get(); }

  int reads = 0;

 private:
  io::FileDescriptor file_;
};

class Bundled : public testing::Test {
 protected:
  void SetUp() override { io::survive_bus_errors(); }

  // A lane over a whole file.
  Lane& lane(const std::string& name, const std::string& content) {
    const std::string path = (folder_.path() / name).string();
    std::ofstream(path, std::ios::binary) << content;
    contents_[name] = content;
    Lane& lane = *lanes_.emplace_back(std::make_unique<Lane>());
    lane.file_size = lane.end = content.size();
    lane.source = sources_.emplace_back(std::make_unique<OfDescriptor>(path)).get();
    lane.hints = CacheHints(lane.source->descriptor(), 0, lane.end, CacheUse::normal);
    return lane;
  }

  // Until all have ended.
  std::uint64_t hash(Bundle& bundle, Way way) {
    std::uint64_t done = 0;
    while (true) {
      std::vector<Lane*> left;
      for (const auto& lane : lanes_) {
        if (!lane->ended()) left.push_back(lane.get());
      }
      if (left.empty()) return done;
      done += bundle.step(left, way);
    }
  }

  [[nodiscard]] Digest digest_of(const std::string& name) const { return hash::sha256(bytes_of(contents_.at(name))); }

  test::TemporaryFolder folder_;
  const hash::Rates rates_ = hash::Rates::assumed(hash::select("").value());
  std::vector<std::unique_ptr<OfDescriptor>> sources_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::map<std::string, std::string> contents_;
};

TEST_F(Bundled, comes_to_the_same_whether_mapped_or_copied) {
  const std::vector<std::size_t> sizes = {2 * mib, 2 * mib + 1, 3 * mib - 64, 5 * mib + 4096, 300'001};
  for (const Way way : {Way::mapped, Way::copied}) {
    lanes_.clear();
    for (const std::size_t size : sizes)
      lane(std::to_string(size), test::content_of_size(size));
    Bundle bundle(rates_, 0, 16 * mib, nullptr);
    std::uint64_t total = 0;
    for (const std::size_t size : sizes)
      total += size;
    EXPECT_EQ(hash(bundle, way), total);
    for (std::size_t i = 0; i < sizes.size(); ++i)
      EXPECT_EQ(hash::digest_of(lanes_[i]->sha256), digest_of(std::to_string(sizes[i]))) << sizes[i];
    if (way == Way::mapped) {
      EXPECT_GT(bundle.bytes_mapped(), total / 2);
      EXPECT_LT(bundle.bytes_mapped(), total) << "the ends are padded, in a buffer";
    } else {
      EXPECT_EQ(bundle.bytes_mapped(), 0U);
    }
  }
}

TEST_F(Bundled, begins_at_offsets_that_no_page_begins_at) {
  constexpr std::size_t begin = 64 * 1001;
  Lane& one = lane("a", test::content_of_size(4 * mib));
  one.begin = one.offset = begin;
  one.sha256.bytes = begin;
  Lane& other = lane("b", test::content_of_size(4 * mib));
  other.begin = other.offset = begin;
  other.sha256.bytes = begin;
  Bundle mapped(rates_, 0, 16 * mib, nullptr), copied(rates_, 0, 16 * mib, nullptr);
  while (!one.ended())
    mapped.step(std::vector<Lane*>{&one}, Way::mapped);
  while (!other.ended())
    copied.step(std::vector<Lane*>{&other}, Way::copied);
  EXPECT_GT(mapped.bytes_mapped(), 0U);
  EXPECT_EQ(one.sha256, other.sha256);
}

TEST_F(Bundled, tells_a_file_that_shrinks_while_it_is_mapped) {
  Lane& shrinks = lane("a", test::content_of_size(6 * mib));
  Lane& stays = lane("b", test::content_of_size(6 * mib));
  Bundle bundle(rates_, 0, 16 * mib, nullptr);
  const std::vector<Lane*> both = {&shrinks, &stays};
  bundle.step(both, Way::mapped);
  ASSERT_EQ(bundle.bytes_mapped(), shrinks.offset + stays.offset);
  const std::uint64_t left = shrinks.offset + 4096;  // within the window
  ASSERT_EQ(::ftruncate(shrinks.source->descriptor(), static_cast<off_t>(left)), 0);
  bundle.step(both, Way::mapped);
  ASSERT_TRUE(shrinks.failure);
  EXPECT_EQ(shrinks.failure->code, ErrorCode::changed);
  EXPECT_EQ(shrinks.failure->message, "file ended early, at offset " + std::to_string(left));
  ASSERT_FALSE(stays.failure);
  while (!stays.ended())
    bundle.step(std::vector<Lane*>{&stays}, Way::mapped);
  EXPECT_EQ(hash::digest_of(stays.sha256), digest_of("b"));
}

// The short file is hashed to its end before the engine comes upon the page that is gone.
TEST_F(Bundled, begins_anew_with_what_was_hashed_beside_a_file_that_shrinks) {
  Lane& shrinks = lane("a", test::content_of_size(6 * mib));
  Lane& is_short = lane("b", test::content_of_size(4096));
  Bundle bundle(rates_, 0, 16 * mib, nullptr);
  bundle.step(std::vector<Lane*>{&shrinks}, Way::mapped);
  ASSERT_EQ(::ftruncate(shrinks.source->descriptor(), static_cast<off_t>(shrinks.offset + 8192)), 0);
  bundle.step(std::vector<Lane*>{&shrinks, &is_short}, Way::mapped);
  ASSERT_TRUE(shrinks.failure);
  ASSERT_TRUE(is_short.ended());
  EXPECT_EQ(hash::digest_of(is_short.sha256), digest_of("b"));
}

TEST_F(Bundled, maps_no_more_than_it_may) {
  Lane& one = lane("a", test::content_of_size(4 * mib));
  Lane& other = lane("b", test::content_of_size(4 * mib));
  Bundle narrow(rates_, 0, mib - 1, nullptr), wide(rates_, 0, mib, nullptr);
  narrow.step(std::vector<Lane*>{&one, &other}, Way::mapped);
  EXPECT_EQ(narrow.bytes_mapped(), 0U) << "windows of less than half a MiB save nothing";
  wide.step(std::vector<Lane*>{&one, &other}, Way::mapped);
  EXPECT_GT(wide.bytes_mapped(), 0U);
  EXPECT_TRUE(one.window.at(one.offset, mib).empty());
  EXPECT_TRUE(other.window.at(other.offset, mib).empty());
}

TEST_F(Bundled, copies_what_is_not_cached) {
  Lane& one = lane("a", test::content_of_size(4 * mib));
  ASSERT_EQ(::fsync(one.source->descriptor()), 0);
  ASSERT_EQ(::posix_fadvise(one.source->descriptor(), 0, 0, POSIX_FADV_DONTNEED), 0);
  char byte = 0;
  iovec room{&byte, 1};
  if (::preadv2(one.source->descriptor(), &room, 1, 0, RWF_NOWAIT) == 1)
    GTEST_SKIP() << "this file system keeps the pages of its files";
  Bundle bundle(rates_, 0, 16 * mib, nullptr);
  bundle.step(std::vector<Lane*>{&one}, Way::mapped);
  EXPECT_EQ(bundle.bytes_mapped(), 0U);
  EXPECT_GT(sources_[0]->reads, 0);
}

}  // namespace
}  // namespace weightcheck::pipeline
