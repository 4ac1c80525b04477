// SPDX-License-Identifier: Apache-2.0
// Over 1 MiB the runner drops the whole summary, so nothing is added that would bring it there.
#include "cli/step_summary.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>

#include "base/escape.hpp"
#include "cli/console.hpp"

namespace weightcheck::cli {
namespace {

constexpr std::uintmax_t summary_bytes_max = std::uintmax_t{1} << 20;

// Null, and errno, for a link and for a file with several names.
std::FILE* open_alone(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0644);
  if (file < 0) return nullptr;
  struct stat status {};
  const bool alone = ::fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink == 1;
  std::FILE* const stream = alone ? ::fdopen(file, "a") : nullptr;
  if (!alone) errno = EMLINK;
  if (stream == nullptr) ::close(file);
  return stream;
}

}  // namespace

std::string step_summary_file() {
  const char* const path = std::getenv("GITHUB_STEP_SUMMARY");
  return path == nullptr ? "" : path;
}

Status append_step_summary(const policy::Report& report) {
  const std::string path = step_summary_file();
  if (path.empty()) return done;
  const std::string text = report::find_writer("markdown")->write(report, {});
  std::error_code none;
  const std::uintmax_t size = std::filesystem::file_size(path, none);
  if ((none ? 0 : size) + text.size() > summary_bytes_max) {
    remark(fmt::format("{}: no room for this summary, a step may write {} bytes", printable(path), summary_bytes_max));
    return done;
  }
  // What is appended goes where the name leads: into no file that has another name, which may be one of the model.
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(open_alone(path), std::fclose);
  if (file == nullptr) return Error{ErrorCode::io, fmt::format("{}: {}", printable(path), std::strerror(errno))};
  const bool written =
      std::fwrite(text.data(), 1, text.size(), file.get()) == text.size() && std::fflush(file.get()) == 0;
  return written ? Status(done) : Error{ErrorCode::io, fmt::format("{}: {}", printable(path), std::strerror(errno))};
}

}  // namespace weightcheck::cli
