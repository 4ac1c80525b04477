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
// Of one lane: mapping costs a call and a page fault every 64 KiB or more, so that little windows save nothing.
constexpr std::size_t window_bytes_max = std::size_t{2} << 20;
constexpr std::size_t window_bytes_min = std::size_t{512} << 10;

std::size_t piece_bytes_for(std::size_t lanes) {
  return std::clamp(cache_bytes / std::bit_ceil(lanes), piece_bytes_min, piece_bytes_max);
}

}  // namespace

Bundle::Bundle(const hash::Rates& rates, std::size_t read_bytes, std::size_t mapped_bytes_max, std::mutex* turn)
    : rates_(rates), read_bytes_(read_bytes), mapped_bytes_max_(mapped_bytes_max), turn_(turn) {}

std::span<std::byte> Bundle::buffer(std::size_t index, std::size_t piece_bytes) {
  const auto address = reinterpret_cast<std::uintptr_t>(memory_.data());
  const std::size_t aligned = (line_bytes - address % line_bytes) % line_bytes;
  return std::span(memory_).subspan(aligned + index * (piece_bytes + gap_bytes), piece_bytes + gap_bytes);
}

// Only what is in the cache anyhow: elsewhere a page that is missing stops the lane, where reading ahead would not.
ByteSpan Bundle::mapped(Lane& lane, std::size_t bytes) {
  if (lane.copies || !lane.blobs.empty() || lane.source->descriptor() < 0) return {};
  if (const ByteSpan piece = lane.window.at(lane.offset, bytes); !piece.empty()) return piece;
  const std::uint64_t window = std::min<std::uint64_t>(window_bytes_, lane.remaining());
  if (!lane.hints.were_cached(lane.offset, lane.offset + window)) return {};
  lane.window = io::MappedWindow(lane.source->descriptor(), lane.offset, static_cast<std::size_t>(window));
  const ByteSpan piece = lane.window.at(lane.offset, bytes);
  lane.copies = piece.empty();
  return piece;
}

void Bundle::read(Lane& lane, std::span<std::byte> room, std::size_t piece_bytes, Way way) {
  std::uint64_t ahead = lane.remaining();
  if (lane.grid != 0) ahead = std::min(ahead, lane.grid - lane.offset % lane.grid);  // a boundary ends a piece
  const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(piece_bytes, ahead));
  const bool ends_file = lane.offset + wanted == lane.file_size;  // the padding is put behind it
  lane.hints.before_reading(lane.offset);
  if (const ByteSpan piece = way == Way::copied || ends_file ? ByteSpan() : mapped(lane, wanted); !piece.empty()) {
    bytes_mapped_ += wanted;
    lane.offset += wanted;
    pieces_.push_back({&lane, piece});
    return;
  }
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
  const std::size_t blocks = ends_file ? hash::pad(room, wanted, lane.file_size) : wanted;
  pieces_.push_back({&lane, room.first(blocks)});
}

void Bundle::read(std::span<Lane* const> lanes, std::size_t piece_bytes, Way way) {
  pieces_.clear();
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    if (lanes[i]->failure) continue;
    if (turn_ != nullptr) {
      const std::lock_guard lock(*turn_);
      read(*lanes[i], buffer(i, piece_bytes), piece_bytes, way);
    } else {
      read(*lanes[i], buffer(i, piece_bytes), piece_bytes, way);
    }
  }
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

std::uint64_t Bundle::step(std::span<Lane* const> lanes, Way way) {
  const std::size_t piece_bytes = read_bytes_ != 0 ? read_bytes_ : piece_bytes_for(lanes.size());
  const std::size_t needed = line_bytes + lanes.size() * (piece_bytes + gap_bytes);
  if (memory_.size() < needed) memory_.resize(needed);
  window_bytes_ = std::min(window_bytes_max, mapped_bytes_max_ / lanes.size());
  if (window_bytes_ < window_bytes_min) way = Way::copied;
  before_.clear();
  for (const Lane* lane : lanes)
    before_.push_back({lane->offset, lane->sha256});
  const std::uint64_t mapped_before = bytes_mapped_;
  read(lanes, piece_bytes, way);
  if (bytes_mapped_ == mapped_before) {
    compress();
  } else if (!io::without_bus_error([this] { compress(); })) {
    // A mapped file has lost a page. Once more from where it was, by reading, which tells what became of it.
    for (std::size_t i = 0; i < lanes.size(); ++i) {
      lanes[i]->offset = before_[i].offset;
      lanes[i]->sha256 = before_[i].sha256;
      lanes[i]->copies = true;
    }
    bytes_mapped_ = mapped_before;
    read(lanes, piece_bytes, Way::copied);
    compress();
  }
  std::uint64_t done = 0;
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    done += lanes[i]->offset - before_[i].offset;
    lanes[i]->note_boundary();
  }
  return done;
}

}  // namespace weightcheck::pipeline
