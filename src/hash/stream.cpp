// SPDX-License-Identifier: Apache-2.0
#include "hash/stream.hpp"

#include <algorithm>
#include <stdexcept>

#include "hash/engine.hpp"

namespace weightcheck::hash {
namespace {

// The table has the typically fastest first, and the last one runs everywhere.
const Engine& single_engine() {
  static const Engine& engine = []() -> const Engine& {
    const auto all = engines();
    const auto found = std::find_if(all.begin(), all.end(), [](const Engine& one) {
      return one.lanes == 1 && availability(one) == Availability::available;
    });
    return found == all.end() ? throw std::logic_error("no engine passed its known answer") : *found;
  }();
  return engine;
}

void compress(LaneState& state, ByteSpan blocks) {
  const LaneInput lane{&state, blocks.data()};
  advance(single_engine(), std::span(&lane, 1), blocks.size() / block_bytes);
}

}  // namespace

Stream::Stream(const ChainingValue& value, ByteSpan lead, std::uint64_t bytes) {
  if (lead.size() != bytes % block_bytes) throw std::logic_error("a lead that does not end where the stream goes on");
  state_.words = value;
  state_.bytes = bytes - lead.size();
  std::ranges::copy(lead, lead_.begin());
  lead_bytes_ = lead.size();
}

void Stream::update(ByteSpan bytes) {
  if (lead_bytes_ > 0) {
    const std::size_t taken = std::min(block_bytes - lead_bytes_, bytes.size());
    std::ranges::copy(bytes.first(taken), lead_.begin() + static_cast<std::ptrdiff_t>(lead_bytes_));
    lead_bytes_ += taken;
    bytes = bytes.subspan(taken);
    if (lead_bytes_ < block_bytes) return;
    compress(state_, lead_);
    lead_bytes_ = 0;
  }
  const std::size_t whole = bytes.size() / block_bytes * block_bytes;
  if (whole > 0) compress(state_, bytes.first(whole));
  std::ranges::copy(bytes.subspan(whole), lead_.begin());
  lead_bytes_ = bytes.size() - whole;
}

Digest Stream::digest() const {
  std::array<std::byte, block_bytes + padding_bytes_max> end{};
  std::ranges::copy(lead(), end.begin());
  const std::size_t padded = pad(end, lead_bytes_, bytes());
  LaneState state = state_;
  compress(state, ByteSpan(end).first(padded));
  return digest_of(state);
}

}  // namespace weightcheck::hash
