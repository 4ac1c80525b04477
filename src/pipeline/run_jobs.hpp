// SPDX-License-Identifier: Apache-2.0
// Many pieces of work over a few threads, for reading that is more than the hashing of whole files.
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>

#include "base/result.hpp"

namespace weightcheck::pipeline {

// Calls `job` with 0 to count - 1, each once, from several threads (0: as many as there are processors), in this order
// as far as they begin. After an error, or once `stop` is requested, no further job begins. Errors: that of the first
// job, by number, that had one; interrupted.
[[nodiscard]] Status run_jobs(std::size_t count, unsigned threads, const std::stop_token& stop,
                              const std::function<Status(std::size_t)>& job);

}  // namespace weightcheck::pipeline
