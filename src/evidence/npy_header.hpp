// SPDX-License-Identifier: Apache-2.0
// The header of a NumPy array file: what it says of its elements.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace weightcheck::evidence {

inline constexpr std::string_view npy_mark = "\x93NUMPY";  // its first bytes

enum class NpyHolds : std::uint8_t {
  plain,    // numbers, text, dates, and records of such
  objects,  // a pickle follows the header
  unknown,  // a type that no list here knows, or a header that is not a plain literal
};

struct NpyHeader {
  NpyHolds holds = NpyHolds::unknown;
  std::size_t end = 0;  // where the array begins
  std::optional<std::uint64_t>
      bytes{};  // of the array; nothing of records and where the header does not say it plainly

  friend bool operator==(const NpyHeader&, const NpyHeader&) = default;
};

// Returns nothing where the bytes are not the beginning of such a file. A header may be longer than `head`: it is then
// judged by the part that is there.
[[nodiscard]] std::optional<NpyHeader> read_npy_header(std::string_view head);

}  // namespace weightcheck::evidence
