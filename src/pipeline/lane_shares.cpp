// SPDX-License-Identifier: Apache-2.0
// Two candidates. Even: every thread the same. Greedy over the steepest chord of the rate curve: one lane to every
// thread, then again and again as many lanes to one thread as give the most per lane; the curve has few corners (two
// lanes, eight, sixteen), so a thread is touched a few times. An even split lets equal files end together by itself, so
// the other must be worth it.
#include "pipeline/lane_shares.hpp"

#include <algorithm>
#include <functional>

namespace weightcheck::pipeline {
namespace {

constexpr double worth_unevenness = 1.05;

using Shares = std::vector<std::size_t>;

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

Shares greedy(const hash::Rates& rates, std::size_t lanes, std::size_t threads) {
  Shares shares(threads, 0);
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

Shares even(const hash::Rates& rates, std::size_t lanes, std::size_t threads) {
  Shares shares;
  for (std::size_t i = 0; i < threads; ++i) {
    const std::size_t part = lanes / threads + (i < lanes % threads ? 1 : 0);
    shares.push_back(part == 0 ? 0 : rates.best(part).lanes);
  }
  return shares;
}

double rate_of(const hash::Rates& rates, const Shares& shares) {
  double sum = 0;
  for (const std::size_t share : shares)
    sum += share == 0 ? 0 : rates.best(share).bytes_per_second;
  return sum;
}

}  // namespace

Shares lane_shares(const hash::Rates& rates, std::size_t lanes, std::size_t threads) {
  if (lanes >= rates.lanes_max() * threads) return Shares(threads, rates.lanes_max());
  Shares uneven = greedy(rates, lanes, threads);
  Shares alike = even(rates, lanes, threads);
  return rate_of(rates, uneven) > worth_unevenness * rate_of(rates, alike) ? uneven : alike;
}

}  // namespace weightcheck::pipeline
