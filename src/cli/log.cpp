// SPDX-License-Identifier: Apache-2.0
// The one file that knows spdlog: a logger for people, one for the file, each with its level.
#include "cli/log.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <optional>

#include "base/escape.hpp"
#include "cli/console.hpp"
#include "cli/outputs.hpp"
#include "io/file_descriptor.hpp"
#include "report/event_line.hpp"

namespace weightcheck::cli {
namespace {

constexpr const char* variable = "WEIGHTCHECK_LOG";
constexpr std::array levels{EventLevel::warning, EventLevel::info, EventLevel::debug};

spdlog::level::level_enum spdlog_level(EventLevel level) {
  switch (level) {
    case EventLevel::warning:
      return spdlog::level::warn;
    case EventLevel::info:
      return spdlog::level::info;
    case EventLevel::debug:
      break;
  }
  return spdlog::level::debug;
}

// A line at a time, at the end of the file: several runs may share one.
class FileSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit FileSink(io::FileDescriptor file) : file_(std::move(file)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    std::string line(message.payload.data(), message.payload.size());
    line += '\n';
    if (::write(file_.get(), line.data(), line.size()) == static_cast<ssize_t>(line.size()) ||
        std::exchange(told_, true))
      return;
    complain(fmt::format("the log is not whole: {}", std::strerror(errno)));
  }
  void flush_() override {}

  io::FileDescriptor file_;
  bool told_ = false;
};

std::string time_text(std::chrono::system_clock::time_point now) {
  const auto since = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:06}Z", fmt::gmtime(static_cast<std::time_t>(since / 1'000'000)),
                     since % 1'000'000);
}

struct Loggers {
  std::optional<spdlog::logger> people{}, file{};

  void write(const Event& event) {
    const auto level = spdlog_level(event.level);
    if (people && people->should_log(level)) people->log(level, report::event_words(event));
    if (file && file->should_log(level))
      file->log(level, report::event_json(event, time_text(std::chrono::system_clock::now())));
  }
};

Result<io::FileDescriptor> open_to_append(const std::string& path) {
  io::FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0666));
  if (!file.valid()) return Error{ErrorCode::usage, io::system_error("--log-file " + printable(path), errno).message};
  return file;
}

std::optional<EventLevel> level_named(std::string_view word) {
  const auto found = std::ranges::find(levels, word, name_of);
  return found == levels.end() ? std::nullopt : std::optional(*found);
}

// Of the environment. An empty variable is one that is not set.
Result<std::optional<EventLevel>> usual_level() {
  const char* const word = std::getenv(variable);
  if (word == nullptr || *word == '\0') return std::optional<EventLevel>();
  if (const auto level = level_named(word)) return level;
  return Error{ErrorCode::usage, fmt::format("{} is '{}'; it takes warning, info or debug", variable, printable(word))};
}

}  // namespace

Options LogOptions::options() {
  return {
      {.names = "-v,--verbose",
       .help = "tell on standard error what the run does; -vv: in detail",
       .into = &times_verbose},
      {.names = "--log-level",
       .help = "how much -v and --log-file tell (default: $WEIGHTCHECK_LOG)",
       .into = one_of(level, {"warning", "info", "debug"})},
      {.names = "--log-file",
       .value = "FILE",
       .help = "append the same as JSON lines to this file; in detail, unless --log-level says otherwise",
       .into = &file},
  };
}

Result<EventHook> LogOptions::open(const std::vector<std::string>& inputs,
                                   const std::vector<std::string>& outputs) const {
  const auto usual = usual_level();
  if (!usual.ok()) return usual.error();
  const auto named = level_named(level);
  const auto loggers = std::make_shared<Loggers>();  // every copy of the hook writes to them
  if (!file.empty()) {
    if (Status apart = check_log(file, inputs, outputs); !apart.ok()) return apart.error();
    auto opened = open_to_append(file);
    if (!opened.ok()) return opened.error();
    loggers->file.emplace("file", std::make_shared<FileSink>(*std::move(opened)));
    loggers->file->set_level(spdlog_level(named.value_or(usual->value_or(EventLevel::debug))));
    loggers->file->set_pattern("%v");
  }
  const auto by_v = times_verbose > 1   ? std::optional(EventLevel::debug)
                    : times_verbose > 0 ? std::optional(EventLevel::info)
                                        : std::nullopt;
  // -v is for people; a level alone is for the file, if there is one.
  if (const auto wanted = named ? named : by_v ? by_v : *usual; wanted && (by_v || file.empty())) {
    loggers->people.emplace("people", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    loggers->people->set_level(spdlog_level(*wanted));
    // On a terminal the line takes the place of the progress bar, which is painted anew below it.
    loggers->people->set_pattern(std::string(stderr_is_terminal() ? "\r\x1b[K" : "") + "weightcheck: %v");
  }
  if (!loggers->people && !loggers->file) return EventHook();
  return EventHook([loggers](const Event& event) { loggers->write(event); });
}

}  // namespace weightcheck::cli
