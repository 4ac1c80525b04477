// SPDX-License-Identifier: Apache-2.0
// Greedy over the steepest chord of the rate curve: one lane to every thread, then again and again as many lanes to one
// thread as give the most per lane. The curve has few corners (two lanes, eight, sixteen), so a thread is touched a few
// times.
#include "pipeline/lane_shares.hpp"

#include <algorithm>

namespace weightcheck::pipeline {
namespace {

struct Step {
  std::size_t to = 0;
  double gain_per_lane = 0;
};

Step steepest(const hash::Rates& rates, std::size_t from, std::size_t spare) {
  Step best;
  const std::size_t highest = std::min(from + spare, rates.lanes_max());
  for (std::size_t to = from + 1; to <= highest; ++to) {
    const double gain = rates.best(to).bytes_per_second - rates.best(from).bytes_per_second;
    const double per_lane = gain / static_cast<double>(to - from);
    if (per_lane > best.gain_per_lane) best = {to, per_lane};
  }
  return best;
}

}  // namespace

std::vector<std::size_t> lane_shares(const hash::Rates& rates, std::size_t lanes, std::size_t threads) {
  if (lanes >= rates.lanes_max() * threads) return std::vector<std::size_t>(threads, rates.lanes_max());
  std::vector<std::size_t> shares(threads, 0);
  const std::size_t busy = std::min(lanes, threads);
  std::fill_n(shares.begin(), busy, std::size_t{1});
  for (std::size_t spare = lanes - busy; spare > 0;) {
    Step best;
    std::size_t who = 0;
    for (std::size_t i = 0; i < busy; ++i) {
      if (i > 0 && shares[i] == shares[i - 1]) continue;
      const Step step = steepest(rates, shares[i], spare);
      if (step.gain_per_lane > best.gain_per_lane) {
        best = step;
        who = i;
      }
    }
    if (best.to == 0) break;
    spare -= best.to - shares[who];
    shares[who] = best.to;
    std::ranges::sort(shares, std::greater{});
  }
  return shares;
}

}  // namespace weightcheck::pipeline
