// SPDX-License-Identifier: Apache-2.0
// Over 1 MiB the runner drops the whole summary, so nothing is added that would bring it there.
#include "cli/step_summary.hpp"

#include <fmt/core.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/escape.hpp"
#include "cli/console.hpp"

namespace weightcheck::cli {
namespace {

constexpr std::uintmax_t summary_bytes_max = std::uintmax_t{1} << 20;

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
  std::ofstream file(path, std::ios::binary | std::ios::app);
  file << text << std::flush;
  if (!file) return Error{ErrorCode::io, fmt::format("{}: {}", printable(path), std::strerror(errno))};
  return done;
}

}  // namespace weightcheck::cli
