// SPDX-License-Identifier: Apache-2.0
// The inner loop of one worker: reads a piece of every lane into small buffers, or maps it, and compresses them side by
// side.
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
#include "pipeline/reading_way.hpp"

namespace weightcheck::pipeline {

class Bundle {
 public:
  // `read_bytes` of 0 lets the buffers of all lanes together fill half a second-level cache. No more than
  // `mapped_bytes_max` is mapped at any time. `turn`, where given, is held while reading.
  Bundle(const hash::Rates& rates, std::size_t read_bytes, std::size_t mapped_bytes_max, std::mutex* turn);

  // Takes every lane one piece further; those that end are complete, those that fail carry the reason. Returns the
  // bytes read. What cannot be mapped is copied, whatever `way` says.
  std::uint64_t step(std::span<Lane* const> lanes, Way way);

  [[nodiscard]] std::uint64_t bytes_mapped() const { return bytes_mapped_; }  // by all steps so far

  [[nodiscard]] const std::set<std::string_view>& engines_used() const { return engines_used_; }

 private:
  struct Piece {
    Lane* lane = nullptr;
    ByteSpan bytes;  // what is left of the piece to be compressed, whole blocks at least at the end
  };

  [[nodiscard]] std::span<std::byte> buffer(std::size_t index, std::size_t piece_bytes);
  struct Before {  // a step
    std::uint64_t offset = 0;
    hash::LaneState sha256;
  };

  void read(std::span<Lane* const> lanes, std::size_t piece_bytes, Way way);
  void read(Lane& lane, std::span<std::byte> room, std::size_t piece_bytes, Way way);
  [[nodiscard]] ByteSpan mapped(Lane& lane, std::size_t bytes);
  void compress();

  const hash::Rates& rates_;
  const std::size_t read_bytes_;
  const std::size_t mapped_bytes_max_;
  std::mutex* const turn_;
  std::vector<std::byte> memory_;
  std::size_t window_bytes_ = 0;
  std::uint64_t bytes_mapped_ = 0;
  std::vector<Before> before_;
  std::vector<Piece> pieces_;
  std::vector<hash::LaneInput> inputs_;
  std::set<std::string_view> engines_used_;
};

}  // namespace weightcheck::pipeline
