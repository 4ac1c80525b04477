// SPDX-License-Identifier: Apache-2.0
// An event as one line: of JSON, as --log-file and the C API give it, and in words, as a terminal shows it.
#pragma once

#include <string>
#include <string_view>

#include "base/event.hpp"

namespace weightcheck::report {

// {"time":...,"level":...,"event":...} and the fields behind them; without a time where none is given. No line end.
[[nodiscard]] std::string event_json(const Event& event, std::string_view time = {});

// "git: command fetch, exit 0, seconds 0.31"
[[nodiscard]] std::string event_words(const Event& event);

}  // namespace weightcheck::report
