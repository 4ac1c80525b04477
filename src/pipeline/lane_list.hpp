// SPDX-License-Identifier: Apache-2.0
// The lanes that are not finished, shared by the workers: who takes which, and when a worker must wait or may go home.
// Nothing here reads or hashes. The lock is taken once a quantum (some milliseconds of hashing) and once a file.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "git/object_id.hpp"
#include "hash/lane.hpp"
#include "hash/rates.hpp"
#include "io/byte_source.hpp"
#include "io/mapped_window.hpp"
#include "pipeline/cache_hints.hpp"
#include "pipeline/span_supply.hpp"

namespace weightcheck::pipeline {

// One file on its way, or a run of its spans: between two quanta it belongs to nobody, and any worker may go on with
// it.
struct Lane {
  std::size_t item = 0;         // index in the plan
  std::uint64_t file_size = 0;  // bytes
  std::uint64_t begin = 0;      // of what this lane reads, in bytes of the file
  std::uint64_t end = 0;
  std::uint64_t offset = 0;  // up to here it was read and hashed
  bool wants_sha256 = true;
  hash::LaneState sha256;
  std::vector<git::BlobHasher> blobs;    // where a blob id is wanted: then it is a single stream
  io::ByteSource* source = nullptr;      // open while in work, and between two quanta if there are not too many
  std::unique_ptr<io::ByteSource> owns;  // `source`, where no other lane reads it
  CacheHints hints;                      // for `source`
  io::MappedWindow window;               // of `source`, within a quantum
  bool copies = false;                   // a page of it could not be mapped: reading tells why
  std::uint64_t grid = 0;                // where a boundary is to be noticed: 0 for none
  std::vector<midstates::Hint> states;   // of a whole file, at every boundary so far
  SpannedFile* spans = nullptr;          // whose this is a part of
  bool walks = false;                    // of a part: it was computed before, from a start that was not right
  std::optional<Error> failure;
  std::uint64_t listed_cost = 0;  // what the list last took its remaining work for, in bytes of SHA-256

  [[nodiscard]] std::uint64_t remaining() const { return end - offset; }
  [[nodiscard]] bool ended() const { return failure.has_value() || offset == end; }
  // Where a boundary was just reached: keeps the state, or exchanges it for that from which the next span starts.
  void note_boundary();
};

class LaneList {
 public:
  // `lanes` and `spans` outlive the list; the order of the former does not matter. No more than `at_once` lanes are out
  // at any time.
  LaneList(std::span<Lane> lanes, const hash::Rates& rates, unsigned threads, std::size_t at_once,
           SpanSupply* spans = nullptr);

  struct Load {
    std::vector<Lane*> lanes;  // empty: nothing is left for this worker, ever
    bool alone = false;        // one long file that gets a processor of its own, and is best kept to its end
  };

  // Blocks while the lanes this worker should take are all out with others.
  [[nodiscard]] Load take(unsigned worker);
  // One lane more for a load in which another ended; nullptr where none waits.
  [[nodiscard]] Lane* one_more();
  // What take() and one_more() gave, each lane once: those that ended leave the list, and are not to be touched again.
  void put_back(unsigned worker, std::span<Lane* const> lanes);
  // Every take() from now on comes back empty.
  void stop();

 private:
  struct Waiting {
    std::uint64_t cost = 0;
    Lane* lane = nullptr;
    bool operator<(const Waiting& other) const { return cost < other.cost; }
  };
  using Heap = std::vector<Waiting>;  // the dearest first
  struct Held {
    std::size_t lanes = 0;
    std::uint64_t dearest = 0;  // cost, as listed
  };

  void list(Lane& lane);
  void wait(const Waiting& waiting);
  void draw_span();
  [[nodiscard]] bool plenty() const;
  [[nodiscard]] Heap* next_heap();
  [[nodiscard]] const Waiting* dearest() const;
  [[nodiscard]] Waiting pop(Heap& heap);

  [[nodiscard]] std::size_t share_of(unsigned worker);
  [[nodiscard]] std::size_t threads_together() const;
  [[nodiscard]] bool dominates(std::uint64_t cost) const;
  [[nodiscard]] Load hand_out_alone(Heap& heap, unsigned worker);
  [[nodiscard]] Load hand_out_share(std::size_t share, unsigned worker);
  [[nodiscard]] std::vector<Waiting> set_aside(std::size_t share);

  const hash::Rates& rates_;
  const std::size_t at_once_;
  std::mutex mutex_;
  std::condition_variable changed_;
  SpanSupply* const spans_;
  const Lane* drawn_ = nullptr;  // of the spans, the one that waits: when it goes, the next is drawn
  Heap started_;                 // a file once begun is ended before another is begun, so that results come in
  Heap fresh_;
  Heap single_streams_;
  std::vector<bool> alone_;       // by worker
  std::vector<bool> home_;        // by worker: those that take() sent away, and who never come back
  std::vector<Held> held_;        // by worker, of those not alone
  std::uint64_t cost_left_ = 0;   // of all lanes that have not ended, as of when they were listed
  std::uint64_t cost_alone_ = 0;  // of those that are out alone
  std::size_t unfinished_ = 0;
  std::size_t out_ = 0;
  std::size_t out_alone_ = 0;
  std::size_t at_home_ = 0;
  std::size_t shares_lanes_ = 0;  // what shares_ was made for
  std::size_t shares_threads_ = 0;
  std::vector<std::size_t> shares_;
  bool stopped_ = false;
};

}  // namespace weightcheck::pipeline
