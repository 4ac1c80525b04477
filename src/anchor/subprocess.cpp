// SPDX-License-Identifier: Apache-2.0
// fork and execve with everything prepared before the fork: between the two only async-signal-safe calls are made,
// since other threads may hold any lock.
#include "anchor/subprocess.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "io/file_descriptor.hpp"

namespace weightcheck::anchor {
namespace {

using Clock = std::chrono::steady_clock;
using io::FileDescriptor;

constexpr std::size_t errors_bytes_max = 8192;
constexpr int poll_interval_ms = 100;  // how late a stop or the death of the program is seen

std::optional<std::string> find_program(const std::string& name) {
  const char* const path = std::getenv("PATH");
  std::string_view folders = path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
  while (!folders.empty()) {
    const std::size_t end = std::min(folders.find(':'), folders.size());
    const std::string_view folder = folders.substr(0, end);
    // Relative folders of PATH would mean the folder we happen to stand in, which may be a stranger's.
    if (folder.starts_with('/')) {
      std::string candidate = std::string(folder) + "/" + name;
      if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    }
    folders.remove_prefix(std::min(end + 1, folders.size()));
  }
  return std::nullopt;
}

struct Pipe {
  FileDescriptor read_end;
  FileDescriptor write_end;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return io::system_error("cannot make a pipe", errno);
  return Pipe{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (const std::string& text : texts)
    out.push_back(const_cast<char*>(text.c_str()));
  out.push_back(nullptr);
  return out;
}

struct ChildSetup {
  const char* executable;
  char** argv;
  char** environment;
  const char* folder;
  int input;
  int output;
  int errors;
  std::uint64_t file_bytes_max;
  std::uint64_t memory_bytes_max;
  pid_t parent;
};

[[noreturn]] void become(const ChildSetup& setup) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != setup.parent) ::_exit(127);  // the parent died before the line above
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  const rlimit size{setup.file_bytes_max, setup.file_bytes_max};
  const rlimit core{0, 0};
  // Data, not address space: files that are mapped to be read, and what runtimes of credential helpers reserve without
  // using it, are no burden.
  const rlimit memory{setup.memory_bytes_max, setup.memory_bytes_max};
  const bool ready = ::setrlimit(RLIMIT_FSIZE, &size) == 0 && ::setrlimit(RLIMIT_CORE, &core) == 0 &&
                     (setup.memory_bytes_max == 0 || ::setrlimit(RLIMIT_DATA, &memory) == 0) &&
                     ::dup2(setup.input, 0) == 0 && ::dup2(setup.output, 1) == 1 && ::dup2(setup.errors, 2) == 2 &&
                     ::chdir(setup.folder) == 0;
  if (ready) ::execve(setup.executable, setup.argv, setup.environment);
  ::_exit(127);
}

// A child and all its descendants that stayed in its group. What is still alive at the end is killed.
class ProcessGroup {
 public:
  explicit ProcessGroup(pid_t leader) : leader_(leader) {
    ::setpgid(leader, leader);  // the child does the same: whoever comes first
  }
  ~ProcessGroup() {
    if (!reaped_) reap();
  }
  ProcessGroup(const ProcessGroup&) = delete;
  ProcessGroup& operator=(const ProcessGroup&) = delete;

