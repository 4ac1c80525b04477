// SPDX-License-Identifier: Apache-2.0
// Which files make up one loadable unit is told by their names, as the loaders do it.
#include "safetensors/reconcile.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include "base/limits.hpp"
#include "safetensors/reconcile_index.hpp"

namespace weightcheck::safetensors {
namespace {

constexpr std::size_t missing_names_max = 16;
constexpr std::string_view extension = ".safetensors";

// Words between a base name and the extension that loaders know as another precision of the same weights
// ("model.fp16.safetensors").
constexpr std::array<std::string_view, 9> variants = {"fp16", "bf16", "fp32", "fp8",    "int8",
                                                      "int4", "nf4",  "ema",  "non_ema"};

bool is_variant(std::string_view words) {  // "fp16" or "fp16.non_ema"
  while (!words.empty()) {
    const std::string_view word = words.substr(0, words.find('.'));
    if (std::find(variants.begin(), variants.end(), word) == variants.end()) return false;
    words.remove_prefix(std::min(word.size() + 1, words.size()));
  }
  return true;
}

// A file that has a loader of its own beside the index of `base`: an adapter, the same weights in the makers' own
// format or in another precision, whole in one file or sharded.
bool is_unit_of_its_own(std::string_view file_name, std::string_view base) {
  if (file_name.starts_with("adapter_model") || file_name.starts_with("consolidated")) return true;
  const auto set = parse_shard_name(file_name);
  const std::string whole = set ? set->base + set->suffix : std::string(file_name);
  const std::string_view stem = std::string_view(whole).substr(0, whole.size() - extension.size());
  if (!stem.starts_with(base) || stem.size() < base.size() + 2 || stem[base.size()] != '.') return false;
  return is_variant(stem.substr(base.size() + 1));
}

using SetKey = std::tuple<std::string_view, std::string, std::string, std::uint32_t>;  // folder, base, suffix, total

struct ShardSet {
  ShardName name;
  std::vector<const Shard*> shards;
  std::set<std::uint32_t> numbers;
  bool indexed = false;  // an index names one of them, so their tensors are compared there
};

void add_unindexed_weights(std::span<const Shard> shards, std::span<const Index> indexes,
                           const std::set<std::string_view>& used, Reconciliation& facts) {
  std::multimap<std::string_view, const Index*> by_folder;
  for (const Index& index : indexes)
    by_folder.emplace(index.path.folder(), &index);
  for (const Shard& shard : shards) {
    const std::string_view name = shard.path.name();
    const auto [begin, end] = by_folder.equal_range(shard.path.folder());
    if (begin == end || used.contains(shard.path.text()) || !name.ends_with(extension)) continue;
    bool own = false;
    const Index* shadowed = nullptr;
    for (auto at = begin; at != end; ++at) {
      const auto index_name = parse_index_name(at->second->path.name());
      if (!index_name) continue;
      own = own || is_unit_of_its_own(name, index_name->base);
      if (index_name->variant.empty() && name == index_name->base + std::string(extension)) shadowed = at->second;
    }
    if (own) continue;
    const Index& index = shadowed ? *shadowed : *begin->second;
    facts.unindexed_weights.push_back({.path = shard.path, .index = index.path, .shadows_index = shadowed != nullptr});
  }
}

void add_incomplete_set(std::string_view folder, const ShardSet& set, Reconciliation& facts) {
  // Numbered from 1, as loaders write them; some tools begin at 0.
  const std::uint32_t first = *set.numbers.begin() == 0 ? 0 : 1;
  const std::uint64_t last = std::uint64_t{first} + set.name.total;  // behind the last one
  const auto in_range = static_cast<std::uint64_t>(
      std::distance(set.numbers.begin(), set.numbers.lower_bound(static_cast<std::uint32_t>(last))));
  if (in_range == set.name.total && in_range == set.numbers.size()) return;
  IncompleteSet fact{.folder = std::string(folder),
                     .set = set.name,
                     .missing = set.name.total - in_range,
                     .first_missing = {},
                     .surplus = set.numbers.size() - in_range};
  for (std::uint32_t number = first;
       number < last && fact.first_missing.size() < std::min<std::uint64_t>(fact.missing, missing_names_max);
       ++number) {
    if (!set.numbers.contains(number)) fact.first_missing.push_back(shard_file_name(set.name, number));
  }
  facts.incomplete_sets.push_back(std::move(fact));
}

void judge_sets(std::span<const Shard> shards, const std::set<std::string_view>& used, Reconciliation& facts) {
  std::map<SetKey, ShardSet> sets;
  for (const Shard& shard : shards) {
    auto name = parse_shard_name(shard.path.name());
    if (!name) continue;
    ShardSet& set = sets[SetKey(shard.path.folder(), name->base, name->suffix, name->total)];
    set.numbers.insert(name->number);
    set.shards.push_back(&shard);
    set.indexed = set.indexed || used.contains(shard.path.text());
    set.name = *std::move(name);
  }
  for (const auto& [key, set] : sets) {
    add_incomplete_set(std::get<0>(key), set, facts);
    if (!set.indexed) compare_shards(set.shards, facts);
  }
}

}  // namespace

Result<Reconciliation> reconcile(std::span<const Shard> shards, std::span<const Index> indexes) {
  std::uint64_t header_bytes = 0;
  for (const Shard& shard : shards)
    header_bytes += shard.header ? shard.header->data_begin : 0;
  if (header_bytes > limits::model_header_bytes_max) {
    return Error{ErrorCode::limit, "headers of " + std::to_string(header_bytes) +
                                       " bytes together are over the limit of " +
                                       std::to_string(limits::model_header_bytes_max)};
  }

  ShardsByPath by_path;
  for (const Shard& shard : shards)
    by_path.emplace(shard.path.text(), &shard);
  std::set<std::string_view> used;
  for (const Index& index : indexes) {
    for (const IndexedFile& file : index.files) {
      if (file.path && file.tensors > 0) used.insert(file.path->text());
    }
  }

  Reconciliation facts;
  for (const Index& index : indexes)
    compare_index(index, by_path, facts);
  add_unindexed_weights(shards, indexes, used, facts);
  judge_sets(shards, used, facts);
  return facts;
}

}  // namespace weightcheck::safetensors
