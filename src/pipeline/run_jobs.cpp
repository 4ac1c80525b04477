// SPDX-License-Identifier: Apache-2.0
// A job that throws is a bug, and ends the program as it would on one thread: it is thrown again where jobs were asked
// for.
#include "pipeline/run_jobs.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "pipeline/processors.hpp"

namespace weightcheck::pipeline {

Status run_jobs(std::size_t count, unsigned threads, const std::stop_token& stop,
                const std::function<Status(std::size_t)>& job) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::size_t failed_job = count;
  std::optional<Error> error;
  std::exception_ptr thrown;
  const auto work = [&] {
    while (!failed.load() && !stop.stop_requested()) {
      const std::size_t index = next.fetch_add(1);
      if (index >= count) return;
      try {
        const Status ended = job(index);
        if (ended.ok()) continue;
        const std::scoped_lock lock(mutex);
        if (index < failed_job) error = ended.error();
        failed_job = std::min(failed_job, index);
      } catch (...) {
        const std::scoped_lock lock(mutex);
        thrown = std::current_exception();
      }
      failed = true;
    }
  };
  {
    const std::size_t wanted = std::min<std::size_t>(threads == 0 ? usable_processors() : threads, count);
    std::vector<std::jthread> workers;
    for (std::size_t i = 1; i < wanted; ++i)
      workers.emplace_back(work);
    work();
  }
  if (thrown) std::rethrow_exception(thrown);
  if (error) return *error;
  if (stop.stop_requested()) return Error{ErrorCode::interrupted, "interrupted"};
  return done;
}

}  // namespace weightcheck::pipeline
