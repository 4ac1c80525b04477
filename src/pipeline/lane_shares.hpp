// SPDX-License-Identifier: Apache-2.0
// How the unfinished lanes are best spread over the threads: pure arithmetic over the engines' rates.
#pragma once

#include <cstddef>
#include <vector>

#include "hash/rates.hpp"

namespace weightcheck::pipeline {

// The lanes each thread should work on, most first; together no more than `lanes`. Where a wide engine loses little by
// a few empty lanes this is an even split; where a narrow one is fast on two lanes, some threads stay narrow so that
// others fill up.
[[nodiscard]] std::vector<std::size_t> lane_shares(const hash::Rates& rates, std::size_t lanes, std::size_t threads);

}  // namespace weightcheck::pipeline
