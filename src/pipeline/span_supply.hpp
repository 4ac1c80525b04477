// SPDX-License-Identifier: Apache-2.0
// Files that are hashed in several lanes at once, since somebody wrote states of theirs down (midstates/chain.hpp), and
// the lanes that they are made of, each made when it is to be handed out. Who reads and compresses is not known here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "io/byte_source.hpp"
#include "midstates/chain.hpp"
#include "midstates/span_range.hpp"
#include "pipeline/hash_files.hpp"

namespace weightcheck::pipeline {

struct Lane;

// A run of consecutive spans is a lane. Different lanes of a file may be in work on different threads.
class SpannedFile {
 public:
  // `line` outlives it, and is of a file of this very size. Of `range` alone, where it is not empty: what its spans
  // come to is then all that is found out.
  SpannedFile(std::size_t item, const midstates::Line& line, std::uint64_t grid, midstates::SpanRange range);

  [[nodiscard]] std::size_t item() const { return item_; }  // index in the plan
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] std::uint64_t bytes() const { return end_ - begin_; }  // that are read
  [[nodiscard]] midstates::SpanRange range() const { return range_; }
  [[nodiscard]] std::size_t runs() const { return runs_; }

  // A lane for run `index`.
  void set_up(Lane& lane, std::size_t index);

  struct Opened {
    io::ByteSource* source = nullptr;
    bool is_new = false;
  };
  // One descriptor for all lanes, opened when the first of them asks for it.
  [[nodiscard]] Result<Opened> open(const io::FileOpener& files, const ModelPath& path, const FileIdentity& expected);
  // What open() gave, after the last lane has ended; null where it gave nothing.
  [[nodiscard]] std::unique_ptr<io::ByteSource> take_source() { return std::move(source_); }

  // The span before `offset` came to `value`: where the lane goes on.
  [[nodiscard]] const hash::ChainingValue& pass(std::uint64_t offset, const hash::ChainingValue& value);

  // A lane has ended. True where it was the last that was out: what follows is then its worker's to ask.
  [[nodiscard]] bool ended(const Lane& lane);

  // Of the last lane: sets it up for a span that has to be computed from another start than was written down. False
  // where nothing is left to be computed, or a part of the file was all that was asked for.
  [[nodiscard]] bool go_on(Lane& lane, Damaged damaged);

  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }  // the first of the file, by its place
  [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_; }          // once each
  [[nodiscard]] const midstates::Chain& chain() const { return chain_; }
  // What the spans of the range came to, where only a part of the file was asked for.
  [[nodiscard]] const std::vector<hash::ChainingValue>& ends() const { return ends_; }
  [[nodiscard]] const midstates::Line& line() const { return line_; }

 private:
  void take_end(std::size_t span, const hash::ChainingValue& value);

  const std::size_t item_;
  const midstates::Line& line_;
  const std::uint64_t size_;
  const std::uint64_t grid_;
  const midstates::SpanRange range_;
  const std::uint64_t begin_;  // of what is read
  const std::uint64_t end_;
  const std::uint64_t run_bytes_;
  const std::size_t runs_;
  midstates::Chain chain_;
  std::vector<hash::ChainingValue> ends_;
  std::mutex mutex_;
  std::size_t runs_left_;
  std::uint64_t bytes_read_ = 0;
  std::unique_ptr<io::ByteSource> source_;
  std::optional<Error> failure_;
  std::uint64_t failed_at_ = 0;  // the beginning of the lane that failed
};

// The lanes of all such files, one file after the other and each from its beginning, so that reading stays close
// together. Not for several threads at a time.
class SpanSupply {
 public:
  void add(std::size_t item, const midstates::Line& line, std::uint64_t grid, midstates::SpanRange range = {});

  [[nodiscard]] std::size_t left() const { return left_; }  // lanes that next() will give
  [[nodiscard]] std::uint64_t bytes_left() const { return bytes_left_; }
  [[nodiscard]] const SpannedFile* largest() const;  // null where there is none

  [[nodiscard]] Lane* next();  // null: there is no more
  // A lane that next() gave and nobody needs any longer.
  void take_back(Lane& lane) { spare_.push_back(&lane); }

  SpanSupply();
  ~SpanSupply();

 private:
  std::deque<SpannedFile> files_;
  std::size_t file_ = 0;  // whose lanes are given
  std::size_t run_ = 0;   // of that file, the next
  std::size_t left_ = 0;
  std::uint64_t bytes_left_ = 0;
  std::vector<std::unique_ptr<Lane>> lanes_;  // as many as were ever out together
  std::vector<Lane*> spare_;
};

}  // namespace weightcheck::pipeline
