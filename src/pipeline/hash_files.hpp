// SPDX-License-Identifier: Apache-2.0
// Hashes the files of a plan with threads and SIMD lanes. Which engine runs, how reads are done and in which order
// spans are taken is decided inside; what comes back is in plan order and does not depend on any of it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/event.hpp"
#include "evidence/observation.hpp"
#include "git/object_id.hpp"
#include "io/byte_source.hpp"
#include "midstates/midstates.hpp"

namespace weightcheck::pipeline {

struct HashItem {
  ModelPath path;
  FileIdentity expected;  // as the walk saw it: another one at opening is `changed`
  // In one read. SHA-256 is the lanes' work; a git blob id is one stream more, several times as slow.
  evidence::AlgorithmSet wanted{evidence::Algorithm::sha256};
  // States that somebody wrote down of a file of this size, at the plan's grid; null for none. The digest is the
  // file's own whatever they are. They outlive the run.
  const midstates::Line* hints = nullptr;
};

// Of the git blob ids among them.
[[nodiscard]] std::vector<git::ObjectFormat> blob_formats(evidence::AlgorithmSet wanted);

enum class KeepStates : std::uint8_t { no, yes };
// Of a file with hints that is not what they are of. Behind the damage its digest takes one stream, as without hints;
// that it is not the line's is known before, and is then all that is found out (DigestSet::ruled_out).
enum class Damaged : std::uint8_t { digest, ruled_out };

struct HashPlan {
  std::vector<HashItem> items{};
  std::uint64_t grid = 0;                   // of the hints, and of the states that are to be kept
  KeepStates keep_states = KeepStates::no;  // of every file that is larger than the grid
  Damaged damaged = Damaged::digest;

  [[nodiscard]] std::uint64_t total_bytes() const;
};

enum class IoMode : std::uint8_t { automatic, sequential, parallel };
enum class CacheUse : std::uint8_t { normal, direct };  // direct: leave the page cache alone

struct HashOptions {
  unsigned threads = 0;  // 0: the CPUs that this process may use
  IoMode io = IoMode::automatic;
  CacheUse cache = CacheUse::normal;
  std::string engine{};  // "" lets the machine choose; else what hash::select takes
  EventHook events{};    // told how files are read, by which engines at which rates, and what it came to
};

// Written by the workers, read by whoever shows it. Monotonic; no lock on the hot path.
class Progress {
 public:
  void begin(std::uint64_t bytes, std::uint64_t files);  // adds to what there is to do
  void add_bytes(std::uint64_t count) { bytes_done_.fetch_add(count, std::memory_order_relaxed); }
  void add_file() { files_done_.fetch_add(1, std::memory_order_relaxed); }
  void working_on(const ModelPath& path);  // at most a few times a second
  // For a plan whose paths are no names to show: current() is then `name` of the path. Before begin().
  void show_as(std::function<std::string(const ModelPath&)> name);
  void engines_used(std::string names);

  [[nodiscard]] std::uint64_t bytes_done() const { return bytes_done_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t bytes_total() const { return bytes_total_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t files_done() const { return files_done_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t files_total() const { return files_total_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::string current() const;  // raw bytes of a path in work, or ""
  [[nodiscard]] std::string engines() const;  // after the run, those that did the work: "avx512-x16 + openssl", or ""

 private:
  std::atomic<std::uint64_t> bytes_done_{0}, bytes_total_{0}, files_done_{0}, files_total_{0};
  mutable std::mutex mutex_;
  std::function<std::string(const ModelPath&)> shown_name_;
  std::string current_;
  std::string engines_;
};

enum class Next : std::uint8_t { go_on, stop };
// Called once a file, as it ends, one call at a time, from a worker thread: journals and --fail-fast hang here. A file
// that a stop left undone has not ended.
using OnFinished = std::function<Next(const evidence::FileObservation&)>;

// One observation an item, in plan order, always: a file that could not be read carries its Error, a file that a stop
// left undone carries ErrorCode::interrupted. Items with one identity are one file and are hashed once. The Result
// itself fails only for options this machine cannot honour (usage, unsupported).
[[nodiscard]] Result<std::vector<evidence::FileObservation>> hash_files(
    const io::FileOpener& files, const HashPlan& plan, const HashOptions& options, std::stop_token stop,
    Progress* progress = nullptr, const OnFinished& on_finished = {});

}  // namespace weightcheck::pipeline
