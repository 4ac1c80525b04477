// SPDX-License-Identifier: Apache-2.0
// Which engine pays for how many lanes. An engine always runs at its full width, so with k of its L lanes filled it is
// worth k/L of its rate: the rest follows from one number an engine, measured in milliseconds or assumed from a table.
#pragma once

#include <array>
#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "hash/engine.hpp"

namespace weightcheck::hash {

class Rates {
 public:
  struct Rate {
    const Engine* engine = nullptr;
    double bytes_per_second = 0;  // all its lanes together
  };

  explicit Rates(std::vector<Rate> rates);  // at least one engine

  // Runs each engine for a few milliseconds. What it finds holds for this run of the program: clocks and neighbours
  // change.
  [[nodiscard]] static Rates measured(std::span<const Engine* const> engines);
  // Typical figures, for work that would be done before a measurement pays.
  [[nodiscard]] static Rates assumed(std::span<const Engine* const> engines);

  struct Choice {
    const Engine* engine = nullptr;
    std::size_t lanes = 0;  // to be filled, no more than were there; the others had better wait
    double bytes_per_second = 0;
  };

  // The best use of up to `live` lanes, and the best engine if all of them are to go on together. live is not 0.
  [[nodiscard]] const Choice& best(std::size_t live) const;
  [[nodiscard]] const Choice& together(std::size_t live) const;

  [[nodiscard]] std::size_t lanes_max() const;  // more lanes than this on one thread gain nothing
  [[nodiscard]] const std::vector<Rate>& rates() const { return rates_; }
  [[nodiscard]] std::string describe()
      const;  // the engines that are best for some number of lanes: "avx512-x16, openssl"

 private:
  std::vector<Rate> rates_;
  std::array<Choice, engine_lanes_max> best_;      // by live - 1
  std::array<Choice, engine_lanes_max> together_;  // the same
};

struct BatchDigests {
  std::vector<Digest> digests;  // in the order of the messages
  std::set<std::string_view> engines_used;
};

// Digests of whole messages that lie in memory, each already padded to whole blocks (lane.hpp), many at a time.
[[nodiscard]] BatchDigests digests_of(const Rates& rates, std::span<const ByteSpan> padded);

}  // namespace weightcheck::hash
