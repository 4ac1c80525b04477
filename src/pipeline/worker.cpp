// SPDX-License-Identifier: Apache-2.0
// The list is asked once a quantum and not once a piece: all threads share its lock.
#include "pipeline/worker.hpp"

#include <ctime>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace weightcheck::pipeline {
namespace {

// Of each lane between two visits to the list: some milliseconds of hashing.
constexpr std::uint64_t quantum_bytes = std::uint64_t{4} << 20;
constexpr auto naming_interval = std::chrono::milliseconds(250);

// Of the processor, waiting not counted.
std::chrono::nanoseconds thread_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

// Of a whole file. What a part of one came to is a digest of nothing: it may have been started anywhere.
Result<evidence::DigestSet> digests_of(Lane& lane) {
  if (lane.spans != nullptr) throw std::logic_error("asked a part of a file for its digest");
  if (lane.failure) return *lane.failure;
  evidence::DigestSet digests;
  if (lane.wants_sha256) digests.add(hash::digest_of(lane.sha256));
  for (git::BlobHasher& blob : lane.blobs) {
    const Result<git::ObjectId> id = blob.finish();
    if (!id) return id.error();
    digests.add(*id);
  }
  return digests;
}

Seen seen_of(const SpannedFile& file, KeepStates keep) {
  if (file.failure()) return {.digests = *file.failure()};
  if (file.range().count > 0) return {.digests = evidence::DigestSet(), .ends = file.ends()};
  if (file.chain().is_shown_to_differ()) {
    evidence::DigestSet digests;
    digests.rule_out(file.line().sha256);
    return {.digests = digests,
            .spans = evidence::SpansSeen{.line = file.line().sha256, .broken = file.chain().broken()}};
  }
  return {.digests = evidence::DigestSet{file.chain().digest()},
          .spans = evidence::SpansSeen{.line = file.line().sha256,
                                       .broken = file.chain().broken(),
                                       .wrong_hints = file.chain().wrong_hints()},
          .states = keep == KeepStates::yes ? file.chain().states() : std::vector<midstates::Hint>()};
}

}  // namespace

Worker::Worker(unsigned index, LaneList& list, const hash::Rates& rates, const ReadPolicy& policy, std::mutex& turn,
               std::atomic<std::size_t>& open_files, Observations& observations)
    : index_(index),
      list_(list),
      policy_(policy),
      open_files_(open_files),
      observations_(observations),
      bundle_(rates, policy.read_bytes, policy.mapped_bytes_max, policy.one_at_a_time ? &turn : nullptr),
      way_(policy.way) {}

void Worker::work() {
  while (!observations_.stopped()) {
    LaneList::Load load = list_.take(index_);
    if (load.lanes.empty()) return;
    ended_.clear();
    do {
      hash_quantum(load.lanes, !load.alone);
    } while (load.alone && !load.lanes.empty() && !observations_.stopped());
    load.lanes.insert(load.lanes.end(), ended_.begin(), ended_.end());
    list_.put_back(index_, load.lanes);
  }
  list_.stop();
}

void Worker::hash_quantum(std::vector<Lane*>& lanes, bool refill) {
  for (Lane* lane : lanes)
    begin(*lane);
  settle_ended(lanes, refill);
  const Way way = way_.next();
  const std::uint64_t mapped_before = bundle_.bytes_mapped();
  const std::chrono::nanoseconds begin = thread_time();
  std::uint64_t done = 0;
  while (done < quantum_bytes * lanes.size() && !observations_.stopped()) {
    const std::uint64_t bytes = bundle_.step(lanes, way);
    done += bytes;
    tell_progress(*lanes.front(), bytes);
    settle_ended(lanes, refill);
  }
  const std::uint64_t mapped = bundle_.bytes_mapped() - mapped_before;
  if (way == Way::copied || mapped > done - done / 8) way_.took(way, done, thread_time() - begin);
  for (Lane* lane : lanes) {
    lane->window = {};
    if (open_files_.load(std::memory_order_relaxed) > policy_.open_files_max) close(*lane);
  }
}

void Worker::begin(Lane& lane) {
  if (lane.source != nullptr) return;
  const HashItem& item = observations_.item(lane.item);
  bool is_new = true;
  if (lane.spans != nullptr) {
    const auto opened = lane.spans->open(observations_.files(), item.path, item.expected);
    if (!opened) {
      lane.failure = opened.error();
      return;
    }
    lane.source = opened->source;
    is_new = opened->is_new;
  } else {
    Result<std::unique_ptr<io::ByteSource>> source = io::open_found(observations_.files(), item.path, item.expected);
    if (!source) {
      lane.failure = source.error();
      return;
    }
    lane.owns = std::move(*source);
    lane.source = lane.owns.get();
  }
  lane.hints = CacheHints(lane.source->descriptor(), lane.offset, lane.end, policy_.cache);
  if (is_new) open_files_.fetch_add(1, std::memory_order_relaxed);
}

void Worker::close(Lane& lane) {
  if (lane.owns == nullptr) return;
  lane.owns.reset();
  lane.source = nullptr;
  open_files_.fetch_sub(1, std::memory_order_relaxed);
}

// True where the lane is done with, false where its file goes on in it.
bool Worker::settle(Lane& lane) {
  if (lane.spans != nullptr) return settle_part(lane);
  Seen seen{.digests = digests_of(lane), .states = std::move(lane.states)};
  if (lane.source != nullptr) {
    seen.digests = if_unchanged(*lane.source, observations_.item(lane.item), std::move(seen.digests));
    close(lane);
  }
  observations_.finish(lane.item, seen, lane.offset);
  return true;
}

// The last part that ends settles for the file: its descriptor is looked at once, when nothing more is read from it.
bool Worker::settle_part(Lane& lane) {
  SpannedFile& file = *lane.spans;
  if (!file.ended(lane)) return true;
  if (file.go_on(lane, observations_.plan().damaged)) {
    if (observations_.progress() != nullptr) observations_.progress()->begin(lane.remaining(), 0);
    lane.hints = CacheHints(lane.source->descriptor(), lane.offset, lane.end, policy_.cache);
    return false;
  }
  Seen seen = seen_of(file, observations_.plan().keep_states);
  if (const auto source = file.take_source()) {
    seen.digests = if_unchanged(*source, observations_.item(lane.item), std::move(seen.digests));
    open_files_.fetch_sub(1, std::memory_order_relaxed);
  }
  observations_.finish(lane.item, seen, file.bytes_read());
  return true;
}

void Worker::settle_ended(std::vector<Lane*>& lanes, bool refill) {
  for (auto lane = lanes.begin(); lane != lanes.end();) {
    if (!(*lane)->ended() || !settle(**lane)) {
      ++lane;
      continue;
    }
    (*lane)->window = {};
    ended_.push_back(*lane);
    Lane* const next = refill && !observations_.stopped() ? list_.one_more() : nullptr;
    if (next == nullptr) {
      lane = lanes.erase(lane);
    } else {
      *lane = next;
      begin(*next);  // may fail at once: then this place is looked at again
    }
  }
}

void Worker::tell_progress(const Lane& lane, std::uint64_t bytes) {
  Progress* const progress = observations_.progress();
  if (progress == nullptr) return;
  progress->add_bytes(bytes);
  const auto now = std::chrono::steady_clock::now();
  if (now - named_ < naming_interval) return;
  named_ = now;
  progress->working_on(observations_.item(lane.item).path);
}

}  // namespace weightcheck::pipeline
