// SPDX-License-Identifier: Apache-2.0
// Contents that follow from their size, and the lines of SHA256.midstates that belong to them, by one serial stream.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "hash/engine.hpp"
#include "hash/sha256.hpp"
#include "midstates/midstates.hpp"

namespace weightcheck::test {

// Little-endian 64-bit words of SplitMix64 (Steele, Lea, Flood 2014) started at the size, the last one cut.
[[nodiscard]] inline std::string content_of_size(std::uint64_t size) {
  std::string bytes(size, '\0');
  std::uint64_t s = size;
  for (std::uint64_t at = 0; at < size; at += 8) {
    s += 0x9E3779B97F4A7C15;
    std::uint64_t z = s;
    z = (z ^ z >> 30U) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27U) * 0x94D049BB133111EB;
    z ^= z >> 31U;
    for (std::uint64_t i = 0; i < 8 && at + i < size; ++i)
      bytes[at + i] = static_cast<char>(z >> (8 * i) & 0xFFU);
  }
  return bytes;
}

[[nodiscard]] inline midstates::Line line_of(std::string_view content, std::uint64_t grid) {
  midstates::Line line{.sha256 = hash::sha256(bytes_of(content)), .size = content.size()};
  hash::LaneState state;
  for (std::uint64_t at = 0; at + grid < content.size(); at += grid) {
    const hash::LaneInput input{&state, bytes_of(content).data() + at};
    hash::advance(hash::engines().back(), {&input, 1}, grid / hash::block_bytes);
    line.states.emplace_back(state.words);
  }
  return line;
}

[[nodiscard]] inline midstates::Midstates midstates_of(const std::vector<std::string>& contents, std::uint64_t grid) {
  midstates::Midstates made{.grid = grid};
  for (const std::string& content : contents) {
    if (content.size() > grid) made.lines.push_back(line_of(content, grid));
  }
  std::ranges::sort(made.lines, {}, &midstates::Line::sha256);
  return made;
}

}  // namespace weightcheck::test
