// SPDX-License-Identifier: Apache-2.0
// Runs a program and takes what it prints: for tests that ask git itself. Arguments go as they are, no shell reads
// them.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace weightcheck::test {

struct CommandOutput {
  int status = -1;  // exit status; 128 + signal
  std::string out;
};

enum class ErrorOutput { shown, dropped };

// `environment` holds NAME=VALUE pairs that are added to, or replace those of, this process.
inline CommandOutput run_command(const std::vector<std::string>& argv, const std::filesystem::path& folder,
                                 const std::vector<std::string>& environment = {}, const std::string& input = {},
                                 ErrorOutput errors = ErrorOutput::shown) {
  std::vector<char*> arguments;
  for (const std::string& argument : argv)
    arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);

  char input_name[] = "/tmp/weightcheck-input-XXXXXX";
  const int in = ::mkstemp(input_name);
  ::unlink(input_name);
  if (::write(in, input.data(), input.size()) != static_cast<ssize_t>(input.size())) throw std::runtime_error("write");
  ::lseek(in, 0, SEEK_SET);
  std::array<int, 2> pipe_ends{};
  if (::pipe2(pipe_ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(in, 0);
    ::dup2(pipe_ends[1], 1);
    if (errors == ErrorOutput::dropped) ::dup2(::open("/dev/null", O_WRONLY), 2);
    for (const std::string& pair : environment) {
      const auto equals = pair.find('=');
      ::setenv(pair.substr(0, equals).c_str(), pair.substr(equals + 1).c_str(), 1);
    }
    if (::chdir(folder.c_str()) == 0) ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  ::close(in);
  ::close(pipe_ends[1]);
  CommandOutput output;
  std::array<char, 65536> buffer{};
  for (ssize_t count = 0; (count = ::read(pipe_ends[0], buffer.data(), buffer.size())) > 0;) {
    output.out.append(buffer.data(), static_cast<std::size_t>(count));
  }
  ::close(pipe_ends[0]);
  int state = 0;
  ::waitpid(child, &state, 0);
  output.status = WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
  return output;
}

// Made empty, removed with all that is in it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "weightcheck-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace weightcheck::test
