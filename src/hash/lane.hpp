// SPDX-License-Identifier: Apache-2.0
// A SHA-256 computation between two blocks, as a value: it may go on in another thread and in another engine (FIPS
// 180-4, sections 5.1.1 and 6.2). Who compresses its blocks is not known here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.hpp"
#include "base/digest.hpp"

namespace weightcheck::hash {

inline constexpr std::size_t block_bytes = 64;
inline constexpr std::size_t padding_bytes_max = block_bytes + 8;  // what the end of a message may add to it

// H0 to H7 between two blocks; elsewhere called midstate. A computation that starts from one goes on as if it had
// compressed what lies before: nobody can tell from the value whether anyone did.
using ChainingValue = std::array<std::uint32_t, 8>;
inline constexpr std::size_t chaining_value_bytes = 32;

// Of a message's beginning (FIPS 180-4, section 5.3.3).
inline constexpr ChainingValue initial_value = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                                0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

// The words in order, the high byte of each first, as in a digest.
[[nodiscard]] std::array<std::byte, chaining_value_bytes> to_bytes(const ChainingValue& value);
[[nodiscard]] ChainingValue read_chaining_value(std::span<const std::byte, chaining_value_bytes> bytes);

struct LaneState {
  ChainingValue words = initial_value;
  std::uint64_t bytes = 0;  // compressed so far, a multiple of block_bytes

  friend bool operator==(const LaneState&, const LaneState&) = default;
};

// Puts the padding of a message of `message_bytes` bytes behind the `used` bytes of its end that lie in `room`, which
// must have padding_bytes_max bytes more. Returns how many bytes, whole blocks, are then to be compressed.
[[nodiscard]] std::size_t pad(std::span<std::byte> room, std::size_t used, std::uint64_t message_bytes);

// The digest of a lane whose last, padded block was compressed.
[[nodiscard]] Digest digest_of(const LaneState& state);

}  // namespace weightcheck::hash
