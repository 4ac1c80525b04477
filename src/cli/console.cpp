// SPDX-License-Identifier: Apache-2.0
// A full disk or a closed pipe behind standard output is an error like any other: a gate must not pass on a report that
// nobody got.
#include "cli/console.hpp"

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "io/atomic_file.hpp"
#include "workflow/exit_code.hpp"

namespace weightcheck::cli {
namespace {

// Messages hold names that were escaped where they came in; should one have been forgotten, it ends here.
std::string safe(std::string_view message) {
  return hides_characters(message) ? printable(message) : std::string(message);
}

}  // namespace

int print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return 0;
  complain(fmt::format("cannot write to standard output: {}", std::strerror(errno)));
  return 3;
}

void complain(std::string_view message) { fmt::print(stderr, "weightcheck: {}\n", safe(message)); }

void remark(std::string_view message) { fmt::print(stderr, "weightcheck: {}\n", safe(message)); }

int tell_differences(std::string_view what, const std::vector<std::string>& differences) {
  constexpr std::size_t told_max = 20;
  complain(what);
  for (std::size_t i = 0; i < std::min(differences.size(), told_max); ++i)
    complain(differences[i]);
  if (differences.size() > told_max) complain(fmt::format("and {} more", with_commas(differences.size() - told_max)));
  return workflow::exit_differs;
}

void say(std::string_view line) { fmt::print(stderr, "{}\n", line); }

Status write_output(const std::string& path, std::string_view content) {
  if (!path.empty() && path != "-") return io::write_atomically(path, content);
  if (print(content) == 0) return done;
  return Error{ErrorCode::io, "the result could not be written"};
}

report::Color color_for_stdout(When when) {
  if (when == When::always) return report::Color::yes;
  if (when == When::never) return report::Color::no;
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return report::Color::no;
  return stdout_is_terminal() ? report::Color::yes : report::Color::no;
}

bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }

bool stderr_is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

std::size_t stderr_columns() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace weightcheck::cli
