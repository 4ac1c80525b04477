// SPDX-License-Identifier: Apache-2.0
// A SHA-256 that can be left at any byte and entered again there: the chaining value after the last whole block, and
// the bytes since. What such a pair is worth is for those who know where it came from.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"
#include "base/digest.hpp"
#include "hash/lane.hpp"

namespace weightcheck::hash {

// A value: a copy goes on by itself. By the fastest engine for a single stream that this machine has.
class Stream {
 public:
  Stream() = default;
  // Goes on behind `bytes` bytes of a message, of which the last bytes % block_bytes are `lead`. A lead of another
  // length is a bug, and throws.
  Stream(const ChainingValue& value, ByteSpan lead, std::uint64_t bytes);

  void update(ByteSpan bytes);

  [[nodiscard]] const ChainingValue& value() const { return state_.words; }
  [[nodiscard]] ByteSpan lead() const { return ByteSpan(lead_).first(lead_bytes_); }
  [[nodiscard]] std::uint64_t bytes() const { return state_.bytes + lead_bytes_; }

  // Of the message so far; the stream may go on.
  [[nodiscard]] Digest digest() const;

 private:
  LaneState state_;
  std::array<std::byte, block_bytes> lead_{};
  std::size_t lead_bytes_ = 0;
};

}  // namespace weightcheck::hash