  [[nodiscard]] bool leader_has_ended() const {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(leader_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == leader_;
  }
  void kill() const { ::kill(-leader_, SIGKILL); }

  // Kills what is left, then takes the leader's status: in this order, for a reaped id may be given to a stranger.
  int reap() {
    kill();
    int state = 0;
    while (::waitpid(leader_, &state, 0) < 0 && errno == EINTR) {
    }
    reaped_ = true;
    // Grandchildren are not ours to wait for, and one that still dies may be making a file where the caller is about to
    // clean up. Their zombies count until somebody takes them, which nobody may.
    for (int times = 0; times < 100 && ::kill(-leader_, 0) == 0; ++times)
      ::poll(nullptr, 0, 10);
    return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
  }

 private:
  pid_t leader_;
  bool reaped_ = false;
};

// Reads what is there; false at the end of the stream. Bytes over `keep_max` are read and dropped, and counted in
// `dropped`.
bool drain(const FileDescriptor& from, std::string& into, std::size_t keep_max, std::size_t& dropped) {
  std::array<char, 65536> buffer;
  const ssize_t count = ::read(from.get(), buffer.data(), buffer.size());
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  if (count == 0) return false;
  const std::size_t kept = std::min(static_cast<std::size_t>(count), keep_max - into.size());
  into.append(buffer.data(), kept);
  dropped += static_cast<std::size_t>(count) - kept;
  return true;
}

Error out_of_time(const Program& program) {
  return {ErrorCode::network,
          program.argv[0] + " did not finish within " + std::to_string(program.time_max.count() / 1000) + " s"};
}

Result<ProgramEnd> follow(const Program& program, ProcessGroup& group, FileDescriptor output, FileDescriptor errors,
                          const std::stop_token& stop) {
  const auto deadline = Clock::now() + program.time_max;
  ProgramEnd end;
  std::size_t output_dropped = 0;
  std::size_t errors_dropped = 0;
  bool killed = false;
  while (output.valid() || errors.valid()) {
    std::array<pollfd, 2> watched{pollfd{output.get(), POLLIN, 0}, pollfd{errors.get(), POLLIN, 0}};  // -1 is skipped
    if (::poll(watched.data(), watched.size(), poll_interval_ms) < 0 && errno != EINTR)
      return io::system_error("cannot poll", errno);
    if (watched[0].revents != 0 && !drain(output, end.output, program.output_bytes_max, output_dropped))
      output = FileDescriptor();
    if (watched[1].revents != 0 && !drain(errors, end.errors, errors_bytes_max, errors_dropped))
      errors = FileDescriptor();
    if (output_dropped > 0) {
      return Error{ErrorCode::limit, "output of " + program.argv[0] + " is over the limit of " +
                                         std::to_string(program.output_bytes_max) + " bytes"};
    }
    if (stop.stop_requested()) return Error{ErrorCode::interrupted, "stopped"};
    if (Clock::now() > deadline) return out_of_time(program);
    // A grandchild that outlives the program would keep the pipes open for ever.
    if (!killed && group.leader_has_ended()) {
      group.kill();
      killed = true;
    }
  }
  while (!group.leader_has_ended()) {  // it closed its output and goes on
    if (stop.stop_requested()) return Error{ErrorCode::interrupted, "stopped"};
    if (Clock::now() > deadline) return out_of_time(program);
    ::poll(nullptr, 0, 10);
  }
  end.status = group.reap();
  return end;
}

Result<ProgramEnd> start_and_follow(const Program& program, const std::stop_token& stop) {
  const auto executable = find_program(program.argv.at(0));
  if (!executable) return Error{ErrorCode::not_found, "program '" + program.argv[0] + "' is not in PATH; install it"};
  const std::string input_name = program.input_file.empty() ? "/dev/null" : program.input_file;
  const FileDescriptor input(::open(input_name.c_str(), O_RDONLY | O_CLOEXEC));
  if (!input.valid()) return io::system_error("cannot open the input of " + program.argv[0], errno);
  auto output = make_pipe();
  if (!output.ok()) return std::move(output).error();
  auto errors = make_pipe();
  if (!errors.ok()) return std::move(errors).error();

  std::vector<char*> argv = pointers(program.argv);
  std::vector<char*> environment = pointers(program.environment);
  const ChildSetup setup{executable->c_str(),
                         argv.data(),
                         environment.data(),
                         program.folder.c_str(),
                         input.get(),
                         output->write_end.get(),
                         errors->write_end.get(),
                         program.file_bytes_max,
                         program.memory_bytes_max,
                         ::getpid()};
  const pid_t child = ::fork();
  if (child < 0) return io::system_error("cannot start " + program.argv[0], errno);
  if (child == 0) become(setup);
  ProcessGroup group(child);
  output->write_end = FileDescriptor();
  errors->write_end = FileDescriptor();
  return follow(program, group, std::move(output->read_end), std::move(errors->read_end), stop);
}

}  // namespace

Result<ProgramEnd> run_program(const Program& program, const std::stop_token& stop) {
  const Stopwatch watch;
  auto end = start_and_follow(program, stop);
  const std::string command = program.argv[0] + (program.argv.size() > 1 ? " " + program.argv[1] : "");
  if (end.ok()) {
    tell(program.events, EventLevel::debug, "program",
         {{"command", command},
          {"exit", static_cast<std::uint64_t>(end->status)},
          {"bytes", std::uint64_t{end->output.size()}},
          {"seconds", watch.seconds()}});
  } else {
    tell(program.events, EventLevel::warning, "program",
         {{"command", command}, {"error", end.error().message}, {"seconds", watch.seconds()}});
  }
  return end;
}

}  // namespace weightcheck::anchor
