// SPDX-License-Identifier: Apache-2.0
// Against files that really shrink while they are mapped.
#include "io/mapped_window.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "io/bus_errors.hpp"
#include "io/file_descriptor.hpp"
#include "support/command.hpp"

namespace weightcheck::io {
namespace {

class Mapped : public testing::Test {
 protected:
  void SetUp() override {
    survive_bus_errors();
    for (std::size_t i = 0; i < 5 * page_; ++i)
      content_ += static_cast<char>('a' + i % 23);
    std::ofstream(path_, std::ios::binary) << content_;
    file_ = FileDescriptor(::open(path_.c_str(), O_RDWR | O_CLOEXEC));
    ASSERT_TRUE(file_.valid());
  }

  const std::size_t page_ = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  test::TemporaryFolder folder_;
  const std::string path_ = (folder_.path() / "file").string();
  std::string content_;
  FileDescriptor file_;
};

TEST_F(Mapped, shows_the_bytes_of_the_file_wherever_it_begins) {
  for (const std::size_t offset : {std::size_t{0}, std::size_t{1}, std::size_t{64}, page_, page_ + 64, 3 * page_ - 1}) {
    const MappedWindow window(file_.get(), offset, page_ + 100);
    EXPECT_EQ(text_of(window.at(offset, page_ + 100)), content_.substr(offset, page_ + 100)) << offset;
    EXPECT_EQ(text_of(window.at(offset + 100, page_)), content_.substr(offset + 100, page_));
    EXPECT_TRUE(window.at(offset + 101, page_).empty()) << "beyond it";
    EXPECT_TRUE(window.at(offset + page_ + 101, 1).empty());
    if (offset > 0) {
      EXPECT_TRUE(window.at(offset - 1, 1).empty()) << "before it";
    }
  }
}

TEST_F(Mapped, is_handed_on_and_given_up_once) {
  MappedWindow first(file_.get(), 0, page_);
  MappedWindow second = std::move(first);
  EXPECT_EQ(text_of(second.at(5, 10)), content_.substr(5, 10));
  second = MappedWindow(file_.get(), page_, page_);
  EXPECT_EQ(text_of(second.at(page_, 10)), content_.substr(page_, 10));
  second = {};
  EXPECT_TRUE(second.at(page_, 1).empty());
}

TEST_F(Mapped, is_empty_of_what_is_no_file) {
  EXPECT_TRUE(MappedWindow(-1, 0, 100).at(0, 1).empty());
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  EXPECT_TRUE(MappedWindow(ends[0], 0, 100).at(0, 1).empty());
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_F(Mapped, tells_of_pages_that_a_file_has_lost) {
  const MappedWindow window(file_.get(), 0, 5 * page_);
  volatile unsigned sum = 0;
  const auto read_all = [&] {
    for (const std::byte byte : window.at(0, 5 * page_))
      sum = sum + static_cast<unsigned>(byte);
  };
  EXPECT_TRUE(without_bus_error(read_all));
  ASSERT_EQ(::ftruncate(file_.get(), static_cast<off_t>(2 * page_)), 0);
  for (int round = 0; round < 3; ++round)
    EXPECT_FALSE(without_bus_error(read_all)) << "each time, not only the first";
  ASSERT_EQ(::ftruncate(file_.get(), static_cast<off_t>(5 * page_)), 0);
  EXPECT_TRUE(without_bus_error(read_all)) << "and no longer than it is so";
}

TEST_F(Mapped, tells_each_thread_of_its_own) {
  ASSERT_EQ(::ftruncate(file_.get(), static_cast<off_t>(page_)), 0);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, is_short = i % 2 == 0] {
      for (int round = 0; round < 200; ++round) {
        const MappedWindow window(file_.get(), 0, 2 * page_);
        volatile std::byte read{};
        const bool whole = without_bus_error([&] { read = window.at(is_short ? page_ : 0, 1).front(); });
        EXPECT_EQ(whole, !is_short);
      }
    });
  }
}

TEST_F(Mapped, is_not_to_be_where_the_signal_is_blocked) {
  EXPECT_TRUE(survives_bus_errors());
  const pid_t child = ::fork();
  if (child == 0) {
    sigset_t bus;
    sigemptyset(&bus);
    sigaddset(&bus, SIGBUS);
    pthread_sigmask(SIG_BLOCK, &bus, nullptr);
    survive_bus_errors();
    ::_exit(survives_bus_errors() ? 1 : 0);
  }
  int state = 0;
  ::waitpid(child, &state, 0);
  EXPECT_TRUE(WIFEXITED(state) && WEXITSTATUS(state) == 0);
}

// Nothing is hidden from whoever watches a process die: only what was guarded is survived.
TEST_F(Mapped, leaves_other_bus_errors_what_they_are) {
  const auto signal_that_ends = [](const auto& work) {
    const pid_t child = ::fork();
    if (child == 0) {
      work();
      ::_exit(0);
    }
    int state = 0;
    ::waitpid(child, &state, 0);
    return WIFSIGNALED(state) ? WTERMSIG(state) : 0;
  };
  ASSERT_EQ(::ftruncate(file_.get(), 1), 0);
  EXPECT_EQ(signal_that_ends([&] {
              const MappedWindow window(file_.get(), 0, 2 * page_);
              const volatile std::byte* byte = &window.at(page_, 1).front();
              static_cast<void>(*byte);
            }),
            SIGBUS)
      << "a page that nobody guards";
  EXPECT_EQ(signal_that_ends([] { static_cast<void>(without_bus_error([] { std::raise(SIGBUS); })); }), SIGBUS)
      << "one that was sent, at whatever moment";
}

}  // namespace
}  // namespace weightcheck::io
