// SPDX-License-Identifier: Apache-2.0
// SHA256.midstates as a value: chaining values of SHA-256 at equal distances in large files, so that one file can be
// hashed by many lanes at once. Reading and writing of its bytes; what the values are worth is chain.hpp's to say. The
// format is told to people in docs/midstates-format.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "hash/lane.hpp"

namespace weightcheck::midstates {

inline constexpr std::uint64_t grid_bytes_default = std::uint64_t{16} << 20;
inline constexpr std::uint64_t grid_bytes_min = std::uint64_t{64} << 10;
inline constexpr std::uint64_t grid_bytes_max = std::uint64_t{1} << 30;
inline constexpr std::size_t file_bytes_max = std::size_t{64} << 20;  // a 15 TB model at the usual grid takes 39 MB

// With which every version of such a file begins.
inline constexpr std::string_view opening = "# weightcheck midstates v";

// What somebody says a chaining value is. It can be compared with one that was computed, and a Chain may start from it
// to see where that leads; it never becomes a computed one, and no digest is made of it.
class Hint {
 public:
  Hint() = default;
  explicit Hint(const hash::ChainingValue& value) : value_(value) {}

  [[nodiscard]] bool is(const hash::ChainingValue& computed) const { return value_ == computed; }

  friend bool operator==(const Hint&, const Hint&) = default;

 private:
  friend class Chain;
  friend std::string write_states(std::span<const Hint> states);

  hash::ChainingValue value_{};
};

// The states of one content: hints, whoever wrote them.
struct Line {
  Digest sha256;               // that the whole file is said to have
  std::uint64_t size = 0;      // bytes of it, more than the grid
  std::vector<Hint> states{};  // after each multiple of the grid that lies before the end

  friend bool operator==(const Line&, const Line&) = default;
};

struct Midstates {
  std::uint64_t grid = grid_bytes_default;
  std::vector<Line> lines{};  // sorted by digest, no two alike

  // A line behind the others; nothing for a file that is not larger than the grid.
  void add(Line line);

  // Of the content that has this digest; null where there is none.
  [[nodiscard]] const Line* find(const Digest& sha256) const;

  friend bool operator==(const Midstates&, const Midstates&) = default;
};

// A multiple of 64 within the bounds above.
[[nodiscard]] bool is_grid(std::uint64_t bytes);

// How many states a file of `size` bytes has: 0 where it is not larger than the grid.
[[nodiscard]] std::uint64_t states_of(std::uint64_t size, std::uint64_t grid);

// All or nothing, to the letter: write() of what it returns gives the same bytes again. Errors: limit, malformed; the
// message begins with "line 7: " where there is a line.
[[nodiscard]] Result<Midstates> read(ByteSpan bytes);

// The same bytes for the same value. Lines may come in any order, and equal ones are written once. A value that read()
// would refuse is a bug of the caller, and throws.
[[nodiscard]] std::string write(const Midstates& midstates);

// Base64, as on a line.
[[nodiscard]] std::string write_states(std::span<const Hint> states);
[[nodiscard]] std::optional<std::vector<Hint>> read_states(std::string_view text);

// Bytes of the file that write() would make for files of these sizes.
[[nodiscard]] std::uint64_t written_bytes(std::span<const std::uint64_t> sizes, std::uint64_t grid);

}  // namespace weightcheck::midstates
