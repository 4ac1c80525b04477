// SPDX-License-Identifier: Apache-2.0
// The report as a value: evidence, judgement and the facts of the run put together, before any writer sees them. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "evidence/evidence.hpp"
#include "policy/demands.hpp"
#include "policy/judge.hpp"
#include "policy/report.hpp"

namespace weightcheck::report {

// What only the run itself knows.
struct RunFacts {
  std::string model{};  // as the caller named it, raw bytes
  std::string version{};
  std::string engines{};      // that hashed, "" where nothing was hashed
  std::string finished_at{};  // as Report has it
  double seconds = 0;
};

[[nodiscard]] policy::Report assemble(const evidence::Evidence& evidence, const policy::Demands& demands,
                                      policy::Judgement judgement, RunFacts run);

// UTC, "2026-01-31T23:59:59Z", of seconds since 1970.
[[nodiscard]] std::string utc(std::int64_t seconds);
// The same of "name <mail> seconds zone"; "" where that is not what it is, or past the year 9999.
[[nodiscard]] std::string time_of_committer(std::string_view committer);

}  // namespace weightcheck::report
