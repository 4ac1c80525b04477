// SPDX-License-Identifier: Apache-2.0
// Writes the grammar of read.cpp, one way only: no name, no time, no order of arrival.
#include <algorithm>
#include <stdexcept>
#include <utility>

#include "hash/base64.hpp"
#include "midstates/midstates.hpp"

namespace weightcheck::midstates {
namespace {

void require(bool condition, const char* what) {
  if (!condition) throw std::logic_error(what);
}

std::string headers(std::uint64_t grid) { return "# weightcheck midstates v1\n# grid: " + std::to_string(grid) + "\n"; }

}  // namespace

void Midstates::add(Line line) {
  if (line.size > grid) lines.push_back(std::move(line));
}

std::string write_states(std::span<const Hint> states) {
  std::vector<std::byte> bytes;
  bytes.reserve(states.size() * hash::chaining_value_bytes);
  for (const Hint& state : states) {
    const auto words = hash::to_bytes(state.value_);
    bytes.insert(bytes.end(), words.begin(), words.end());
  }
  return hash::to_base64(bytes);
}

std::string write(const Midstates& midstates) {
  require(is_grid(midstates.grid), "a grid that no reader takes");
  std::vector<const Line*> lines;
  lines.reserve(midstates.lines.size());
  for (const Line& line : midstates.lines)
    lines.push_back(&line);
  std::ranges::sort(lines, {}, [](const Line* line) { return line->sha256; });
  std::string out = headers(midstates.grid);
  const Line* before = nullptr;
  for (const Line* line : lines) {
    if (before != nullptr && *before == *line) continue;
    require(before == nullptr || before->sha256 != line->sha256, "two contents with one digest");
    require(line->size > midstates.grid, "a file that is not over the grid");
    require(line->states.size() == states_of(line->size, midstates.grid), "states that do not fit the size");
    before = line;
    out.append(line->sha256.hex()).append(" ").append(std::to_string(line->size)).append(" ");
    out.append(write_states(line->states)).push_back('\n');
  }
  return out;
}

std::uint64_t written_bytes(std::span<const std::uint64_t> sizes, std::uint64_t grid) {
  constexpr std::uint64_t digest_digits = 64, blanks_and_end = 3;
  std::uint64_t bytes = headers(grid).size();
  for (const std::uint64_t size : sizes) {
    const std::uint64_t states = states_of(size, grid);
    if (states == 0) continue;
    bytes += digest_digits + std::to_string(size).size() + blanks_and_end;
    bytes += (states * hash::chaining_value_bytes + 2) / 3 * 4;
  }
  return bytes;
}

}  // namespace weightcheck::midstates
