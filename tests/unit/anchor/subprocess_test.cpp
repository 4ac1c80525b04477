// SPDX-License-Identifier: Apache-2.0
#include "anchor/subprocess.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>

#include "support/git_repository.hpp"

namespace weightcheck::anchor {
namespace {

Program shell(const std::string& script) {
  return {.argv = {"sh", "-c", script},
          .environment = {"PATH=/usr/bin:/bin"},
          .folder = "/",
          .output_bytes_max = 1000,
          .file_bytes_max = 1 << 20,
          .time_max = std::chrono::seconds(20)};
}

TEST(Subprocess, gives_status_output_and_errors_apart) {
  const auto end = run_program(shell("printf 'a\\000b'; echo c >&2; exit 3"), {}).value();
  EXPECT_EQ(end.status, 3);
  EXPECT_EQ(end.output, std::string("a\0b", 3));
  EXPECT_EQ(end.errors, "c\n");
}

TEST(Subprocess, tells_a_signal_from_an_exit) {
  EXPECT_EQ(run_program(shell("kill -TERM $$"), {})->status, 128 + SIGTERM);
}

TEST(Subprocess, inherits_nothing_of_the_environment) {
  ::setenv("WEIGHTCHECK_SECRET", "x", 1);
  EXPECT_EQ(run_program(shell("echo ${WEIGHTCHECK_SECRET-none}"), {})->output, "none\n");
  ::unsetenv("WEIGHTCHECK_SECRET");
}

TEST(Subprocess, runs_where_it_is_told_and_reads_the_file_it_is_given) {
  const test::TemporaryFolder folder;
  test::write_file(folder.path() / "in", "input");
  Program program = shell("cat; pwd");
  program.folder = folder.path().string();
  program.input_file = (folder.path() / "in").string();
  EXPECT_EQ(run_program(program, {})->output, "input" + folder.path().string() + "\n");
  EXPECT_EQ(run_program(shell("cat"), {})->output, "") << "nothing by default";
}

TEST(Subprocess, gives_arguments_as_they_are) {
  Program program = shell("printf %s \"$1\"");
  program.argv.insert(program.argv.end(), {"sh", "$(id); `id` ' \" \\ \n"});
  EXPECT_EQ(run_program(program, {})->output, "$(id); `id` ' \" \\ \n");
}

TEST(Subprocess, that_does_not_exist_is_not_found) {
  Program program = shell("");
  program.argv = {"weightcheck-no-such-program"};
  EXPECT_EQ(run_program(program, {}).error().code, ErrorCode::not_found);
}

TEST(Subprocess, is_stopped_when_it_talks_too_much) {
  EXPECT_EQ(run_program(shell("while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxx; done"), {}).error().code,
            ErrorCode::limit);
}

TEST(Subprocess, may_complain_at_any_length) {
  const auto end =
      run_program(shell("i=0; while [ $i -lt 3000 ]; do echo 0123456789 >&2; i=$((i+1)); done"), {}).value();
  EXPECT_EQ(end.status, 0);
  EXPECT_LE(end.errors.size(), 8192U);
}

TEST(Subprocess, is_stopped_when_it_takes_too_long) {
  for (const char* script : {"sleep 60", "exec sleep 60 >/dev/null 2>&1"}) {
    Program program = shell(script);
    program.time_max = std::chrono::milliseconds(150);
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(run_program(program, {}).error().code, ErrorCode::network);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  }
}

TEST(Subprocess, is_stopped_when_asked) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(run_program(shell("sleep 60"), stop.get_token()).error().code, ErrorCode::interrupted);
}

TEST(Subprocess, leaves_no_children_behind) {
  const auto begin = std::chrono::steady_clock::now();
  const auto end = run_program(shell("sleep 60 & echo $!"), {}).value();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10)) << "the child held the pipe open";
  EXPECT_EQ(end.status, 0);
  // The signal is sent, and acts when the child next runs; its zombie may then wait for init.
  const std::string status_file = "/proc/" + end.output.substr(0, end.output.size() - 1) + "/stat";
  const auto is_dead = [&] {
    const std::string state = test::read_file(status_file);
    return state.empty() || state.find(" Z ") != std::string::npos || state.find(" X ") != std::string::npos;
  };
  while (!is_dead() && std::chrono::steady_clock::now() - begin < std::chrono::seconds(10))
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_TRUE(is_dead()) << test::read_file(status_file);
}

TEST(Subprocess, cannot_fill_the_disk) {
  const test::TemporaryFolder folder;
  Program program = shell("exec dd if=/dev/zero of=big bs=65536 count=1000 2>/dev/null");
  program.folder = folder.path().string();
  EXPECT_EQ(run_program(program, {})->status, 128 + SIGXFSZ);
  EXPECT_LE(std::filesystem::file_size(folder.path() / "big"), 1U << 20);
}

TEST(Subprocess, is_kept_to_its_memory) {
  Program program = shell("x=$(head -c 100000000 /dev/zero | tr '\\0' x) && echo done");
  program.memory_bytes_max = std::uint64_t{32} << 20;
  const auto end = run_program(program, {}).value();
  EXPECT_NE(end.status, 0);
  EXPECT_EQ(end.output, "");
}

}  // namespace
}  // namespace weightcheck::anchor
