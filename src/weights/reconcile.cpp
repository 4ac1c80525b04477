// SPDX-License-Identifier: Apache-2.0
// Which files make up one loadable unit is told by their names, as the loaders do it.
#include "weights/reconcile.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/bytes.hpp"
#include "weights/numbered_name.hpp"
#include "weights/reconcile_index.hpp"

namespace weightcheck::weights {
namespace {

constexpr std::size_t missing_names_max = 16;
constexpr std::size_t usual_width = 5;  // of numbers that nothing shows to be written without leading zeros

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

// The name without number and extension: "model.fp16" of "model-00001-of-00002.fp16.safetensors".
std::string stem_of(std::string_view file_name) {
  const auto set = parse_shard_name(file_name);
  std::string whole = set ? set->base + set->suffix : std::string(file_name);
  whole.resize(whole.size() - extension_of(file_name).size());
  return whole;
}

// A file that has a loader of its own beside the index: an adapter, the same weights in the makers' own format or in
// another precision, whole in one file or sharded.
bool is_unit_of_its_own(std::string_view file_name, std::string_view base) {
  if (file_name.starts_with("adapter_model") || file_name.starts_with("consolidated")) return true;
  const std::string stem = stem_of(file_name);
  if (!stem.starts_with(base) || stem.size() < base.size() + 2 || stem[base.size()] != '.') return false;
  return is_variant(std::string_view(stem).substr(base.size() + 1));
}

// "model.fp32" of "model.safetensors.index.fp32.json".
std::string stem_of(const IndexName& index) {
  return index.variant.empty() ? index.base : index.base + "." + index.variant;
}

// Would a loader that opens this index take the file for a part of what it lists? That of a variant is opened by those
// alone who ask for the variant; all other names are for the others.
bool is_rival(std::string_view file_name, const IndexName& index) {
  if (extension_of(file_name) != index.extension) return false;
  if (!index.variant.empty()) return stem_of(file_name) == stem_of(index);
  if (is_unit_of_its_own(file_name, index.base)) return false;
  return !is_shared_extension(index.extension) || stem_of(file_name) == index.base;
}

// Do loaders find a model in the file, or in the set that it is of, without an index of another format? An adapter is
// none, nor is a file without a tensor. Where nothing reads the format, only a set that says how many files it has
// speaks for itself.
bool is_model_of_its_own(const FileHere& file) {
  if (file.path.name().starts_with("adapter_model")) return false;
  return file.layout != nullptr ? file.layout->data_size > 0 : parse_shard_name(file.path.name()).has_value();
}

using WeightsByFolder = std::map<std::string_view, std::vector<const FileHere*>>;

class Comparison {
 public:
  Comparison(std::span<const FileHere> files, std::span<const Index> indexes, const std::stop_token& stop)
      : indexes_(indexes), stop_(stop) {
    for (const FileHere& file : files) {
      by_path_.emplace(file.path.text(), &file);
      if (is_model_name(file.path.name()) || parse_shard_name(file.path.name()))
        weights_[file.path.folder()].push_back(&file);
    }
    for (const Index& index : indexes) {
      by_folder_.emplace(index.path.folder(), &index);
      for (const IndexedFile& file : index.files) {
        if (file.path && file.tensors > 0) used_.insert(file.path->text());
      }
    }
  }

  Reconciliation run() {
    for (const Index& index : indexes_)
      compare_index(index, by_path_, weights_.contains(index.path.folder()) ? Others::here : Others::none, stop_,
                    facts_);
    for (const StaleIndex& stale : facts_.stale_indexes)
      stale_.insert(stale.index.text());
    for (const auto& [folder, files] : weights_) {
      add_unindexed(folder, files);
      judge_sets(folder, files);
      judge_numbers(folder, files);
    }
    for (StaleIndex& stale : facts_.stale_indexes)
      settle(stale);
    return std::move(facts_);
  }

 private:
  using SetKey = std::tuple<std::string, std::string, std::uint64_t, std::size_t, std::string, std::string>;

  struct ShardSet {
    ShardName name;
    std::vector<const FileHere*> shards;
    std::set<std::uint64_t> numbers;
    std::size_t padded_width = 0;  // of the numbers with leading zeros
    std::size_t least_width = 0;
    bool indexed = false;  // an index names one of them, so their tensors are compared there
  };

  void add_unindexed(std::string_view folder, const std::vector<const FileHere*>& files) {
    const auto [begin, end] = by_folder_.equal_range(folder);
    std::vector<std::pair<const Index*, IndexName>> alive;
    for (auto at = begin; at != end; ++at) {
      auto name = parse_index_name(at->second->path.name());
      if (name && !stale_.contains(at->second->path.text())) alive.emplace_back(at->second, *std::move(name));
    }
    for (const FileHere* file : files) {
      const std::string_view name = file->path.name();
      if (used_.contains(file->path.text())) continue;
      const Index* rival = nullptr;
      const Index* shadowed = nullptr;
      bool own = false;
      bool asked_for = false;  // by the name of a variant
      for (const auto& [index, index_name] : alive) {
        if (extension_of(name) != index_name.extension) continue;
        const bool is_of_a_variant = !index_name.variant.empty();
        own = own || is_unit_of_its_own(name, index_name.base);
        if (is_rival(name, index_name) && (rival == nullptr || is_of_a_variant)) {
          rival = index;
          asked_for = asked_for || is_of_a_variant;
        }
        if (name == stem_of(index_name) + index_name.extension) shadowed = index;
      }
      if ((own && !asked_for) || rival == nullptr) continue;
      unindexed_.insert(file);
      facts_.unindexed_weights.push_back({.path = file->path,
                                          .index = shadowed != nullptr ? shadowed->path : rival->path,
                                          .shadows_index = shadowed != nullptr});
    }
  }

