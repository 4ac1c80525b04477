// SPDX-License-Identifier: Apache-2.0
// Longest remaining first makes all lanes end together, whatever their sizes; begun files first makes results come in.
// The second holds while there are plenty of files, the first takes over for the last ones, where an uneven end would
// leave processors idle.
#include "pipeline/lane_list.hpp"

#include <algorithm>

#include "pipeline/lane_shares.hpp"

namespace weightcheck::pipeline {
namespace {

// Collision-detecting SHA-1 against the fastest single stream of SHA-256, roughly; only the order of work hangs on it.
constexpr std::uint64_t blob_cost = 4;
constexpr std::uint64_t worth_swapping_bytes = std::uint64_t{8} << 20;  // two quanta of a worker

// A walk goes on to the end of its file at the worst.
std::uint64_t cost_of(const Lane& lane) {
  const std::uint64_t bytes = (lane.walks ? lane.file_size : lane.end) - lane.offset;
  return bytes * (lane.blobs.empty() ? 1 : blob_cost);
}

bool is_begun(const Lane& lane) { return lane.walks || lane.offset > lane.begin; }

}  // namespace

void Lane::note_boundary() {
  if (grid == 0 || failure || offset == end || offset % grid != 0) return;
  if (spans != nullptr) {
    sha256.words = spans->pass(offset, sha256.words);
  } else {
    states.emplace_back(sha256.words);
  }
}

LaneList::LaneList(std::span<Lane> lanes, const hash::Rates& rates, unsigned threads, std::size_t at_once,
                   SpanSupply* spans)
    : rates_(rates),
      at_once_(at_once),
      spans_(spans),
      alone_(threads, false),
      home_(threads, false),
      held_(threads),
      unfinished_(lanes.size()) {
  for (Lane& lane : lanes)
    list(lane);
  if (spans_ == nullptr) return;
  unfinished_ += spans_->left();
  cost_left_ += spans_->bytes_left();
  draw_span();
}

LaneList::Load LaneList::take(unsigned worker) {
  std::unique_lock lock(mutex_);
  while (!stopped_ && unfinished_ > 0) {
    const std::size_t share = share_of(worker);
    const Waiting* const longest = dearest();
    if (out_ < at_once_) {
      if (!single_streams_.empty() && (longest == nullptr || *longest < single_streams_.front())) {
        return hand_out_alone(single_streams_, worker);
      }
      if (share > 0 && longest != nullptr) {
        if (!dominates(longest->cost)) return hand_out_share(share, worker);
        return hand_out_alone(!fresh_.empty() && longest == &fresh_.front() ? fresh_ : started_, worker);
      }
    }
    if (share == 0) {  // there are fewer lanes than threads, and their number only falls
      home_[worker] = true;
      ++at_home_;
      changed_.notify_all();  // the shares of those who stay are others now
      break;
    }
    changed_.wait(lock);
  }
  return {};
}

Lane* LaneList::one_more() {
  const std::lock_guard lock(mutex_);
  Heap* const heap = next_heap();
  return stopped_ || heap == nullptr || out_ >= at_once_ ? nullptr : pop(*heap).lane;
}

void LaneList::put_back(unsigned worker, std::span<Lane* const> lanes) {
  const std::lock_guard lock(mutex_);
  for (Lane* lane : lanes) {
    if (alone_[worker]) cost_alone_ -= lane->listed_cost;
    cost_left_ -= lane->listed_cost;
    --out_;
    if (lane->ended()) {
      --unfinished_;
      if (lane->spans != nullptr) spans_->take_back(*lane);
    } else {
      list(*lane);
    }
  }
  if (alone_[worker]) --out_alone_;
  alone_[worker] = false;
  held_[worker] = {};
  changed_.notify_all();
}

void LaneList::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

void LaneList::list(Lane& lane) {
  lane.listed_cost = cost_of(lane);
  cost_left_ += lane.listed_cost;
  wait({lane.listed_cost, &lane});
}

// The cost of all of them is in cost_left_ from the beginning.
void LaneList::draw_span() {
  Lane* const lane = spans_->next();
  drawn_ = lane;
  if (lane == nullptr) return;
  lane->listed_cost = cost_of(*lane);
  wait({lane->listed_cost, lane});
}

void LaneList::wait(const Waiting& waiting) {
  Heap& heap = !waiting.lane->blobs.empty() ? single_streams_ : is_begun(*waiting.lane) ? started_ : fresh_;
  heap.push_back(waiting);
  std::ranges::push_heap(heap, std::less{});
}

bool LaneList::plenty() const { return unfinished_ >= 2 * std::min(alone_.size() * rates_.lanes_max(), at_once_); }

LaneList::Heap* LaneList::next_heap() {
  if (started_.empty()) return fresh_.empty() ? nullptr : &fresh_;
  return fresh_.empty() || plenty() || !(started_.front() < fresh_.front()) ? &started_ : &fresh_;
}

const LaneList::Waiting* LaneList::dearest() const {
  if (started_.empty()) return fresh_.empty() ? nullptr : &fresh_.front();
  return fresh_.empty() || !(started_.front() < fresh_.front()) ? &started_.front() : &fresh_.front();
}

LaneList::Waiting LaneList::pop(Heap& heap) {
  std::ranges::pop_heap(heap, std::less{});
  const Waiting waiting = heap.back();
  heap.pop_back();
  ++out_;
  if (waiting.lane == drawn_) draw_span();
  return waiting;
}

std::size_t LaneList::threads_together() const { return alone_.size() - at_home_ - out_alone_; }

std::size_t LaneList::share_of(unsigned worker) {
  const std::size_t lanes = std::min(unfinished_, at_once_) - std::min(out_alone_, at_once_);
  const std::size_t threads = threads_together();
  if (shares_.empty() || lanes != shares_lanes_ || threads != shares_threads_) {
    shares_ = lane_shares(rates_, lanes, threads);
    shares_lanes_ = lanes;
    shares_threads_ = threads;
  }
  std::size_t before = 0;
  for (std::size_t other = 0; other < worker; ++other)
    before += alone_[other] || home_[other] ? 0U : 1U;
  return shares_[before];
}

bool LaneList::dominates(std::uint64_t cost) const {
  const std::size_t others = std::min(threads_together(), at_once_) - 1;
  const std::size_t lanes = unfinished_ - out_alone_ - 1;
  if (others == 0) return false;
  if (lanes == 0) return true;
  const std::size_t busy = std::min(others, lanes);
  const double rest_rate = rates_.best((lanes + busy - 1) / busy).bytes_per_second * static_cast<double>(busy);
  const double rest = static_cast<double>(cost_left_ - cost_alone_ - cost) / rest_rate;
  return static_cast<double>(cost) / rates_.best(1).bytes_per_second >= rest;
}

LaneList::Load LaneList::hand_out_alone(Heap& heap, unsigned worker) {
  Load load{{pop(heap).lane}, true};
  alone_[worker] = true;
  ++out_alone_;
  cost_alone_ += load.lanes.front()->listed_cost;
  return load;
}

LaneList::Load LaneList::hand_out_share(std::size_t share, unsigned worker) {
  std::vector<Waiting> left = set_aside(share);
  Load load;
  for (Heap* heap = next_heap(); heap != nullptr && load.lanes.size() < share && out_ < at_once_; heap = next_heap()) {
    load.lanes.push_back(pop(*heap).lane);
  }
  if (load.lanes.empty()) {
    load.lanes.push_back(left.back().lane);
    left.pop_back();
    ++out_;
  }
  for (const Waiting& waiting : left)
    wait(waiting);
  for (const Lane* lane : load.lanes) {
    held_[worker] = {load.lanes.size(), std::max(held_[worker].dearest, lane->listed_cost)};
  }
  return load;
}

// Few lanes on one thread go on faster, each of them, than many on another. Where the longest that wait are longer than
// what such a narrow thread holds, a wide one leaves them to it: it comes back within a quantum.
std::vector<LaneList::Waiting> LaneList::set_aside(std::size_t share) {
  std::vector<Waiting> left;
  std::size_t narrow = 0;
  std::uint64_t held = 0;
  for (const Held& other : held_) {
    if (other.lanes == 0 || other.lanes >= share) continue;
    narrow += other.lanes;
    held = std::max(held, other.dearest);
  }
  while (left.size() < narrow && !plenty()) {
    Heap* const heap = next_heap();
    if (heap == nullptr || heap->front().cost <= held + worth_swapping_bytes) break;
    left.push_back(pop(*heap));
    --out_;  // it is not handed out, only kept from this worker
  }
  return left;
}

}  // namespace weightcheck::pipeline
