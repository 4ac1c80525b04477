// SPDX-License-Identifier: Apache-2.0
#include "io/left_out.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <functional>

#include "io/file_descriptor.hpp"
#include "io/writers.hpp"
#include "support/git_repository.hpp"

namespace weightcheck::io {
namespace {

namespace fs = std::filesystem;

class LeftOutPlaces : public testing::Test {
 protected:
  LeftOutPlaces() {
    test::write_file(at("place/a"), "a");
    test::write_file(at("place/deep/b"), "b");
    fs::create_symlink("a", at("place/link"));
  }

  [[nodiscard]] std::string at(const std::string& name) const { return (folder_.path() / name).string(); }
  [[nodiscard]] std::string seen(const std::string& name = "place") const {
    const FileDescriptor directory(::open(folder_.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    std::string lines;
    const auto found =
        look_into(directory.get(), name, AskWriters::no, [&](std::string_view line) { lines.append(line); });
    EXPECT_TRUE(found.ok());
    return found.ok() && *found ? std::to_string((*found)->entries) + "\n" + lines : "";
  }

  test::TemporaryFolder folder_;
};

TEST_F(LeftOutPlaces, are_told_alike_while_nothing_moves) {
  EXPECT_TRUE(seen().starts_with("5\n"));
  EXPECT_EQ(seen(), seen());
  EXPECT_EQ(seen("nothing"), "");
  EXPECT_EQ(seen("place/link/deeper"), "");
}

TEST_F(LeftOutPlaces, show_every_change_below_them) {
  const std::function<void()> changes[] = {
      [&] { test::write_file(at("place/deep/c"), "c"); },
      [&] { fs::remove(at("place/deep/b")); },
      [&] { fs::create_directory(at("place/empty")); },
      [&] {
        fs::remove(at("place/link"));
        fs::create_symlink("b", at("place/link"));
      },
      [&] { ::chmod(at("place/a").c_str(), 0700); },
      [&] { fs::last_write_time(at("place/a"), fs::file_time_type::clock::now() - std::chrono::hours(1)); },
  };
  for (const auto& change : changes) {
    const std::string before = seen();
    change();
    EXPECT_NE(seen(), before);
  }
}

TEST_F(LeftOutPlaces, do_not_show_a_lock_that_came_and_went) {
  const std::string before = seen();
  test::write_file(at("place/index.lock"), "");
  fs::remove(at("place/index.lock"));
  EXPECT_EQ(seen(), before);
}

TEST_F(LeftOutPlaces, tell_a_file_that_somebody_may_write_to) {
  const FileDescriptor directory(::open(folder_.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const auto written = [&] {
    return look_into(directory.get(), "place", AskWriters::yes, [](std::string_view) {}).value()->written;
  };
  const FileDescriptor quiet(::open(at("place/a").c_str(), O_RDONLY | O_CLOEXEC));
  if (writers_of(quiet.get()).value() != Writers::none) GTEST_SKIP() << "no leases on this file system";
  EXPECT_EQ(written(), std::nullopt);
  const FileDescriptor writer(::open(at("place/deep/b").c_str(), O_WRONLY | O_CLOEXEC));
  EXPECT_EQ(written(), "place/deep/b");
}

TEST(Writers, are_seen_while_a_file_is_open_or_mapped) {
  const test::TemporaryFolder folder;
  const std::string path = (folder.path() / "file").string();
  test::write_file(path, "bytes");
  const FileDescriptor reader(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (writers_of(reader.get()).value() != Writers::none) GTEST_SKIP() << "no leases on this file system";
  void* mapped = nullptr;
  {
    const FileDescriptor writer(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    EXPECT_EQ(writers_of(reader.get()).value(), Writers::some);
    mapped = ::mmap(nullptr, 5, PROT_READ | PROT_WRITE, MAP_SHARED, writer.get(), 0);
    ASSERT_NE(mapped, MAP_FAILED);
  }
  EXPECT_EQ(writers_of(reader.get()).value(), Writers::some);
  ::munmap(mapped, 5);
  EXPECT_EQ(writers_of(reader.get()).value(), Writers::none);
}

TEST(Writers, leave_no_trace_in_memory) {
  const FileDescriptor file(::open("/dev/shm", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!file.valid()) GTEST_SKIP() << "no /dev/shm";
  EXPECT_EQ(writers_of(file.get()).value(), Writers::untraced);
}

}  // namespace
}  // namespace weightcheck::io
