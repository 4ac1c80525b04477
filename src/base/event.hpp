// SPDX-License-Identifier: Apache-2.0
// What a run tells about itself as it works, beside its results: handed up through a hook, as progress is. Who looks at
// it, and how it is written, is for those above. A field never holds a token or what a URL asks for behind its '?'.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace weightcheck {

enum class EventLevel : std::uint8_t { warning, info, debug };

[[nodiscard]] constexpr std::string_view name_of(EventLevel level) {
  return level == EventLevel::warning ? "warning" : level == EventLevel::info ? "info" : "debug";
}

using EventValue =
    std::variant<std::uint64_t, double, std::string>;  // text: raw bytes, whoever shows them escapes them
using EventFields = std::vector<std::pair<std::string_view, EventValue>>;  // names: literals, as in JSON

struct Event {
  EventLevel level = EventLevel::info;
  std::string_view what;  // a literal: "http hop"
  EventFields fields{};
};

// Called from any thread, also from several at once; does not throw. An empty one: nobody listens.
using EventHook = std::function<void(const Event&)>;

inline void tell(const EventHook& hook, EventLevel level, std::string_view what, EventFields fields) {
  if (hook) hook({.level = level, .what = what, .fields = std::move(fields)});
}

// Since its making.
class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace weightcheck
