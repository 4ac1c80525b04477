// SPDX-License-Identifier: Apache-2.0
// The tensors of all given bases under one number each, and the ways in which they are looked up.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "ledger/ledger.hpp"
#include "ledger/sketch.hpp"
#include "tensors/dtype.hpp"

namespace weightcheck::lineage {

struct Base {
  ledger::Ledger ledger;
  bool verified = false;  // it lies here, and its files were held against its commit
  bool pinned = false;    // the caller gave the commit
};

using Id = std::uint32_t;  // in the order of the bases, their shards and tensors

// Base tensors of one type and shape.
struct ShapeClass {
  tensors::Dtype dtype = tensors::Dtype::u8;
  std::vector<std::uint64_t> shape{};
  std::optional<ledger::Grid> grid{};
  std::vector<Id> ids{};
  bool all_sketched = true;

  [[nodiscard]] std::uint64_t element_bytes() const { return tensors::bits_of(dtype) / 8; }
};

[[nodiscard]] std::uint64_t elements_of(std::span<const std::uint64_t> shape);

class Bases {
 public:
  explicit Bases(std::vector<Base> bases);

  [[nodiscard]] const std::vector<Base>& all() const { return bases_; }
  [[nodiscard]] std::size_t size() const { return places_.size(); }  // tensors

  [[nodiscard]] std::size_t base_of(Id id) const { return places_[id].base; }
  [[nodiscard]] std::size_t shard_number(Id id) const { return places_[id].shard; }
  [[nodiscard]] std::size_t number_in_shard(Id id) const { return places_[id].tensor; }
  [[nodiscard]] const ledger::Shard& shard_of(Id id) const;
  [[nodiscard]] const ledger::Tensor& line_of(Id id) const;
  [[nodiscard]] std::string_view name_of(Id id) const;
  [[nodiscard]] tensors::Dtype dtype_of(Id id) const;
  [[nodiscard]] std::span<const std::uint64_t> shape_of(Id id) const;
  [[nodiscard]] std::uint64_t bytes_of(Id id) const;
  [[nodiscard]] Id first_of(std::size_t base, std::size_t shard) const { return firsts_[base][shard]; }

  // Sorted by number. Those with this digest; and those whose values, cast to this type with a loss, have it.
  [[nodiscard]] std::vector<Id> with_digest(const Digest& sha256, tensors::Dtype dtype) const;
  [[nodiscard]] std::vector<Id> with_content(const Digest& sha256) const;  // of any type
  [[nodiscard]] std::vector<Id> with_cast_digest(const Digest& sha256, tensors::Dtype cast_to) const;
  // Those whose sketch is this, or is this after the cast to the type. Said by a ledger: for choosing, not for showing.
  [[nodiscard]] std::vector<Id> with_sketch(ByteSpan sketch, tensors::Dtype dtype) const;
  [[nodiscard]] std::vector<Id> with_cast_sketch(ByteSpan sketch, tensors::Dtype cast_to) const;
  [[nodiscard]] std::vector<Id> named(std::string_view name) const;

  [[nodiscard]] const std::vector<ShapeClass>& classes() const { return classes_; }
  [[nodiscard]] std::span<const std::size_t> classes_with(std::uint64_t elements) const;     // numbers of classes
  [[nodiscard]] std::span<const std::size_t> classes_of_width(std::uint64_t columns) const;  // of their last dimension

 private:
  struct Place {
    std::uint32_t base = 0, shard = 0, tensor = 0;
  };
  using ByDigest = std::vector<std::pair<Digest, Id>>;
  using BySketch = std::vector<std::pair<std::uint64_t, Id>>;  // a hash of it

  void index(Id id);
  void add_to_class(Id id, std::map<std::pair<tensors::Dtype, std::vector<std::uint64_t>>, std::size_t>& places);

  std::vector<Base> bases_;
  std::vector<Place> places_;
  std::vector<std::vector<Id>> firsts_;
  ByDigest by_digest_, by_f16_, by_bf16_;
  BySketch by_sketch_, by_f16_sketch_, by_bf16_sketch_;
  std::vector<std::pair<std::string_view, Id>> by_name_;
  std::vector<ShapeClass> classes_;
  std::map<std::uint64_t, std::vector<std::size_t>> by_elements_, by_width_;
};

}  // namespace weightcheck::lineage
