// SPDX-License-Identifier: Apache-2.0
// One thread's work on large files: takes lanes from the list, hashes a quantum of each, puts them back.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <set>
#include <string_view>
#include <vector>

#include "pipeline/bundle.hpp"
#include "pipeline/lane_list.hpp"
#include "pipeline/observations.hpp"

namespace weightcheck::pipeline {

// How files are to be read: the same for all workers of a run.
struct ReadPolicy {
  std::size_t read_bytes = 0;      // at a time and lane; 0 leaves it to the bundle
  std::size_t lanes_at_once = 0;   // files being read at any time
  bool one_at_a_time = false;      // no two threads read together
  std::size_t open_files_max = 0;  // files that stay open between two quanta
  CacheUse cache = CacheUse::normal;
  ReadingWay::Choice way = ReadingWay::Choice::copied;
  std::size_t mapped_bytes_max = 0;  // by one worker at any time
};

class Worker {
 public:
  // All of these outlive it.
  Worker(unsigned index, LaneList& list, const hash::Rates& rates, const ReadPolicy& policy, std::mutex& turn,
         std::atomic<std::size_t>& open_files, Observations& observations);

  // Until nothing is left for this worker, or a stop.
  void work();

  [[nodiscard]] const std::set<std::string_view>& engines_used() const { return bundle_.engines_used(); }
  [[nodiscard]] bool maps() const { return way_.choice() == ReadingWay::Choice::mapped; }

 private:
  void hash_quantum(std::vector<Lane*>& lanes, bool refill);
  void begin(Lane& lane);
  [[nodiscard]] bool settle(Lane& lane);
  [[nodiscard]] bool settle_part(Lane& lane);
  void settle_ended(std::vector<Lane*>& lanes, bool refill);
  void close(Lane& lane);
  void tell_progress(const Lane& lane, std::uint64_t bytes);

  const unsigned index_;
  LaneList& list_;
  const ReadPolicy& policy_;
  std::atomic<std::size_t>& open_files_;
  Observations& observations_;
  Bundle bundle_;
  ReadingWay way_;
  std::vector<Lane*> ended_;
  std::chrono::steady_clock::time_point named_{};
};

}  // namespace weightcheck::pipeline
