// SPDX-License-Identifier: Apache-2.0
// What all gathering of one model may cost together. Strangers choose how many files a model has, so that a limit for
// each of them bounds nothing. Whoever reads something draws first; what there is no budget for could not be examined.
#pragma once

#include <array>
#include <cstdint>
#include <stop_token>

#include "base/limits.hpp"
#include "base/result.hpp"

namespace weightcheck::evidence {

enum class Cost : std::uint8_t {
  bytes,       // read of a file beyond its head
  references,  // to code, that configs make
  entries,     // indexes, license texts and notices
  scanned,     // bytes of documents that are read, looked over once and let go
  steps,       // some 40 ns each: a byte of a config, a tenth of a byte of a license, a quarter of a tensor compared
};

class Budget {
 public:
  explicit Budget(std::stop_token stop = {}) : stop_(std::move(stop)) {}

  // Errors: limit, where less than `amount` is left, which then stays; interrupted.
  [[nodiscard]] Status draw(Cost cost, std::uint64_t amount);

  [[nodiscard]] std::uint64_t left(Cost cost) const { return left_.at(static_cast<std::size_t>(cost)); }

  [[nodiscard]] const std::stop_token& stop() const { return stop_; }

 private:
  std::stop_token stop_;
  std::array<std::uint64_t, 5> left_ = {limits::gathered_bytes_max, limits::gathered_references_max,
                                        limits::gathered_entries_max, limits::gathered_scanned_max,
                                        limits::gathered_steps_max};  // by Cost
};

}  // namespace weightcheck::evidence
