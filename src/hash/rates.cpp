// SPDX-License-Identifier: Apache-2.0
// An engine is measured for about a millisecond, the best of some slices: whatever else runs only slows one down.
#include "hash/rates.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace weightcheck::hash {
namespace {

// Long enough that starting and finishing an engine does not show, short enough to stay in the first-level cache.
constexpr std::size_t sample_bytes = std::size_t{8} << 10;
constexpr auto slice = std::chrono::microseconds(300);
constexpr int slices = 4;

double rate_of(const Engine& engine) {
  using Clock = std::chrono::steady_clock;
  static constexpr std::array<std::byte, sample_bytes> sample{};
  std::array<LaneState, engine_lanes_max> states;
  std::array<LaneInput, engine_lanes_max> lanes;
  for (std::size_t i = 0; i < engine.lanes; ++i)
    lanes[i] = {&states[i], sample.data()};
  double best = 0;
  for (int i = 0; i < slices; ++i) {
    std::size_t bytes = 0;
    const Clock::time_point begin = Clock::now();
    Clock::time_point end = begin;
    while (end - begin < slice) {
      advance(engine, std::span(lanes).first(engine.lanes), sample_bytes / block_bytes);
      bytes += engine.lanes * sample_bytes;
      end = Clock::now();
    }
    best = std::max(best, static_cast<double>(bytes) / std::chrono::duration<double>(end - begin).count());
  }
  return best;
}

// Where there are SHA extensions, OpenSSL's single stream has them too.
constexpr double typical_single_with_extensions = 1.5e9;

bool single_stream_has_extensions(std::span<const Engine* const> engines) {
#if defined(__aarch64__)
  return !engines.empty();  // every ARMv8 server has them
#else
  return std::ranges::any_of(engines, [](const Engine* engine) { return engine->name.starts_with("sha-ni"); });
#endif
}

}  // namespace

Rates::Rates(std::vector<Rate> rates) : rates_(std::move(rates)) {
  if (rates_.empty()) throw std::logic_error("no engine to choose from");
  for (std::size_t live = 1; live <= engine_lanes_max; ++live) {
    Choice& most = best_[live - 1];
    Choice& all = together_[live - 1];
    if (live > 1) most = best_[live - 2];
    for (const Rate& rate : rates_) {
      const std::size_t lanes = rate.engine->lanes;
      const std::size_t passes = (live + lanes - 1) / lanes;
      const double worth = rate.bytes_per_second * static_cast<double>(live) / static_cast<double>(passes * lanes);
      if (worth > all.bytes_per_second) all = {rate.engine, live, worth};
      if (passes == 1 && worth > most.bytes_per_second) most = {rate.engine, live, worth};
    }
    if (most.engine == nullptr) most = all;
  }
}

Rates Rates::measured(std::span<const Engine* const> engines) {
  std::vector<Rate> rates;
  for (const Engine* engine : engines)
    rates.push_back({engine, rate_of(*engine)});
  return Rates(std::move(rates));
}

Rates Rates::assumed(std::span<const Engine* const> engines) {
  std::vector<Rate> rates;
  for (const Engine* engine : engines) {
    const bool fast = engine->lanes == 1 && single_stream_has_extensions(engines);
    rates.push_back({engine, fast ? typical_single_with_extensions : engine->typical_rate});
  }
  return Rates(std::move(rates));
}

const Rates::Choice& Rates::best(std::size_t live) const { return best_.at(std::min(live, engine_lanes_max) - 1); }
const Rates::Choice& Rates::together(std::size_t live) const {
  return together_.at(std::min(live, engine_lanes_max) - 1);
}

std::size_t Rates::lanes_max() const { return best_.back().lanes; }

std::string Rates::describe() const {
  std::string names;
  for (const Rate& rate : rates_) {
    if (std::ranges::find(best_, rate.engine, &Choice::engine) == best_.end()) continue;
    names.append(names.empty() ? "" : ", ").append(rate.engine->name);
  }
  return names;
}

BatchDigests digests_of(const Rates& rates, std::span<const ByteSpan> padded) {
  std::vector<std::size_t> order(padded.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, std::greater{}, [&](std::size_t i) { return padded[i].size(); });
  std::vector<LaneState> states(padded.size());
  std::vector<std::size_t> live;
  std::vector<LaneInput> lanes;
  BatchDigests result;
  std::size_t next = 0;
  while (true) {
    std::erase_if(live, [&](std::size_t i) { return states[i].bytes == padded[i].size(); });
    while (live.size() < rates.lanes_max() && next < order.size())
      live.push_back(order[next++]);
    if (live.empty()) break;
    lanes.clear();
    std::uint64_t bytes = UINT64_MAX;
    for (const std::size_t i : live) {
      lanes.push_back({&states[i], padded[i].data() + states[i].bytes});
      bytes = std::min<std::uint64_t>(bytes, padded[i].size() - states[i].bytes);
    }
    const Engine& engine = *rates.together(live.size()).engine;
    advance(engine, lanes, bytes / block_bytes);
    result.engines_used.insert(engine.name);
  }
  for (const LaneState& state : states)
    result.digests.push_back(digest_of(state));
  return result;
}

}  // namespace weightcheck::hash
