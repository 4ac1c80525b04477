// SPDX-License-Identifier: Apache-2.0
// The engines that compress SHA-256 blocks: a table, fastest first, of what each needs of the CPU and how many lanes it
// works on at once. Which one pays for how many lanes is decided in rates.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "hash/lane.hpp"

namespace weightcheck::hash {

inline constexpr std::size_t engine_lanes_max = 16;

struct Engine {
  std::string_view name;   // as --engine takes it
  std::string_view needs;  // what the CPU must have, in words
  std::size_t lanes = 1;
  double typical_rate = 0;  // bytes a second of one core of a server, for work too short to measure
  bool (*cpu_has_it)() = nullptr;
  // Exactly `lanes` states of eight words and `lanes` addresses of blocks * 64 bytes, of any alignment; blocks is not
  // 0.
  void (*compress)(std::uint32_t* const* words, const std::byte* const* data, std::size_t blocks) = nullptr;
};

// Every engine this build has, whether the CPU runs it or not: the typically fastest first, the single stream last.
[[nodiscard]] std::span<const Engine> engines();

enum class Availability : std::uint8_t { available, cpu_lacks_it, failed_known_answer };

// Asked of an engine of the table before its first use; the answer is found once a process. Safe from several threads.
[[nodiscard]] Availability availability(const Engine& engine);

// "avx512-x16" or a list "avx512-x16,openssl": only these. "" is every engine that is available. Errors: usage (no such
// engine; the message lists the known ones), unsupported (this CPU lacks it, or it failed its known answer).
[[nodiscard]] Result<std::vector<const Engine*>> select(std::string_view names);

struct LaneInput {
  LaneState* state = nullptr;
  const std::byte* data = nullptr;
};

// Takes every lane `blocks` blocks further, engine.lanes at a time.
void advance(const Engine& engine, std::span<const LaneInput> lanes, std::size_t blocks);

}  // namespace weightcheck::hash
