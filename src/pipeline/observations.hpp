// SPDX-License-Identifier: Apache-2.0
// Where results gather: one observation an item, in plan order, whoever finished it and when. Items that are one file
// on disk (a hub's cache shares blobs) are hashed once; the others wait here for its result.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "evidence/observation.hpp"
#include "io/byte_source.hpp"
#include "midstates/span_range.hpp"
#include "pipeline/hash_pieces.hpp"

namespace weightcheck::pipeline {

// What was found counts only if the descriptor still shows the expected file; otherwise it is `changed`.
[[nodiscard]] Result<evidence::DigestSet> if_unchanged(const io::ByteSource& source, const HashItem& item,
                                                       Result<evidence::DigestSet> found);

// What hashing a file gave.
struct Seen {
  Result<evidence::DigestSet> digests;
  std::optional<evidence::SpansSeen> spans{};
  std::vector<midstates::Hint> states{};
  std::vector<hash::ChainingValue> ends{};  // where only some spans were asked for
};

class Observations {
 public:
  // All of these outlive it.
  Observations(const io::FileOpener& files, const HashPlan& plan, std::stop_token stop, Progress* progress,
               const OnPiece& on_piece, const std::vector<midstates::SpanRange>* ranges = nullptr);

  [[nodiscard]] const std::vector<std::size_t>& to_hash() const { return to_hash_; }  // items, each file once
  [[nodiscard]] const HashItem& item(std::size_t index) const { return plan_.items[index]; }
  [[nodiscard]] const HashPlan& plan() const { return plan_; }
  [[nodiscard]] midstates::SpanRange range(std::size_t index) const {
    return ranges_ == nullptr ? midstates::SpanRange() : (*ranges_)[index];
  }
  [[nodiscard]] std::uint64_t bytes_of(std::size_t index) const;  // that are to be read
  [[nodiscard]] std::uint64_t total_bytes() const;
  [[nodiscard]] const io::FileOpener& files() const { return files_; }
  [[nodiscard]] Progress* progress() const { return progress_; }
  [[nodiscard]] bool stopped() const { return stop_.stop_requested() || cancelled_.load(std::memory_order_relaxed); }

  // The result of an item, and of those that are the same file. `read` is what add_bytes was already told of.
  void finish(std::size_t index, const Seen& seen, std::uint64_t read);

  [[nodiscard]] std::vector<evidence::FileObservation> take() { return std::move(observations_); }
  [[nodiscard]] std::vector<hash::ChainingValue> take_ends(std::size_t index) { return std::move(ends_[index]); }

 private:
  void tell(std::size_t index, const Seen& seen, std::uint64_t unread);

  const io::FileOpener& files_;
  const HashPlan& plan_;
  const std::stop_token stop_;
  Progress* const progress_;
  const OnPiece& on_piece_;
  const std::vector<midstates::SpanRange>* const ranges_;  // null: all files are whole
  std::vector<std::size_t> to_hash_;
  std::vector<std::vector<std::size_t>> same_file_;  // by item, those that wait for it
  std::vector<evidence::FileObservation> observations_;
  std::vector<std::vector<hash::ChainingValue>> ends_;  // by item
  std::atomic<bool> cancelled_{false};
  std::mutex finished_;
};

}  // namespace weightcheck::pipeline
