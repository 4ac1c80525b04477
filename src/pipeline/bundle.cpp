// SPDX-License-Identifier: Apache-2.0
// Pieces are compressed together as far as the shortest goes, then without those that are used up.
#include "pipeline/bundle.hpp"

#include <algorithm>
#include <bit>
#include <string>

namespace weightcheck::pipeline {
namespace {

constexpr std::size_t cache_bytes = std::size_t{512} << 10;  // half of the second-level cache of a server core
constexpr std::size_t piece_bytes_min = std::size_t{32} << 10;
constexpr std::size_t piece_bytes_max = std::size_t{256} << 10;
// Behind each buffer: room for the padding, and a distance that keeps the lanes' lines out of one set of the
// first-level cache.
constexpr std::size_t gap_bytes = 256;
constexpr std::size_t line_bytes = 64;

std::size_t piece_bytes_for(std::size_t lanes) {
  return std::clamp(cache_bytes / std::bit_ceil(lanes), piece_bytes_min, piece_bytes_max);
}

}  // namespace

Bundle::Bundle(const hash::Rates& rates, std::size_t read_bytes, std::mutex* turn)
    : rates_(rates), read_bytes_(read_bytes), turn_(turn) {}

std::span<std::byte> Bundle::buffer(std::size_t index, std::size_t piece_bytes) {
  const auto address = reinterpret_cast<std::uintptr_t>(memory_.data());
  const std::size_t aligned = (line_bytes - address % line_bytes) % line_bytes;
  return std::span(memory_).subspan(aligned + index * (piece_bytes + gap_bytes), piece_bytes + gap_bytes);
}

void Bundle::read(Lane& lane, std::span<std::byte> room, std::size_t piece_bytes) {
  std::uint64_t ahead = lane.remaining();
  if (lane.grid != 0) ahead = std::min(ahead, lane.grid - lane.offset % lane.grid);  // a boundary ends a piece
  const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(piece_bytes, ahead));
  lane.hints.before_reading(lane.offset);
  const Result<std::size_t> got = io::read_fully(*lane.source, room.first(wanted), lane.offset);
  if (!got) {
    lane.failure = got.error();
    return;
  }
  if (*got < wanted) {
    lane.failure = Error{ErrorCode::changed, "file ended early, at offset " + std::to_string(lane.offset + *got)};
    return;
  }
  lane.offset += wanted;
  lane.hints.after_reading(lane.offset);
  for (git::BlobHasher& blob : lane.blobs)
    blob.update(room.first(wanted));
  if (!lane.wants_sha256) return;
  const std::size_t blocks = lane.offset == lane.file_size ? hash::pad(room, wanted, lane.file_size) : wanted;
  pieces_.push_back({&lane, room.first(blocks)});
}

void Bundle::compress() {
  while (!pieces_.empty()) {
    const std::size_t bytes =
        std::ranges::min(pieces_, {}, [](const Piece& piece) { return piece.bytes.size(); }).bytes.size();
    inputs_.clear();
    for (Piece& piece : pieces_) {
      inputs_.push_back({&piece.lane->sha256, piece.bytes.data()});
      piece.bytes = piece.bytes.subspan(bytes);
    }
    const hash::Engine& engine = *rates_.together(inputs_.size()).engine;
    hash::advance(engine, inputs_, bytes / hash::block_bytes);
    engines_used_.insert(engine.name);
    std::erase_if(pieces_, [](const Piece& piece) { return piece.bytes.empty(); });
  }
}

std::uint64_t Bundle::step(std::span<Lane* const> lanes) {
  const std::size_t piece_bytes = read_bytes_ != 0 ? read_bytes_ : piece_bytes_for(lanes.size());
  const std::size_t needed = line_bytes + lanes.size() * (piece_bytes + gap_bytes);
  if (memory_.size() < needed) memory_.resize(needed);
  std::uint64_t before = 0;
  std::uint64_t after = 0;
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    before += lanes[i]->offset;
    if (turn_ != nullptr) {
      const std::lock_guard lock(*turn_);
      read(*lanes[i], buffer(i, piece_bytes), piece_bytes);
    } else {
      read(*lanes[i], buffer(i, piece_bytes), piece_bytes);
    }
    after += lanes[i]->offset;
  }
  compress();
  for (Lane* lane : lanes)
    lane->note_boundary();
  return after - before;
}

}  // namespace weightcheck::pipeline
