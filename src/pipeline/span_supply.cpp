// SPDX-License-Identifier: Apache-2.0
// Runs of at least 256 KiB: on a fine grid a lane for every span would spend its time at the list.
#include "pipeline/span_supply.hpp"

#include <algorithm>
#include <utility>

#include "pipeline/lane_list.hpp"

namespace weightcheck::pipeline {
namespace {

constexpr std::uint64_t run_bytes_min = std::uint64_t{256} << 10;

std::uint64_t rounded_up(std::uint64_t bytes, std::uint64_t unit) { return (bytes + unit - 1) / unit * unit; }

}  // namespace

SpannedFile::SpannedFile(std::size_t item, const midstates::Line& line, std::uint64_t grid, midstates::SpanRange range)
    : item_(item),
      line_(line),
      size_(line.size),
      grid_(grid),
      range_(range),
      begin_(range.first * grid),
      end_(range.count == 0 ? size_ : std::min(size_, begin_ + range.count * grid)),
      run_bytes_(rounded_up(run_bytes_min, grid)),
      runs_(static_cast<std::size_t>(rounded_up(end_ - begin_, run_bytes_) / run_bytes_)),
      chain_(line, grid),
      ends_(range.count),
      runs_left_(runs_) {}

void SpannedFile::set_up(Lane& lane, std::size_t index) {
  lane = Lane{};
  lane.item = item_;
  lane.spans = this;
  lane.grid = grid_;
  lane.file_size = size_;
  lane.begin = lane.offset = begin_ + index * run_bytes_;
  lane.end = std::min(lane.begin + run_bytes_, end_);
  lane.sha256 = {.words = chain_.guess(static_cast<std::size_t>(lane.begin / grid_)), .bytes = lane.begin};
}

Result<SpannedFile::Opened> SpannedFile::open(const io::FileOpener& files, const ModelPath& path,
                                              const FileIdentity& expected) {
  const std::lock_guard lock(mutex_);
  if (source_ != nullptr) return Opened{source_.get(), false};
  auto source = io::open_found(files, path, expected);
  if (!source.ok()) return source.error();
  source_ = *std::move(source);
  return Opened{source_.get(), true};
}

const hash::ChainingValue& SpannedFile::pass(std::uint64_t offset, const hash::ChainingValue& value) {
  const auto next = static_cast<std::size_t>(offset / grid_);
  take_end(next - 1, value);
  return chain_.guess(next);
}

void SpannedFile::take_end(std::size_t span, const hash::ChainingValue& value) {
  chain_.ended(span, value);
  if (range_.count > 0) ends_[span - range_.first] = value;
}

bool SpannedFile::ended(const Lane& lane) {
  const std::lock_guard lock(mutex_);
  if (lane.failure && (!failure_ || lane.begin < failed_at_)) {
    failure_ = lane.failure;
    failed_at_ = lane.begin;
  }
  if (lane.walks) {
    if (!lane.failure) chain_.stepped(lane.sha256.words);
    return true;
  }
  if (!lane.failure) take_end(static_cast<std::size_t>((lane.end - 1) / grid_), lane.sha256.words);
  bytes_read_ += lane.offset - lane.begin;
  return --runs_left_ == 0;
}

bool SpannedFile::go_on(Lane& lane, Damaged damaged) {
  if (range_.count > 0) return false;
  const auto step = failure_ ? std::nullopt : chain_.next_step();
  if (!step || (damaged == Damaged::ruled_out && chain_.is_shown_to_differ())) return false;
  const midstates::ByteRange span = chain_.span(step->span);
  lane.walks = true;
  lane.begin = lane.offset = span.begin;
  lane.end = span.end;
  lane.sha256 = {.words = step->start.value(), .bytes = span.begin};
  return true;
}

SpanSupply::SpanSupply() = default;
SpanSupply::~SpanSupply() = default;

void SpanSupply::add(std::size_t item, const midstates::Line& line, std::uint64_t grid, midstates::SpanRange range) {
  const SpannedFile& file = files_.emplace_back(item, line, grid, range);
  left_ += file.runs();
  bytes_left_ += file.bytes();
}

const SpannedFile* SpanSupply::largest() const {
  const auto found = std::ranges::max_element(files_, {}, &SpannedFile::size);
  return found == files_.end() ? nullptr : &*found;
}

Lane* SpanSupply::next() {
  if (left_ == 0) return nullptr;
  if (spare_.empty()) spare_.push_back(lanes_.emplace_back(std::make_unique<Lane>()).get());
  Lane& lane = *spare_.back();
  spare_.pop_back();
  SpannedFile& file = files_[file_];
  file.set_up(lane, run_);
  if (++run_ == file.runs()) {
    ++file_;
    run_ = 0;
  }
  --left_;
  bytes_left_ -= lane.remaining();
  return &lane;
}

}  // namespace weightcheck::pipeline
