// SPDX-License-Identifier: Apache-2.0
#include "io/atomic_file.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "support/command.hpp"

namespace {

enum class Syncs : std::uint8_t { work, of_files_fail, of_folders_fail };

Syncs syncs = Syncs::work;
int sync_error = 0;
int interruptions = 0;  // to come before a sync works

}  // namespace

extern "C" int fsync(int file) {
  if (interruptions > 0) {
    --interruptions;
    errno = EINTR;
    return -1;
  }
  struct stat status {};
  const bool is_folder = ::fstat(file, &status) == 0 && S_ISDIR(status.st_mode);
  if (syncs == (is_folder ? Syncs::of_folders_fail : Syncs::of_files_fail)) {
    errno = sync_error;
    return -1;
  }
  return reinterpret_cast<int (*)(int)>(::dlsym(RTLD_NEXT, "fsync"))(file);
}

namespace weightcheck::io {
namespace {

namespace fs = std::filesystem;

class AtomicFile : public testing::Test {
 protected:
  [[nodiscard]] std::string at(const std::string& name) const { return (root_ / name).string(); }

  [[nodiscard]] static std::string contents(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  }

  [[nodiscard]] std::size_t count() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(root_), fs::directory_iterator{}));
  }

  test::TemporaryFolder folder_;
  const fs::path root_ = folder_.path();
};

// Runs `work` in a child, which may be limited or killed; gives its wait status. Exit status 0: work said yes.
template <typename Work>
int in_child(const Work& work) {
  const pid_t child = fork();
  if (child == 0) _exit(work() ? 0 : 1);
  int status = -1;
  waitpid(child, &status, 0);
  return status;
}

TEST_F(AtomicFile, makes_a_file_of_the_given_bytes_and_nothing_else) {
  const std::string bytes("a\0b\n", 4);
  ASSERT_TRUE(write_atomically(at("x"), bytes).ok());
  EXPECT_EQ(contents(at("x")), bytes);
  EXPECT_EQ(count(), 1U);
  ASSERT_TRUE(write_atomically(at("x"), "").ok());
  EXPECT_EQ(contents(at("x")), "");
  EXPECT_EQ(count(), 1U);
}

// A disk that fails, or one that finds its room gone only when the bytes are to be kept.
TEST_F(AtomicFile, whose_bytes_did_not_reach_the_disk_is_not_written) {
  ASSERT_TRUE(write_atomically(at("x"), "old").ok());
  syncs = Syncs::of_files_fail;
  for (const int error_number : {EIO, ENOSPC, EDQUOT}) {
    sync_error = error_number;
    const Status status = write_atomically(at("x"), "new");
    ASSERT_FALSE(status.ok());
    EXPECT_NE(status.error().message.find(std::strerror(error_number)), std::string::npos) << status.error().message;
    EXPECT_EQ(contents(at("x")), "old");
    EXPECT_EQ(count(), 1U);
  }
  syncs = Syncs::work;
}

TEST_F(AtomicFile, in_a_folder_that_cannot_be_synced_is_written_and_one_that_failed_is_told) {
  syncs = Syncs::of_folders_fail;
  for (const int error_number : {EINVAL, ENOTSUP, EIO}) {
    sync_error = error_number;
    EXPECT_EQ(write_atomically(at("x"), "new").ok(), error_number != EIO);
  }
  syncs = Syncs::work;
}

TEST_F(AtomicFile, is_synced_again_after_a_signal) {
  interruptions = 3;
  EXPECT_TRUE(write_atomically(at("x"), "new").ok());
  EXPECT_EQ(interruptions, 0);
}

TEST_F(AtomicFile, takes_a_path_without_a_folder) {
  EXPECT_EQ(in_child([&] { return chdir(root_.c_str()) == 0 && write_atomically("x", "y").ok(); }), 0);
  EXPECT_EQ(contents(at("x")), "y");
}

