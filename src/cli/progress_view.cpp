// SPDX-License-Identifier: Apache-2.0
// A painter thread that looks at the counters a few times a second; hashing never waits for a terminal.
#include "cli/progress_view.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <system_error>

#include "base/escape.hpp"
#include "cli/console.hpp"
#include "json/write.hpp"

namespace weightcheck::cli {
namespace {

using Clock = std::chrono::steady_clock;

struct Reading {
  std::uint64_t bytes_done = 0, bytes_total = 0, files_done = 0, files_total = 0;
  double seconds = 0;
  std::string file;

  [[nodiscard]] double rate() const { return seconds > 0 ? static_cast<double>(bytes_done) / seconds : 0; }
  [[nodiscard]] double share() const {
    return bytes_total > 0 ? static_cast<double>(bytes_done) / static_cast<double>(bytes_total) : 0;
  }
  [[nodiscard]] double seconds_left() const {
    return rate() > 0 ? static_cast<double>(bytes_total - std::min(bytes_done, bytes_total)) / rate() : 0;
  }
};

Reading read(const pipeline::Progress& progress, Clock::time_point start) {
  return {.bytes_done = progress.bytes_done(),
          .bytes_total = progress.bytes_total(),
          .files_done = progress.files_done(),
          .files_total = progress.files_total(),
          .seconds = std::chrono::duration<double>(Clock::now() - start).count(),
          .file = printable(progress.current())};
}

std::string clock_text(double seconds) {
  const auto whole = static_cast<std::uint64_t>(seconds);
  return whole >= 3600 ? fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60)
                       : fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string figures(const Reading& now) {
  return fmt::format("{:3.0f} %  {:.1f} of {:.1f} GB  {:.2f} GB/s  {} left", now.share() * 100,
                     static_cast<double>(now.bytes_done) / 1e9, static_cast<double>(now.bytes_total) / 1e9,
                     now.rate() / 1e9, clock_text(now.seconds_left()));
}

std::string bar_line(const Reading& now) {
  constexpr std::size_t bar_cells = 20;
  const auto filled = std::min(bar_cells, static_cast<std::size_t>(now.share() * bar_cells));
  std::string line = "[" + std::string(filled, '#') + std::string(bar_cells - filled, '.') + "] " + figures(now);
  const std::size_t columns = stderr_columns();
  if (line.size() + 4 < columns) line += "  " + now.file.substr(0, columns - line.size() - 3);
  return line.substr(0, columns - 1);
}

void show_bar(const Reading& now) {
  fmt::print(stderr, "\r\x1b[K{}", bar_line(now));
  std::fflush(stderr);
}

void show_line(const Reading& now) {
  remark(fmt::format("hashing: {}, {} of {} files", figures(now), now.files_done, now.files_total));
}

void show_json(const Reading& now) {
  const json::Value line = json::Object{{"event", "progress"},
                                        {"bytes_done", now.bytes_done},
                                        {"bytes_total", now.bytes_total},
                                        {"files_done", now.files_done},
                                        {"files_total", now.files_total},
                                        {"seconds", now.seconds},
                                        {"bytes_per_second", now.rate()},
                                        {"seconds_left", now.seconds_left()},
                                        {"file", now.file}};
  fmt::print(stderr, "{}\n", json::write_line(line));
}

}  // namespace

ProgressView::ProgressView(const pipeline::Progress& progress, ProgressMode mode) {
  if (mode == ProgressMode::never) return;
  const bool as_bar = mode == ProgressMode::automatic && stderr_is_terminal();
  const auto interval = as_bar                       ? std::chrono::milliseconds(100)
                        : mode == ProgressMode::json ? std::chrono::seconds(1)
                                                     : std::chrono::seconds(30);
  const auto paint = [this, &progress, as_bar, interval, mode](const std::stop_token& stop) {
    const auto start = Clock::now();
    std::unique_lock lock(mutex_);
    bool painted = false;
    while (!wake_.wait_for(lock, stop, interval, [] { return false; }) && !stop.stop_requested()) {
      const Reading now = read(progress, start);
      if (now.bytes_total == 0) continue;
      painted = true;
      as_bar ? show_bar(now) : mode == ProgressMode::json ? show_json(now) : show_line(now);
    }
    if (as_bar && painted) {
      fmt::print(stderr, "\r\x1b[K");
      std::fflush(stderr);
    }
    if (mode == ProgressMode::json) show_json(read(progress, start));
  };
  try {
    painter_ = std::jthread(paint);
  } catch (const std::system_error&) {  // no more threads for this user: the work goes on without a view
    say("no thread can be started to show the progress");
  }
}

}  // namespace weightcheck::cli
