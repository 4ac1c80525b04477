// SPDX-License-Identifier: Apache-2.0
// What lies in a place that a walk leaves out, as far as it takes to see later that something moved there: names, kinds
// and identities. No file is read.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace weightcheck::io {

// May each file be asked who writes to it (writers.hpp)? It has to be opened for that.
enum class AskWriters : std::uint8_t { no, yes };

struct LeftOut {
  std::uint64_t entries = 0;                                          // itself, and all below it
  std::int64_t newest_ns = std::numeric_limits<std::int64_t>::min();  // the latest change time of a file or link
  std::optional<std::string> written{};                               // raw name of a file that somebody may write to
};

// Is handed a line an entry, always in the same order: what a digest of the place is made over.
using LineSink = std::function<void(std::string_view line)>;

// The place `name` below a folder; nothing where there is none. No link is followed. Of folders the names count, not
// the times: a lock that comes and goes changes those. Errors: limit, io, denied.
[[nodiscard]] Result<std::optional<LeftOut>> look_into(int directory, const std::string& name, AskWriters ask,
                                                       const LineSink& sink);

}  // namespace weightcheck::io
