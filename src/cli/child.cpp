// SPDX-License-Identifier: Apache-2.0
// fork(2) without exec in the child, which is sound because there is one thread; signals are taken by sigwaitinfo(2),
// so that no handler runs and nothing is left to undo but a mask.
#include "cli/child.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string_view>

#include "base/escape.hpp"
#include "io/file_descriptor.hpp"

namespace weightcheck::cli {
namespace {

bool is_program(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

Status redirect() {
  const io::FileDescriptor nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!nothing.valid()) return io::system_error("cannot open /dev/null", errno);
  if (::dup2(nothing.get(), STDIN_FILENO) < 0 || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
    return io::system_error("cannot lead the report to standard error", errno);
  return done;
}

}  // namespace

Status find_program(const std::string& name) {
  const Error missing{ErrorCode::usage, "there is no program '" + printable(name) + "' that could be run"};
  if (name.find('/') != std::string::npos) return is_program(name) ? Status(done) : Status(missing);
  const char* const path = std::getenv("PATH");
  std::string_view rest = path == nullptr ? "/bin:/usr/bin" : path;
  while (true) {
    const std::string_view folder = rest.substr(0, rest.find(':'));
    if (is_program((folder.empty() ? "." : std::string(folder)) + "/" + name)) return done;
    if (folder.size() == rest.size()) return missing;
    rest.remove_prefix(folder.size() + 1);
  }
}

Result<Child> Child::start() {
  Child child;
  ::sigemptyset(&child.watched_);
  for (const int number : {SIGINT, SIGTERM, SIGCHLD})
    ::sigaddset(&child.watched_, number);
  struct sigaction usual {};
  usual.sa_handler = SIG_DFL;  // where it was started with SIGCHLD ignored, nobody could be waited for
  if (::sigprocmask(SIG_BLOCK, &child.watched_, &child.mask_before_) != 0 ||
      ::sigaction(SIGCHLD, &usual, &child.child_action_before_) != 0)
    return io::system_error("cannot watch for signals", errno);
  const pid_t parent = ::getpid();
  child.id_ = ::fork();
  if (child.id_ < 0) return io::system_error("cannot start a process for the verification", errno);
  if (!child.is_this_process()) return child;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(EXIT_FAILURE);  // it died before the line above, and nobody waits
  child.restore_signals();
  if (Status redirected = redirect(); !redirected.ok()) return redirected.error();
  return child;
}

void Child::restore_signals() const {
  ::sigaction(SIGCHLD, &child_action_before_, nullptr);
  ::sigprocmask(SIG_SETMASK, &mask_before_, nullptr);
}

Result<int> Child::wait() {
  bool stopped = false;
  int state = 0;
  while (true) {
    siginfo_t signal{};
    if (::sigwaitinfo(&watched_, &signal) < 0) continue;
    if (signal.si_signo == SIGCHLD) {
      if (::waitpid(id_, &state, WNOHANG) == id_) break;
      continue;
    }
    // Ctrl-C of a terminal has reached the child, too: a second one would end it without its report.
    if (stopped || signal.si_code != SI_KERNEL) ::kill(id_, stopped ? SIGKILL : SIGTERM);
    stopped = true;
  }
  if (stopped) return Error{ErrorCode::interrupted, "interrupted; the command was not run"};
  if (WIFEXITED(state)) return WEXITSTATUS(state);
  return Error{ErrorCode::io,
               "the verification was ended by signal " + std::to_string(WTERMSIG(state)) + "; the command was not run"};
}

Error Child::become(const std::vector<std::string>& command) const {
  std::vector<char*> words;
  words.reserve(command.size() + 1);
  for (const std::string& word : command)
    words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  restore_signals();
  ::execvp(words.front(), words.data());
  return within(io::system_error("cannot be run", errno), printable(command.front()));
}

}  // namespace weightcheck::cli
