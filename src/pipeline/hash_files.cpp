// SPDX-License-Identifier: Apache-2.0
// A pool of threads takes the files of a plan, largest first, one stream each.
#include "pipeline/hash_files.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <thread>
#include <utility>

#include "hash/sha256.hpp"

namespace weightcheck::pipeline {
namespace {

constexpr std::size_t read_bytes = std::size_t{256} << 10;

Error changed(std::string_view what) { return {ErrorCode::changed, std::string(what)}; }

// Whatever ended the reading early, a file that is no longer the same is told as that.
Result<evidence::DigestSet> settle(const io::ByteSource& source, const HashItem& item,
                                   Result<evidence::DigestSet> digests) {
  const Result<FileIdentity> now = source.identity();
  if (!now) return now.error();
  if (*now != item.expected) return changed("file changed while it was read");
  return digests;
}

class Run {
 public:
  Run(const io::FileOpener& files, const HashPlan& plan, std::stop_token stop, Progress* progress,
      const OnFinished& on_finished)
      : files_(files), plan_(plan), stop_(std::move(stop)), progress_(progress), on_finished_(on_finished) {
    order_.resize(plan.items.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::ranges::stable_sort(order_, std::greater{}, [&](std::size_t i) { return plan.items[i].expected.size; });
    observations_.reserve(plan.items.size());
    for (const HashItem& item : plan.items) {
      observations_.push_back(
          {item.path, item.expected, Error{ErrorCode::interrupted, "stopped before this file was hashed"}});
    }
  }

  void work() {
    std::vector<std::byte> buffer(read_bytes);
    for (std::size_t i = next_.fetch_add(1); i < order_.size() && !stopped(); i = next_.fetch_add(1)) {
      const std::size_t index = order_[i];
      if (progress_ != nullptr) progress_->working_on(plan_.items[index].path);
      observations_[index].digests = observe(plan_.items[index], buffer);
      if (progress_ != nullptr) progress_->add_file();
      report(observations_[index]);
    }
  }

  [[nodiscard]] std::vector<evidence::FileObservation> take() { return std::move(observations_); }

 private:
  [[nodiscard]] bool stopped() const { return stop_.stop_requested() || cancelled_.load(std::memory_order_relaxed); }

  // A file that a stop left undone has not finished, and nobody is called for it.
  void report(const evidence::FileObservation& observation) {
    if (!on_finished_) return;
    if (!observation.digests && observation.digests.error().code == ErrorCode::interrupted) return;
    const std::lock_guard lock(finished_mutex_);
    if (on_finished_(observation) == Next::stop) cancelled_.store(true, std::memory_order_relaxed);
  }

  Result<evidence::DigestSet> observe(const HashItem& item, std::span<std::byte> buffer) const {
    Result<std::unique_ptr<io::ByteSource>> opened = files_.open(item.path);
    if (!opened) return opened.error();
    io::ByteSource& source = **opened;
    const Result<FileIdentity> before = source.identity();
    if (!before) return before.error();
    if (*before != item.expected) return changed("file is not the one that was found at the beginning");
    return settle(source, item, read_digests(source, item, buffer));
  }

  Result<evidence::DigestSet> read_digests(io::ByteSource& source, const HashItem& item,
                                           std::span<std::byte> buffer) const {
    std::optional<hash::Sha256> content;
    std::optional<git::BlobHasher> blob;
    if (item.want != Want::blob_id) content.emplace();
    if (item.want != Want::sha256) blob.emplace(plan_.blob_format, item.expected.size);
    std::uint64_t offset = 0;
    while (offset < item.expected.size) {
      if (stopped()) return Error{ErrorCode::interrupted, "stopped while this file was hashed"};
      const std::uint64_t left = item.expected.size - offset;
      const Result<std::size_t> got =
          source.read_at(buffer.first(std::min<std::uint64_t>(buffer.size(), left)), offset);
      if (!got) return got.error();
      if (*got == 0) return changed("file ended early at offset " + std::to_string(offset));
      const ByteSpan bytes = buffer.first(*got);
      if (content) content->update(bytes);
      if (blob) blob->update(bytes);
      offset += *got;
      if (progress_ != nullptr) progress_->add_bytes(*got);
    }
    evidence::DigestSet digests;
    if (content) digests.sha256 = content->finish();
    if (blob) {
      const Result<git::ObjectId> id = blob->finish();
      if (!id) return id.error();
      digests.blob_id = *id;
    }
    return digests;
  }

  const io::FileOpener& files_;
  const HashPlan& plan_;
  std::stop_token stop_;
  Progress* progress_;
  const OnFinished& on_finished_;
  std::vector<std::size_t> order_;
  std::vector<evidence::FileObservation> observations_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> cancelled_{false};
  std::mutex finished_mutex_;
};

}  // namespace

std::uint64_t HashPlan::total_bytes() const {
  std::uint64_t total = 0;
  for (const HashItem& item : items)
    total += item.expected.size;
  return total;
}

Result<std::vector<evidence::FileObservation>> hash_files(const io::FileOpener& files, const HashPlan& plan,
                                                          const HashOptions& options, std::stop_token stop,
                                                          Progress* progress, const OnFinished& on_finished) {
  if (!options.engine.empty()) return Error{ErrorCode::usage, "unknown engine"};
  if (progress != nullptr) progress->begin(plan.total_bytes(), plan.items.size());
  Run run(files, plan, std::move(stop), progress, on_finished);
  const unsigned threads = options.threads != 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  {
    std::vector<std::jthread> pool;
    for (unsigned i = 1; i < threads && i < plan.items.size(); ++i)
      pool.emplace_back([&run] { run.work(); });
    run.work();
  }
  return run.take();
}

}  // namespace weightcheck::pipeline
