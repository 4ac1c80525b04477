// SPDX-License-Identifier: Apache-2.0
// The inner loop of one worker: reads a piece of every lane into small buffers and compresses them side by side.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "hash/rates.hpp"
#include "pipeline/lane_list.hpp"

namespace weightcheck::pipeline {

class Bundle {
 public:
  // `read_bytes` of 0 lets the buffers of all lanes together fill half a second-level cache. `turn`, where given, is
  // held while reading.
  Bundle(const hash::Rates& rates, std::size_t read_bytes, std::mutex* turn);

  // Takes every lane one piece further; those that end are complete, those that fail carry the reason. Returns the
  // bytes read.
  std::uint64_t step(std::span<Lane* const> lanes);

  [[nodiscard]] const std::set<std::string_view>& engines_used() const { return engines_used_; }

 private:
  struct Piece {
    Lane* lane = nullptr;
    std::span<std::byte> bytes;  // what is left of the piece to be compressed, whole blocks at least at the end
  };

  [[nodiscard]] std::span<std::byte> buffer(std::size_t index, std::size_t piece_bytes);
  void read(Lane& lane, std::span<std::byte> room, std::size_t piece_bytes);
  void compress();

  const hash::Rates& rates_;
  const std::size_t read_bytes_;
  std::mutex* const turn_;
  std::vector<std::byte> memory_;
  std::vector<Piece> pieces_;
  std::vector<hash::LaneInput> inputs_;
  std::set<std::string_view> engines_used_;
};

}  // namespace weightcheck::pipeline
