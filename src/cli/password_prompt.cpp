// SPDX-License-Identifier: Apache-2.0
// The terminal itself is asked, whatever standard input is; but only where standard error is one, too: a job whose
// messages go to a file has nobody who would see the question.
#include "cli/password_prompt.hpp"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>

#include "cli/console.hpp"

namespace weightcheck::cli {
namespace {

constexpr std::size_t line_bytes_max = 1025;  // what OpenSSL takes, and the line end
constexpr int look_for_stop_ms = 100;

class Terminal {
 public:
  Terminal() : descriptor_(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    if (descriptor_ < 0 || ::tcgetattr(descriptor_, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag = (silent.c_lflag | ICANON) & ~static_cast<tcflag_t>(ECHO);
    is_silent_ = ::tcsetattr(descriptor_, TCSAFLUSH, &silent) == 0;
  }
  ~Terminal() {
    if (is_silent_) {
      ::tcsetattr(descriptor_, TCSAFLUSH, &before_);
      write("\n");
    }
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  [[nodiscard]] bool is_silent() const { return is_silent_; }

  void write(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t count = ::write(descriptor_, text.data(), text.size());
      if (count < 0 && errno != EINTR) return;  // the question is not seen, and the answer still counts
      if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  [[nodiscard]] Result<Secret> read_line(const std::stop_token& stop) const {
    pollfd ready{.fd = descriptor_, .events = POLLIN, .revents = 0};
    while (!stop.stop_requested()) {
      const int count = ::poll(&ready, 1, look_for_stop_ms);
      if (count == 0 || (count < 0 && errno == EINTR)) continue;
      std::string line(line_bytes_max, '\0');
      const ssize_t got = count < 0 ? -1 : ::read(descriptor_, line.data(), line.size());
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return Error{ErrorCode::usage, "no password was typed"};
      line.resize(static_cast<std::size_t>(got));
      Secret secret(std::move(line));
      secret.keep_first_line();
      return secret;
    }
    return Error{ErrorCode::interrupted, "interrupted; nothing was signed"};
  }

 private:
  int descriptor_;
  termios before_{};
  bool is_silent_ = false;
};

}  // namespace

Result<Secret> ask_for_password(const std::string& prompt, const std::string& otherwise, const std::stop_token& stop) {
  const Error nobody{ErrorCode::usage, otherwise};
  if (!stderr_is_terminal()) return nobody;
  const Terminal terminal;
  if (!terminal.is_silent()) return nobody;
  terminal.write(prompt);
  return terminal.read_line(stop);
}

}  // namespace weightcheck::cli
