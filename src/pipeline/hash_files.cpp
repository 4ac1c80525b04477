// SPDX-License-Identifier: Apache-2.0
// Puts a run together: the engines, the way to read, the lanes and the small files, the threads.
#include "pipeline/hash_files.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

#include "hash/rates.hpp"
#include "pipeline/hash_pieces.hpp"
#include "pipeline/lane_list.hpp"
#include "pipeline/observations.hpp"
#include "pipeline/processors.hpp"
#include "pipeline/small_files.hpp"
#include "pipeline/storage.hpp"
#include "pipeline/worker.hpp"

namespace weightcheck::pipeline {
namespace {

// Below this, measuring engines and ways to read takes longer than choosing well can save.
constexpr std::uint64_t measure_from_bytes = std::uint64_t{256} << 20;
constexpr std::size_t kept_open_max = 256;
constexpr std::size_t long_read_bytes = std::size_t{1} << 20;
constexpr std::size_t rotational_read_bytes = std::size_t{4} << 20;
constexpr unsigned threads_max = 1024;
constexpr std::size_t mapped_bytes_max = std::size_t{32} << 20;  // by all threads: it counts as the process's memory

// Half of what this process may open: the rest is for whoever called.
std::size_t open_files_allowed() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return SIZE_MAX;
  return std::max<std::size_t>(4, limit.rlim_cur / 2);
}

Storage storage_under(const io::FileOpener& files, const HashItem& item) {
  const Result<std::unique_ptr<io::ByteSource>> source = files.open(item.path);
  return source ? storage_of((*source)->descriptor(), item.expected.device) : Storage::local;
}

ReadPolicy read_policy(const HashOptions& options, Storage storage, unsigned threads, std::uint64_t bytes) {
  const std::size_t allowed = open_files_allowed();
  ReadPolicy policy{
      .lanes_at_once = allowed, .open_files_max = std::min(kept_open_max, allowed / 2), .cache = options.cache};
  if (options.io == IoMode::sequential || (options.io == IoMode::automatic && storage == Storage::rotational)) {
    policy.read_bytes = rotational_read_bytes;
    policy.lanes_at_once = 1;
    policy.one_at_a_time = true;
  } else if (options.io == IoMode::automatic && storage == Storage::network) {
    policy.read_bytes = long_read_bytes;
    policy.lanes_at_once = std::min<std::size_t>(allowed, std::size_t{4} * threads);
  } else if (options.io == IoMode::automatic && options.cache == CacheUse::normal && bytes >= measure_from_bytes &&
             io::survives_bus_errors()) {
    policy.way = ReadingWay::Choice::timed;
    policy.mapped_bytes_max = mapped_bytes_max / threads;
  }
  return policy;
}

std::string_view name_of(Storage storage) {
  switch (storage) {
    case Storage::local:
      return "local";
    case Storage::rotational:
      return "rotational";
    case Storage::network:
      return "network";
  }
  return "";
}

void tell_engines(const EventHook& events, const hash::Rates& rates, bool measured) {
  for (const auto& rate : rates.rates()) {
    tell(events, EventLevel::debug, "engine",
         {{"name", std::string(rate.engine->name)},
          {"bytes_per_second", static_cast<std::uint64_t>(rate.bytes_per_second)},
          {"rate", std::string(measured ? "measured" : "assumed")}});
  }
}

class Run {
 public:
  Run(const hash::Rates& rates, const HashOptions& options, unsigned threads, Observations& observations)
      : rates_(rates), options_(options), observations_(observations), small_(small_items(), rates, observations) {
    for (const std::size_t index : observations.to_hash()) {
      const HashItem& item = observations.item(index);
      if (item.expected.size <= small_file_bytes_max) continue;
      if (is_spanned(item)) {
        spans_.add(index, *item.hints, observations.plan().grid, observations.range(index));
        continue;
      }
      Lane& lane = lanes_.emplace_back();
      lane.item = index;
      lane.file_size = lane.end = item.expected.size;
      lane.wants_sha256 = item.wanted.contains(evidence::Algorithm::sha256);
      for (const git::ObjectFormat format : blob_formats(item.wanted))
        lane.blobs.emplace_back(format, lane.file_size);
      if (observations.plan().keep_states == KeepStates::yes && lane.wants_sha256) lane.grid = observations.plan().grid;
    }
    const std::size_t useful = std::max<std::size_t>(1, lanes_.size() + spans_.left() + small_.batches());
    threads_ = static_cast<unsigned>(std::min<std::size_t>(threads, useful));
  }