TEST_F(AtomicFile, honours_the_umask) {
  struct stat status {};
  ASSERT_TRUE(write_atomically(at("x"), "y").ok());
  ASSERT_EQ(stat(at("x").c_str(), &status), 0);
  const mode_t mask = umask(0);
  umask(mask);
  EXPECT_EQ(status.st_mode & 0777U, 0644U & ~mask);
  EXPECT_EQ(in_child([&] {
              umask(077);
              return write_atomically(at("z"), "y").ok();
            }),
            0);
  ASSERT_EQ(stat(at("z").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(AtomicFile, replaces_a_link_and_leaves_its_target_alone) {
  std::ofstream(at("target")) << "precious";
  fs::create_symlink("target", at("link"));
  fs::create_symlink("nowhere", at("dangling"));
  ASSERT_TRUE(write_atomically(at("link"), "new").ok());
  ASSERT_TRUE(write_atomically(at("dangling"), "new").ok());
  EXPECT_EQ(contents(at("target")), "precious");
  EXPECT_FALSE(fs::is_symlink(at("link")));
  EXPECT_FALSE(fs::exists(at("nowhere")));
  EXPECT_EQ(contents(at("dangling")), "new");
}

TEST_F(AtomicFile, does_not_write_into_a_hard_link) {
  std::ofstream(at("one")) << "shared";
  fs::create_hard_link(at("one"), at("two"));
  ASSERT_TRUE(write_atomically(at("two"), "new").ok());
  EXPECT_EQ(contents(at("one")), "shared");
}

TEST_F(AtomicFile, refuses_what_is_no_regular_file) {
  fs::create_directory(at("folder"));
  ASSERT_EQ(mkfifo(at("fifo").c_str(), 0600), 0);
  fs::create_symlink("/dev/null", at("null"));
  for (const std::string& path : {at("folder"), at("fifo"), at("null"), at(""), at("."), at(".."), std::string()}) {
    const auto status = write_atomically(path, "x");
    ASSERT_FALSE(status.ok()) << path;
    EXPECT_EQ(status.error().code, ErrorCode::usage) << status.error().message;
  }
  EXPECT_EQ(count(), 3U);
}

TEST_F(AtomicFile, names_the_path_and_the_cure) {
  const auto missing = write_atomically(at("no/such/x"), "y");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
  EXPECT_EQ(missing.error().message,
            "cannot write " + at("no/such/x") + ": No such file or directory; make the folder first");
}

TEST_F(AtomicFile, is_denied_in_a_folder_that_is_not_writable) {
  fs::permissions(root_, fs::perms::owner_read | fs::perms::owner_exec);
  const int status = in_child([&] {
    if (geteuid() == 0 && setuid(65534) != 0) return false;
    const auto written = write_atomically(at("x"), "y");
    return !written.ok() && written.error().code == ErrorCode::denied &&
           written.error().message.find("a folder that this user may write to") != std::string::npos;
  });
  fs::permissions(root_, fs::perms::owner_all);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(count(), 0U);
}

// A size limit is a full disk that needs no privilege: write gives a short count first, then an error.
TEST_F(AtomicFile, keeps_the_old_file_where_writing_fails) {
  std::ofstream(at("x")) << "old";
  const int status = in_child([&] {
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{5000, 5000};
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return false;
    const auto written = write_atomically(at("x"), std::string(20'000, 'n'));
    return !written.ok() && written.error().code == ErrorCode::io;
  });
  EXPECT_EQ(status, 0);
  EXPECT_EQ(contents(at("x")), "old");
  EXPECT_EQ(count(), 1U);
}

TEST_F(AtomicFile, says_what_to_do_on_a_full_or_read_only_disk) {
  fs::create_directory(at("disk"));
  if (mount("tmpfs", at("disk").c_str(), "tmpfs", 0, "size=64k") != 0)
    GTEST_SKIP() << "this process may not mount a small disk";
  std::ofstream(at("disk/x")) << "old";
  const auto full = write_atomically(at("disk/x"), std::string(1 << 20, 'n'));
  const std::string kept = contents(at("disk/x"));
  const auto files = std::distance(fs::directory_iterator(at("disk")), fs::directory_iterator{});
  const bool remounted = mount("tmpfs", at("disk").c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) == 0;
  const auto locked = write_atomically(at("disk/x"), "new");
  ASSERT_EQ(umount(at("disk").c_str()), 0);
  ASSERT_FALSE(full.ok());
  EXPECT_EQ(full.error().code, ErrorCode::io);
  EXPECT_NE(full.error().message.find("free some space"), std::string::npos) << full.error().message;
  EXPECT_EQ(kept, "old");
  EXPECT_EQ(files, 1);
  if (!remounted) return;
  ASSERT_FALSE(locked.ok());
  EXPECT_NE(locked.error().message.find("mounted read-only"), std::string::npos) << locked.error().message;
}

// Whoever reads while another writes, or after it was killed, sees one whole content or the other.
TEST_F(AtomicFile, never_shows_a_part) {
  const std::vector<std::string> wholes = {std::string(300'000, 'a'), std::string(500'000, 'b')};
  ASSERT_TRUE(write_atomically(at("x"), wholes[0]).ok());
  for (int round = 0; round < 30; ++round) {
    const pid_t writer = fork();
    if (writer == 0) {
      for (std::size_t i = 0;; ++i) {
        if (!write_atomically(at("x"), wholes[i % 2]).ok()) _exit(1);
      }
    }
    for (int reads = 0; reads <= round % 7; ++reads) {
      const std::string seen = contents(at("x"));
      EXPECT_TRUE(seen == wholes[0] || seen == wholes[1]) << seen.size();
    }
    kill(writer, SIGKILL);
    waitpid(writer, nullptr, 0);
    const std::string left = contents(at("x"));
    EXPECT_TRUE(left == wholes[0] || left == wholes[1]) << left.size();
  }
  for (const auto& entry : fs::directory_iterator(root_)) {
    const std::string name = entry.path().filename().string();
    EXPECT_TRUE(name == "x" || name.ends_with(".incomplete")) << name;
  }
}

}  // namespace
}  // namespace weightcheck::io
