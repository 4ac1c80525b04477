// SPDX-License-Identifier: Apache-2.0
// Sorted lists, since there may be a hundred thousand tensors and each list is made once.
#include "lineage/bases.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "ledger/casts.hpp"
#include "tensors/name_list.hpp"

namespace weightcheck::lineage {
namespace {

using tensors::Dtype;

constexpr std::uint64_t seed = 0;  // who makes sketches collide only slows himself down

std::uint64_t hash_of(ByteSpan sketch, Dtype dtype) {
  return tensors::hash_name(text_of(sketch), seed + static_cast<std::uint64_t>(dtype));
}

template <typename Key>
std::vector<Id> found(const std::vector<std::pair<Key, Id>>& list, const Key& key) {
  const auto before = [](const auto& entry, const Key& wanted) { return entry.first < wanted; };
  std::vector<Id> ids;
  for (auto at = std::lower_bound(list.begin(), list.end(), key, before); at != list.end() && at->first == key; ++at)
    ids.push_back(at->second);
  return ids;
}

}  // namespace

std::uint64_t elements_of(std::span<const std::uint64_t> shape) {
  std::uint64_t elements = 1;
  for (const std::uint64_t dimension : shape)
    elements *= dimension;
  return elements;
}

Bases::Bases(std::vector<Base> bases) : bases_(std::move(bases)) {
  std::map<std::pair<Dtype, std::vector<std::uint64_t>>, std::size_t> classes;
  for (std::uint32_t b = 0; b < bases_.size(); ++b) {
    firsts_.emplace_back();
    const auto& shards = bases_[b].ledger.shards;
    for (std::uint32_t s = 0; s < shards.size(); ++s) {
      firsts_.back().push_back(narrow<Id>(places_.size()));
      for (std::uint32_t t = 0; t < shards[s].tensors.size(); ++t) {
        places_.push_back({b, s, t});
        index(narrow<Id>(places_.size() - 1));
        add_to_class(narrow<Id>(places_.size() - 1), classes);
      }
    }
  }
  for (ByDigest* list : {&by_digest_, &by_f16_, &by_bf16_})
    std::sort(list->begin(), list->end());
  for (BySketch* list : {&by_sketch_, &by_f16_sketch_, &by_bf16_sketch_})
    std::sort(list->begin(), list->end());
  std::sort(by_name_.begin(), by_name_.end());
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    by_elements_[elements_of(classes_[i].shape)].push_back(i);
    if (!classes_[i].shape.empty()) by_width_[classes_[i].shape.back()].push_back(i);
  }
}

void Bases::index(Id id) {
  const ledger::Tensor& line = line_of(id);
  const Dtype dtype = dtype_of(id);
  by_digest_.emplace_back(line.sha256, id);
  by_name_.emplace_back(name_of(id), id);
  if (!line.sketch.empty()) by_sketch_.emplace_back(hash_of(line.sketch, dtype), id);
  const auto add_cast = [&](const std::optional<Digest>& digest, Dtype to, ByDigest& digests, BySketch& sketches) {
    if (!digest || !ledger::can_cast(dtype) || dtype == to) return;
    digests.emplace_back(*digest, id);
    if (!line.sketch.empty()) sketches.emplace_back(hash_of(ledger::Caster(dtype, to).convert(line.sketch), to), id);
  };
  add_cast(line.f16, Dtype::f16, by_f16_, by_f16_sketch_);
  add_cast(line.bf16, Dtype::bf16, by_bf16_, by_bf16_sketch_);
}

void Bases::add_to_class(Id id, std::map<std::pair<Dtype, std::vector<std::uint64_t>>, std::size_t>& places) {
  const auto shape = shape_of(id);
  const auto [place, is_new] = places.try_emplace({dtype_of(id), {shape.begin(), shape.end()}}, classes_.size());
  if (is_new)
    classes_.push_back(
        {.dtype = dtype_of(id), .shape = {shape.begin(), shape.end()}, .grid = ledger::grid_of(dtype_of(id), shape)});
  ShapeClass& one = classes_[place->second];
  one.ids.push_back(id);
  one.all_sketched = one.all_sketched && !line_of(id).sketch.empty();
}

const ledger::Shard& Bases::shard_of(Id id) const { return bases_[places_[id].base].ledger.shards[places_[id].shard]; }
const ledger::Tensor& Bases::line_of(Id id) const { return shard_of(id).tensors[places_[id].tensor]; }
std::string_view Bases::name_of(Id id) const { return shard_of(id).name_of(places_[id].tensor); }
Dtype Bases::dtype_of(Id id) const { return shard_of(id).layout.tensors[places_[id].tensor].dtype; }
std::span<const std::uint64_t> Bases::shape_of(Id id) const { return shard_of(id).shape_of(places_[id].tensor); }
std::uint64_t Bases::bytes_of(Id id) const { return shard_of(id).layout.tensors[places_[id].tensor].size(); }

std::vector<Id> Bases::with_content(const Digest& sha256) const { return found(by_digest_, sha256); }

std::vector<Id> Bases::with_digest(const Digest& sha256, Dtype dtype) const {
  std::vector<Id> ids = found(by_digest_, sha256);
  std::erase_if(ids, [&](Id id) { return dtype_of(id) != dtype; });
  return ids;
}

std::vector<Id> Bases::with_cast_digest(const Digest& sha256, Dtype cast_to) const {
  if (cast_to == Dtype::f16) return found(by_f16_, sha256);
  if (cast_to == Dtype::bf16) return found(by_bf16_, sha256);
  return {};
}

std::vector<Id> Bases::with_sketch(ByteSpan sketch, Dtype dtype) const {
  return found(by_sketch_, hash_of(sketch, dtype));
}

std::vector<Id> Bases::with_cast_sketch(ByteSpan sketch, Dtype cast_to) const {
  if (cast_to == Dtype::f16) return found(by_f16_sketch_, hash_of(sketch, cast_to));
  if (cast_to == Dtype::bf16) return found(by_bf16_sketch_, hash_of(sketch, cast_to));
  return {};
}

std::vector<Id> Bases::named(std::string_view name) const { return found(by_name_, name); }

std::span<const std::size_t> Bases::classes_with(std::uint64_t elements) const {
  const auto place = by_elements_.find(elements);
  return place == by_elements_.end() ? std::span<const std::size_t>() : place->second;
}

std::span<const std::size_t> Bases::classes_of_width(std::uint64_t columns) const {
  const auto place = by_width_.find(columns);
  return place == by_width_.end() ? std::span<const std::size_t>() : place->second;
}

}  // namespace weightcheck::lineage