  void work() {
    Storage storage = Storage::local;
    if (const auto longest = longest_item(); longest && options_.io == IoMode::automatic)
      storage = storage_under(observations_.files(), observations_.item(*longest));
    const ReadPolicy policy = read_policy(options_, storage, threads_, observations_.total_bytes());
    tell(options_.events, EventLevel::info, "reading",
         {{"storage", std::string(name_of(storage))},
          {"threads", std::uint64_t{threads_}},
          {"files_at_once", std::uint64_t{policy.lanes_at_once}},
          {"one_at_a_time", std::uint64_t{policy.one_at_a_time}},
          {"cache", std::string(policy.cache == CacheUse::direct ? "direct" : "normal")}});
    LaneList list(lanes_, rates_, threads_, policy.lanes_at_once, &spans_);
    {
      std::vector<std::jthread> pool;
      try {
        for (unsigned i = 1; i < threads_; ++i)
          pool.emplace_back([&, i] { work_as(i, list, policy); });
      } catch (const std::system_error&) {  // no more threads for this user: those that there are do all the work
        tell(options_.events, EventLevel::warning, "threads", {{"started", std::uint64_t{pool.size() + 1}}});
      }
      work_as(0, list, policy);
    }
    if (thrown_ != nullptr) std::rethrow_exception(thrown_);
  }

  [[nodiscard]] bool maps() const { return maps_; }  // a worker found that to be faster

  [[nodiscard]] std::string engines_used() const {
    std::string names;
    for (const hash::Engine& engine : hash::engines()) {
      if (engines_used_.contains(engine.name)) names.append(names.empty() ? "" : " + ").append(engine.name);
    }
    return names;
  }

 private:
  [[nodiscard]] std::optional<std::size_t> longest_item() const {
    const auto lane = std::ranges::max_element(lanes_, {}, &Lane::file_size);
    const SpannedFile* const file = spans_.largest();
    if (lane == lanes_.end()) return file == nullptr ? std::nullopt : std::optional(file->item());
    return file != nullptr && file->size() > lane->file_size ? file->item() : lane->item;
  }

  [[nodiscard]] std::vector<std::size_t> small_items() const {
    std::vector<std::size_t> items;
    for (const std::size_t index : observations_.to_hash()) {
      if (observations_.item(index).expected.size <= small_file_bytes_max) items.push_back(index);
    }
    return items;
  }

  // A bug in one worker ends the run: the others are stopped, and the caller gets the exception.
  void work_as(unsigned index, LaneList& list, const ReadPolicy& policy) noexcept {
    try {
      Worker worker(index, list, rates_, policy, turn_, open_files_, observations_);
      // The first worker begins with the long files: one that dominates must not wait for the small ones.
      if (index == 0) worker.work();
      const std::set<std::string_view> for_small = small_.work();
      if (index != 0) worker.work();
      const std::lock_guard lock(mutex_);
      engines_used_.insert(for_small.begin(), for_small.end());
      engines_used_.insert(worker.engines_used().begin(), worker.engines_used().end());
      maps_ = maps_ || worker.maps();
    } catch (...) {
      list.stop();
      const std::lock_guard lock(mutex_);
      if (thrown_ == nullptr) thrown_ = std::current_exception();
    }
  }

