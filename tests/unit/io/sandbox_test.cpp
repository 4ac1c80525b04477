// SPDX-License-Identifier: Apache-2.0
// What a hook that was planted in the program would try, in a child for which there is no way back.
#include "io/sandbox.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <functional>
#include <future>
#include <thread>

#include "io/atomic_file.hpp"
#include "io/model_directory.hpp"
#include "support/git_repository.hpp"

namespace weightcheck::io {
namespace {

// The errno with which `attempt` fails in the sandbox, 0 where it succeeds. 200: the sandbox cannot be entered.
int errno_of(const Places& places, const std::function<bool()>& attempt) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (!enter_sandbox(places).ok()) ::_exit(200);
    errno = 0;
    ::_exit(attempt() ? 0 : errno);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 201;
}

bool opens(const std::string& path, int flags = O_RDONLY) {
  const FileDescriptor file(::open(path.c_str(), flags | O_CLOEXEC, 0600));
  return file.valid();
}

class Sandbox : public testing::Test {
 protected:
  Sandbox() {
    test::write_file(folder_.path() / "model/a", "content");
    test::write_file(folder_.path() / "outside", "secret");
    std::filesystem::create_directory(folder_.path() / "reports");
    places_ = {.read = {at("model"), at("not there")}, .write = {at("reports")}};
  }
  [[nodiscard]] std::string at(const std::string& name) const { return (folder_.path() / name).string(); }

  test::TemporaryFolder folder_;
  Places places_;
};

TEST_F(Sandbox, starts_no_program) {
  EXPECT_EQ(errno_of(places_, [] { return ::execl("/bin/true", "true", nullptr) == 0; }), EPERM);
}

TEST_F(Sandbox, starts_no_program_by_its_descriptor_either) {
  const char* const arguments[] = {"true", nullptr};
  EXPECT_EQ(
      errno_of(places_, [&] { return ::syscall(SYS_execveat, AT_FDCWD, "/bin/true", arguments, nullptr, 0) == 0; }),
      EPERM);
}

// The program's thread that waits for signals is there before it goes in.
TEST_F(Sandbox, holds_threads_that_were_there_before) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::promise<bool> entered;
    int failed = 0;
    std::thread early([&] {
      if (entered.get_future().get() && ::socket(AF_INET, SOCK_STREAM, 0) < 0) failed = errno;
    });
    entered.set_value(enter_sandbox(places_).ok());
    early.join();
    ::_exit(failed);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WIFEXITED(status) ? WEXITSTATUS(status) : -1, EPERM);
}

TEST_F(Sandbox, speaks_to_nobody) {
  for (const int family : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK})
    EXPECT_EQ(errno_of(places_, [&] { return ::socket(family, SOCK_STREAM, 0) >= 0; }), EPERM) << family;
}

// A build with the leak sanitizer keeps ptrace, see sandbox.cpp.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WEIGHTCHECK_KEEPS_PTRACE
#endif
#endif
#if !defined(__SANITIZE_ADDRESS__) && !defined(WEIGHTCHECK_KEEPS_PTRACE)
TEST_F(Sandbox, traces_nobody) {
  EXPECT_EQ(errno_of(places_, [] { return ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0; }), EPERM);
}
#endif

TEST_F(Sandbox, gains_no_privileges) {
  EXPECT_EQ(errno_of(places_, [] { return ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1; }), 0);
}

TEST_F(Sandbox, holds_threads_that_come_later) {
  EXPECT_EQ(errno_of(places_,
                     [] {
                       int failed = 0;
                       std::thread([&] { failed = ::socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0; }).join();
                       errno = failed;
                       return failed == 0;
                     }),
            EPERM);
}

TEST_F(Sandbox, opens_its_places_and_no_other) {
  if (landlock_version() == 0) GTEST_SKIP() << "this kernel has no Landlock";
  EXPECT_EQ(errno_of(places_, [&] { return opens(at("model/a")); }), 0);
  EXPECT_EQ(errno_of(places_, [&] { return opens(at("outside")); }), EACCES);
  EXPECT_EQ(errno_of(places_, [&] { return opens(at("model/../outside")); }), EACCES);
  EXPECT_EQ(errno_of(places_, [] { return opens("/etc/shadow"); }), EACCES);
  EXPECT_EQ(errno_of(places_, [&] { return opens(at("model/a"), O_WRONLY); }), EACCES);
  EXPECT_EQ(errno_of(places_, [&] { return opens(at("model/new"), O_WRONLY | O_CREAT); }), EACCES);
  EXPECT_EQ(errno_of(places_, [&] { return ::unlink(at("model/a").c_str()) == 0; }), EACCES);
  EXPECT_EQ(errno_of(places_, [&] { return opens(at("reports/new"), O_WRONLY | O_CREAT); }), 0);
}

TEST_F(Sandbox, lets_a_run_read_its_model_and_write_its_reports) {
  EXPECT_EQ(errno_of(places_,
                     [&] {
                       const auto model = ModelDirectory::open(at("model"));
                       return model.ok() && model->walk().ok() &&
                              model->read_small(ModelPath::parse("a").value(), 100).ok() &&
                              write_atomically(at("reports/file"), "bytes").ok();
                     }),
            0);
  EXPECT_EQ(test::read_file(folder_.path() / "reports/file"), "bytes");
}

TEST(PrivateMemory, leaves_no_core_and_lets_nobody_look) {
  const pid_t child = ::fork();
  if (child == 0) {
    rlimit core{};
    const bool kept = keep_memory_private().ok() && ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 &&
                      ::getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max == 0;
    ::_exit(kept ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace weightcheck::io