  void judge_sets(std::string_view folder, const std::vector<const FileHere*>& files) {
    std::map<SetKey, ShardSet> sets;
    for (const FileHere* file : files) {
      auto name = parse_shard_name(file->path.name());
      if (!name) continue;
      ShardSet& set = sets[SetKey(name->base, name->suffix, name->total, name->total_width, name->mark, name->of)];
      const bool is_padded = std::to_string(name->number).size() < name->number_width;
      if (is_padded) set.padded_width = std::max(set.padded_width, name->number_width);
      set.least_width = set.shards.empty() ? name->number_width : std::min(set.least_width, name->number_width);
      // A shard that the index does not name and whose number is over the total does not belong to the set: it makes no
      // other shard expected.
      if (name->number <= name->total || !unindexed_.contains(file)) set.numbers.insert(name->number);
      set.shards.push_back(file);
      set.indexed = set.indexed || used_.contains(file->path.text());
      set.name = *std::move(name);
    }
    for (auto& [key, set] : sets) {
      const bool usual = set.least_width >= usual_width && set.name.total_width >= usual_width;
      set.name.number_width = set.padded_width > 0 ? set.padded_width : usual ? usual_width : 1;
      // Nor does a set that is left over as a whole.
      const auto is_unindexed = [&](const FileHere* file) { return unindexed_.contains(file); };
      if (!std::ranges::all_of(set.shards, is_unindexed)) add_incomplete_set(folder, set);
      if (!set.indexed) compare_shards(set.shards, stop_, facts_);
    }
  }

  // The last one is the highest that is here: only gaps below it are seen.
  void judge_numbers(std::string_view folder, const std::vector<const FileHere*>& files) {
    struct Numbers {
      std::size_t width = 0;
      std::set<std::uint64_t> here;
    };
    std::map<std::pair<std::string, std::string>, Numbers> sets;
    for (const FileHere* file : files) {
      const auto name = parse_numbered_name(file->path.name());
      if (!name) continue;
      Numbers& set = sets[{name->before, name->after}];
      set.width = std::max(set.width, name->digits.size());
      const std::size_t zeros = std::min(name->digits.find_first_not_of('0'), name->digits.size() - 1);
      set.here.insert(parse_decimal(std::string_view(name->digits).substr(zeros)).value_or(0));
    }
    for (const auto& [words, set] : sets) {
      const std::uint64_t first = std::min<std::uint64_t>(*set.here.begin(), 1), last = *set.here.rbegin();
      IncompleteSet fact{.folder = std::string(folder),
                         .set = {.base = words.first, .total = last + 1 - first, .suffix = words.second},
                         .missing = last + 1 - first - set.here.size(),
                         .first_missing = {}};
      if (fact.missing == 0) continue;
      for (std::uint64_t number = first; number < last && fact.first_missing.size() < missing_names_max; ++number) {
        if (set.here.contains(number)) continue;
        const std::string digits = std::to_string(number);
        const std::string zeros(digits.size() < set.width ? set.width - digits.size() : 0, '0');
        fact.first_missing.push_back(words.first + zeros + digits + words.second);
      }
      facts_.incomplete_sets.push_back(std::move(fact));
    }
  }

  void add_incomplete_set(std::string_view folder, const ShardSet& set) {
    // Numbered from 1, as loaders write them; some tools begin at 0.
    const std::uint64_t first = *set.numbers.begin() == 0 ? 0 : 1;
    const std::uint64_t last = first + set.name.total;  // behind the last one
    const auto in_range = static_cast<std::uint64_t>(std::distance(set.numbers.begin(), set.numbers.lower_bound(last)));
    if (in_range == set.name.total && in_range == set.numbers.size()) return;
    IncompleteSet fact{.folder = std::string(folder),
                       .set = set.name,
                       .missing = set.name.total - in_range,
                       .first_missing = {},
                       .surplus = set.numbers.size() - in_range};
    for (std::uint64_t number = first;
         number < last && fact.first_missing.size() < std::min<std::uint64_t>(fact.missing, missing_names_max);
         ++number) {
      if (!set.numbers.contains(number)) fact.first_missing.push_back(shard_file_name(set.name, number));
    }
    facts_.incomplete_sets.push_back(std::move(fact));
  }

  // Downloads by pattern leave the index of another format, or of another precision, behind: nothing is missing then.
  // What the weights that are here lack themselves is told of them.
  void settle(StaleIndex& stale) const {
    const auto name = parse_index_name(stale.index.name());
    const auto& beside = weights_.at(stale.index.folder());
    const auto rivals = [&](const FileHere* file) { return name && is_rival(file->path.name(), *name); };
    if (!name || std::ranges::any_of(beside, rivals)) return;
    const auto own = std::ranges::find_if(beside, [](const FileHere* file) { return is_model_of_its_own(*file); });
    if (own != beside.end()) stale.elsewhere = (*own)->path.text();
  }

  std::span<const Index> indexes_;
  const std::stop_token& stop_;
  FilesByPath by_path_;
  WeightsByFolder weights_;
  std::multimap<std::string_view, const Index*> by_folder_;
  std::set<std::string_view> used_;      // files that an index names
  std::set<std::string_view> stale_;     // indexes
  std::set<const FileHere*> unindexed_;  // beside an index, and not used by it
  Reconciliation facts_;
};

}  // namespace

Reconciliation reconcile(std::span<const FileHere> files, std::span<const Index> indexes, const std::stop_token& stop) {
  return Comparison(files, indexes, stop).run();
}

}  // namespace weightcheck::weights
