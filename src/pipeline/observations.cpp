// SPDX-License-Identifier: Apache-2.0
// Each item's place is written by one thread; the lock is for the caller's function, which hears of one result at a
// time.
#include "pipeline/observations.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace weightcheck::pipeline {

Result<evidence::DigestSet> if_unchanged(const io::ByteSource& source, const HashItem& item,
                                         Result<evidence::DigestSet> found) {
  const Result<FileIdentity> now = source.identity();
  if (!now) return now.error();
  if (*now != item.expected) return Error{ErrorCode::changed, "file changed while it was read"};
  return found;
}

Observations::Observations(const io::FileOpener& files, const HashPlan& plan, std::stop_token stop, Progress* progress,
                           const OnPiece& on_piece, const std::vector<midstates::SpanRange>* ranges)
    : files_(files), plan_(plan), stop_(std::move(stop)), progress_(progress), on_piece_(on_piece), ranges_(ranges) {
  using Key = std::tuple<std::uint64_t, std::uint64_t, std::uint64_t, std::int64_t, std::int64_t,
                         evidence::AlgorithmSet, std::size_t, std::size_t>;
  std::map<Key, std::size_t> first;
  same_file_.resize(plan.items.size());
  ends_.resize(plan.items.size());
  observations_.reserve(plan.items.size());
  for (std::size_t i = 0; i < plan.items.size(); ++i) {
    const HashItem& item = plan.items[i];
    const FileIdentity& id = item.expected;
    observations_.push_back({item.path, id, Error{ErrorCode::interrupted, "stopped before this file was hashed"}});
    const midstates::SpanRange spans = range(i);
    const auto [entry, is_new] = first.try_emplace(
        {id.device, id.inode, id.size, id.mtime_ns, id.ctime_ns, item.wanted, spans.first, spans.count}, i);
    if (is_new || id.inode == 0) {  // inode 0 is what an opener without inodes says of all its files
      to_hash_.push_back(i);
    } else {
      same_file_[entry->second].push_back(i);
    }
  }
}

std::uint64_t Observations::bytes_of(std::size_t index) const {
  const std::uint64_t size = plan_.items[index].expected.size;
  const midstates::SpanRange spans = range(index);
  if (spans.count == 0) return size;
  const std::uint64_t begin = spans.first * plan_.grid;
  return std::min(size, begin + spans.count * plan_.grid) - begin;
}

std::uint64_t Observations::total_bytes() const {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < plan_.items.size(); ++i)
    total += bytes_of(i);
  return total;
}

void Observations::finish(std::size_t index, const Seen& seen, std::uint64_t read) {
  tell(index, seen, bytes_of(index) - read);
  for (const std::size_t other : same_file_[index]) {
    // The bytes are the same only if this name, too, still leads to them.
    const HashItem& item = plan_.items[other];
    const Result<std::unique_ptr<io::ByteSource>> source = io::open_found(files_, item.path, item.expected);
    if (!source) {
      tell(other, {.digests = source.error()}, bytes_of(other));
    } else {
      tell(other, seen, bytes_of(other));
    }
  }
}

void Observations::tell(std::size_t index, const Seen& seen, std::uint64_t unread) {
  observations_[index].digests = seen.digests;
  if (seen.digests.ok()) {
    observations_[index].spans = seen.spans;
    observations_[index].states = seen.states;
    ends_[index] = seen.ends;
  }
  if (progress_ != nullptr) {
    progress_->add_bytes(unread);
    progress_->add_file();
  }
  if (!on_piece_) return;
  const std::lock_guard lock(finished_);
  if (on_piece_(index, observations_[index], ends_[index]) == Next::stop)
    cancelled_.store(true, std::memory_order_relaxed);
}

}  // namespace weightcheck::pipeline
