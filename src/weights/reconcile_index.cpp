// SPDX-License-Identifier: Apache-2.0
// Where a name was seen first is kept under its number in a list: linear in the names, however many shards hold them.
#include "weights/reconcile_index.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>

namespace weightcheck::weights {
namespace {

using tensors::NameList;
using tensors::NameLookup;
using tensors::Tensor;
using tensors::TensorLayout;

constexpr std::size_t sample_names_max = 16;
constexpr std::size_t sample_bytes_max = 200;
constexpr std::uint64_t names_between_looks = 1 << 14;  // names between two looks at whether to go on

// Where each name was seen first, among names that are listed and names that are not.
class Sightings {
 public:
  // `listed` may be empty; it holds no name twice.
  Sightings(const NameList& listed, const std::stop_token& stop)
      : stop_(stop), listed_(listed), first_seen_(listed.size(), nowhere) {
    listed_lookup_.enter_all(listed);
  }

  // To be asked before each name.
  [[nodiscard]] bool goes_on() { return ++names_ % names_between_looks != 0 || !stop_.stop_requested(); }

  struct Sighting {
    std::optional<std::uint32_t> number;  // in the list, where it is listed
    std::uint32_t earlier = 0;            // the shard that had it before, or `shard` itself
  };

  Sighting see(std::string_view name, std::uint32_t shard) {
    const auto number = listed_lookup_.find(listed_, name);
    if (number) return {.number = number, .earlier = mark(first_seen_[*number], shard)};
    const auto placed = other_lookup_.find_or_add(others_, name);
    if (placed.is_new) other_seen_.push_back(nowhere);
    return {.number = std::nullopt, .earlier = mark(other_seen_[placed.number], shard)};
  }

 private:
  static constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();

  static std::uint32_t mark(std::uint32_t& seen, std::uint32_t shard) {
    if (seen == nowhere) seen = shard;
    return seen;
  }

  const std::stop_token& stop_;
  std::uint64_t names_ = 0;
  const NameList& listed_;
  NameLookup listed_lookup_;
  std::vector<std::uint32_t> first_seen_;
  NameList others_;
  NameLookup other_lookup_;
  std::vector<std::uint32_t> other_seen_;
};

void add_duplicates(Reconciliation& facts, const ModelPath& shard, const std::optional<ModelPath>& also_in,
                    const NameSample& tensors) {
  if (also_in) facts.duplicate_tensors.push_back({.shard = shard, .also_in = *also_in, .tensors = tensors});
}

// The files of an index by the number of their name in it: null where missing, or refused by the path rules.
std::vector<const FileHere*> find_files(const Index& index, const FilesByPath& files, Others others,
                                        Reconciliation& facts) {
  std::vector<const FileHere*> found(index.files.size(), nullptr);
  std::vector<MissingShard> missing;
  for (std::size_t at = 0; at < index.files.size(); ++at) {
    const IndexedFile& file = index.files[at];
    if (!file.path) {
      facts.unsafe_paths.push_back({.index = index.path, .name = file.name, .reason = file.refusal});
    } else if (const auto here = files.find(file.path->text()); here != files.end()) {
      found[at] = here->second;
    } else if (file.tensors > 0) {
      missing.push_back({.index = index.path, .shard = *file.path, .tensors = file.tensors});
    }
  }
  const bool any_here = std::ranges::any_of(found, [](const FileHere* file) { return file != nullptr; });
  if (missing.empty() || any_here || others == Others::none) {
    std::ranges::move(missing, std::back_inserter(facts.missing_shards));
    return found;
  }
  StaleIndex stale{.index = index.path, .files = missing.size(), .first_files = {}, .elsewhere = {}};
  for (std::size_t i = 0; i < missing.size() && i < sample_names_max; ++i)
    stale.first_files.push_back(missing[i].shard.text());
  facts.stale_indexes.push_back(std::move(stale));
  return found;
}

void compare_total_size(const Index& index, const std::vector<const FileHere*>& shards, Reconciliation& facts) {
  const bool whole =
      std::all_of(shards.begin(), shards.end(), [](const FileHere* shard) { return shard && shard->layout; });
  if (!index.total_size || !whole) return;
  std::uint64_t found = 0;
  for (const FileHere* shard : shards)
    found += shard->layout->data_size;
  if (found != *index.total_size)
    facts.total_sizes.push_back({.index = index.path, .stated = *index.total_size, .found = found});
}

}  // namespace

void NameSample::add(std::string_view name) {
  if (count++ < sample_names_max) first.emplace_back(name.substr(0, sample_bytes_max));
}

void compare_index(const Index& index, const FilesByPath& files, Others others, const std::stop_token& stop,
                   Reconciliation& facts) {
  const std::vector<const FileHere*> found = find_files(index, files, others, facts);
  compare_total_size(index, found, facts);
  if (index.duplicates > 0) facts.repeating_indexes.push_back(index.path);

  const bool any_layout = std::ranges::any_of(found, [](const FileHere* file) { return file && file->layout; });
  if (!any_layout) return;
  Sightings sightings(index.tensors, stop);
  std::vector<bool> in_place(index.tensors.size(), false);
  for (std::uint32_t at = 0; at < found.size(); ++at) {
    if (!found[at] || !found[at]->layout) continue;
    const TensorLayout& layout = *found[at]->layout;
    NameSample unindexed;
    NameSample duplicates;
    std::optional<ModelPath> also_in;
    for (const Tensor& tensor : layout.tensors) {
      if (!sightings.goes_on()) return;
      const std::string_view name = layout.name_of(tensor);
      const auto sighting = sightings.see(name, at);
      if (!sighting.number) unindexed.add(name);
      if (sighting.number && index.file_of[*sighting.number] == at) in_place[*sighting.number] = true;
      if (sighting.earlier != at) {
        duplicates.add(name);
        if (!also_in) also_in = found[sighting.earlier]->path;
      }
    }
    add_duplicates(facts, found[at]->path, also_in, duplicates);
    if (unindexed.count > 0)
      facts.unindexed_tensors.push_back({.index = index.path, .shard = found[at]->path, .tensors = unindexed});
  }

  std::vector<NameSample> missing(index.files.size());
  for (std::uint32_t tensor = 0; tensor < index.tensors.size(); ++tensor) {
    const FileHere* shard = found[index.file_of[tensor]];
    if (shard && shard->layout && !in_place[tensor]) missing[index.file_of[tensor]].add(index.tensors[tensor]);
  }
  for (std::size_t at = 0; at < missing.size(); ++at) {
    if (missing[at].count > 0)
      facts.missing_tensors.push_back({.index = index.path, .shard = found[at]->path, .tensors = missing[at]});
  }
}

void compare_shards(const std::vector<const FileHere*>& shards, const std::stop_token& stop, Reconciliation& facts) {
  const NameList nothing;
  Sightings sightings(nothing, stop);
  for (std::uint32_t at = 0; at < shards.size(); ++at) {
    if (!shards[at]->layout) continue;
    const TensorLayout& layout = *shards[at]->layout;
    NameSample duplicates;
    std::optional<ModelPath> also_in;
    for (const Tensor& tensor : layout.tensors) {
      if (!sightings.goes_on()) return;
      const std::string_view name = layout.name_of(tensor);
      const auto sighting = sightings.see(name, at);
      if (sighting.earlier == at) continue;
      duplicates.add(name);
      if (!also_in) also_in = shards[sighting.earlier]->path;
    }
    add_duplicates(facts, shards[at]->path, also_in, duplicates);
  }
}

}  // namespace weightcheck::weights
