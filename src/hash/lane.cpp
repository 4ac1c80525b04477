// SPDX-License-Identifier: Apache-2.0
// The two ends of a computation: the padding behind the last bytes, and the words as the bytes of a digest.
#include "hash/lane.hpp"

#include <algorithm>
#include <stdexcept>

namespace weightcheck::hash {

std::size_t pad(std::span<std::byte> room, std::size_t used, std::uint64_t message_bytes) {
  if (room.size() < used + padding_bytes_max) throw std::logic_error("no room for the padding");
  const std::size_t end = (used + 1 + 8 + block_bytes - 1) / block_bytes * block_bytes;
  std::ranges::fill(room.subspan(used, end - used), std::byte{0});
  room[used] = std::byte{0x80};
  const std::uint64_t bits = message_bytes * 8;
  for (std::size_t i = 0; i < 8; ++i)
    room[end - 1 - i] = static_cast<std::byte>(bits >> (8 * i));
  return end;
}

std::array<std::byte, chaining_value_bytes> to_bytes(const ChainingValue& value) {
  std::array<std::byte, chaining_value_bytes> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::byte>(value[i / 4] >> (24 - 8 * (i % 4)));
  return bytes;
}

ChainingValue read_chaining_value(std::span<const std::byte, chaining_value_bytes> bytes) {
  ChainingValue value{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    value[i / 4] = value[i / 4] << 8U | std::to_integer<std::uint32_t>(bytes[i]);
  return value;
}

Digest digest_of(const LaneState& state) { return {to_bytes(state.words)}; }

}  // namespace weightcheck::hash