  const hash::Rates& rates_;
  const HashOptions& options_;
  Observations& observations_;
  SmallFiles small_;
  std::vector<Lane> lanes_;
  SpanSupply spans_;
  unsigned threads_ = 1;
  std::mutex turn_;
  std::atomic<std::size_t> open_files_{0};
  std::mutex mutex_;
  std::set<std::string_view> engines_used_;
  bool maps_ = false;
  std::exception_ptr thrown_;
};

}  // namespace

std::vector<git::ObjectFormat> blob_formats(evidence::AlgorithmSet wanted) {
  std::vector<git::ObjectFormat> formats;
  for (const auto format : {git::ObjectFormat::sha1, git::ObjectFormat::sha256}) {
    if (wanted.contains(evidence::blob_algorithm(format))) formats.push_back(format);
  }
  return formats;
}

bool is_spanned(const HashItem& item) {
  return item.hints != nullptr && item.hints->size == item.expected.size && item.expected.size > small_file_bytes_max &&
         item.wanted == evidence::AlgorithmSet{evidence::Algorithm::sha256};
}

std::uint64_t HashPlan::total_bytes() const {
  std::uint64_t total = 0;
  for (const HashItem& item : items)
    total += item.expected.size;
  return total;
}

namespace {

// Into the observations, which know of what.
Status hash_all(Observations& observations, const HashOptions& options) {
  const Result<std::vector<const hash::Engine*>> engines = hash::select(options.engine);
  if (!engines) return engines.error();
  if (options.threads > threads_max) {
    return Error{ErrorCode::usage,
                 std::to_string(options.threads) + " threads are over the limit of " + std::to_string(threads_max)};
  }
  Progress* const progress = observations.progress();
  const std::uint64_t bytes = observations.total_bytes();
  const std::size_t items = observations.plan().items.size();
  if (progress != nullptr) progress->begin(bytes, items);
  const bool measure = engines->size() > 1 && bytes >= measure_from_bytes;
  const hash::Rates rates = measure ? hash::Rates::measured(*engines) : hash::Rates::assumed(*engines);
  tell_engines(options.events, rates, measure);
  const unsigned threads = options.threads != 0 ? options.threads : std::min(usable_processors(), threads_max);
  Run run(rates, options, threads, observations);
  const Stopwatch watch;
  run.work();
  const std::string names = run.engines_used();  // "" where no SHA-256 was wanted
  if (progress != nullptr && !names.empty()) progress->engines_used(names);
  tell(options.events, EventLevel::info, "hashed",
       {{"files", std::uint64_t{items}},
        {"bytes", bytes},
        {"seconds", watch.seconds()},
        {"engines", names},
        {"mapped", run.maps()}});
  return done;
}

}  // namespace

Result<std::vector<evidence::FileObservation>> hash_files(const io::FileOpener& files, const HashPlan& plan,
                                                          const HashOptions& options, std::stop_token stop,
                                                          Progress* progress, const OnFinished& on_finished) {
  const OnPiece on_piece = [&](std::size_t, const evidence::FileObservation& file,
                               const std::vector<hash::ChainingValue>&) {
    return on_finished ? on_finished(file) : Next::go_on;
  };
  Observations observations(files, plan, std::move(stop), progress, on_piece);
  if (Status hashed = hash_all(observations, options); !hashed.ok()) return std::move(hashed).error();
  return observations.take();
}

Result<std::vector<PieceSeen>> hash_pieces(const io::FileOpener& files, const PiecePlan& pieces,
                                           const HashOptions& options, std::stop_token stop, Progress* progress,
                                           const OnPiece& on_piece) {
  Observations observations(files, pieces.plan, std::move(stop), progress, on_piece, &pieces.ranges);
  if (Status hashed = hash_all(observations, options); !hashed.ok()) return std::move(hashed).error();
  std::vector<evidence::FileObservation> found = observations.take();
  std::vector<PieceSeen> seen;
  seen.reserve(found.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    seen.push_back({std::move(found[i]), observations.take_ends(i)});
  return seen;
}

}  // namespace weightcheck::pipeline
