// SPDX-License-Identifier: Apache-2.0
// Sketches say which forms can hold at all, so that only these are hashed; where a base tensor has none, it is small or
// the ledger is lean, and the form is tried.
#include "lineage/exact.hpp"

#include <algorithm>

#include "ledger/casts.hpp"
#include "lineage/pass.hpp"
#include "lineage/pieces.hpp"
#include "lineage/sample_book.hpp"

namespace weightcheck::lineage {
namespace {

using tensors::Dtype;

constexpr std::uint64_t tried_bytes_min = std::uint64_t{64} << 10;      // of smaller tensors links are computed later
constexpr std::uint64_t unsketched_bytes_max = std::uint64_t{1} << 20;  // an order is tried without a sketch
constexpr std::size_t tries_max = 4;

class Search {
 public:
  Search(const ExactSearch& search, const ForkTensor& tensor, const ReadAt& read)
      : bases_(search.bases), heads_(search.heads), tensor_(tensor), read_(read), book_(bases_, tensor, read) {}

  Result<Exact> run() {
    if (tensor_.bytes == 0) {  // nothing to read; its digest is that of nothing
      exact_.sha256 = hash::Stream().digest();
      exact_.few_values = true;
      if (tensor_.dtype) look_up(exact_.sha256, *tensor_.dtype, {}, true);
      return std::move(exact_);
    }
    if (Status plain = as_it_lies(); !plain.ok()) return plain.error();
    if (!exact_.pieces.empty() || !tensor_.dtype) return std::move(exact_);
    if (Status ordered = in_other_orders(); !ordered.ok()) return ordered.error();
    if (exact_.pieces.empty()) look_up_cast(own_cast_, {});
    if (exact_.pieces.empty() && !ordered_casts_.empty()) look_up_ordered_casts();
    if (!exact_.pieces.empty()) return std::move(exact_);
    if (Status cut_up = find_pieces(bases_, tensor_, read_, book_, exact_); !cut_up.ok()) return cut_up.error();
    return std::move(exact_);
  }

 private:
  [[nodiscard]] std::uint64_t elements() const { return elements_of(tensor_.shape); }

  bool look_up(const Digest& sha256, Dtype dtype, Order order, bool recovers) {
    if (!recovers || bases_.with_digest(sha256, dtype).empty()) return false;
    exact_.pieces = {{.sha256 = sha256,
                      .dtype = dtype,
                      .form = {.order = order,
                               .range = {0, tensor_.bytes},
                               .cast_to = dtype == tensor_.dtype ? std::nullopt : std::optional(dtype)},
                      .recovers = true}};
    exact_.is_whole = true;
    return true;
  }

  // A lossy cast of base values in the fork's own type.
  void look_up_cast(const Digest& sha256, Order order) {
    if (bases_.with_cast_digest(sha256, *tensor_.dtype).empty()) return;
    exact_.pieces = {{.sha256 = sha256,
                      .dtype = *tensor_.dtype,
                      .form = {.order = order, .range = {0, tensor_.bytes}, .cast_to = std::nullopt},
                      .recovers = false}};
    exact_.is_whole = true;
  }

  // Which links are worth trying in the reading itself: of those that the samples point to, the one of this name first.
  std::vector<Id> tried_of(std::vector<Id> ids) const {
    if (tensor_.bytes < tried_bytes_min) return {};
    std::stable_partition(ids.begin(), ids.end(), [&](Id id) { return bases_.name_of(id) == tensor_.name; });
    ids.resize(std::min(ids.size(), tries_max));
    return ids;
  }

  Status as_it_lies() {
    Pass pass(bases_, tensor_, {}, {0, tensor_.bytes});
    pass.want_own();
    std::vector<Dtype> wanted;
    for (const std::size_t number : tensor_.dtype ? bases_.classes_with(elements()) : std::span<const std::size_t>()) {
      const ShapeClass& one = bases_.classes()[number];
      if (!book_.can_be(one.dtype)) continue;
      const auto ids = book_.matching(one, {}, 0);
      if (!ids.ok()) return ids.error();
      std::vector<Id> tried = *ids;
      if (!one.all_sketched) {  // by its name, for want of anything better
        for (const Id id : bases_.named(tensor_.name)) {
          if (bases_.dtype_of(id) == one.dtype && bases_.line_of(id).sketch.empty() &&
              std::ranges::equal(bases_.shape_of(id), one.shape))
            tried.push_back(id);
        }
      }
      if (one.dtype != tensor_.dtype && ids->empty() && one.all_sketched) continue;
      pass.want(one.dtype, tried_of(std::move(tried)));
      if (std::ranges::find(wanted, one.dtype) == wanted.end()) wanted.push_back(one.dtype);
    }
    if (Status read = pass.run(read_); !read.ok()) return read;
    exact_.sha256 = own_cast_ = pass.own_digest();
    exact_.few_values = pass.had_few_values();
    take(pass, {}, wanted);
    return done;
  }

  // Its own type first.
  void take(const Pass& pass, Order order, std::vector<Dtype> wanted) {
    if (!tensor_.dtype) return;
    std::stable_partition(wanted.begin(), wanted.end(), [&](Dtype dtype) { return dtype == tensor_.dtype; });
    for (const Dtype dtype : wanted) {
      const auto digest = pass.digest(dtype);
      if (!digest || !look_up(*digest, dtype, order, true)) continue;
      pass.add_links(*digest, exact_.links);
      return;
    }
  }

  [[nodiscard]] std::vector<Order> orders() const {
    const std::size_t rank = tensor_.shape.size();
    std::vector<Order> list;
    if (rank != 1 && rank != 2) return list;
    for (const std::uint64_t heads : rotary_heads(tensor_, heads_)) {
      list.push_back({OrderKind::llama, heads});
      list.push_back({OrderKind::from_llama, heads});
    }
    if (rank == 2 && tensor_.shape[0] > 1 && tensor_.shape[1] > 1) list.push_back({OrderKind::transposed, 0});
    return list;
  }

  [[nodiscard]] bool has_shape(const ShapeClass& one, Order order) const {
    std::vector<std::uint64_t> shape = tensor_.shape;
    if (order.kind == OrderKind::transposed) std::reverse(shape.begin(), shape.end());
    return one.shape == shape;
  }

  Status in_other_orders() {
    for (const Order order : orders()) {
      Pass pass(bases_, tensor_, order, {0, tensor_.bytes});
      std::vector<Dtype> wanted;
      bool is_cast = false;
      for (const std::size_t number : bases_.classes_with(elements())) {
        const ShapeClass& one = bases_.classes()[number];
        if (!book_.can_be(one.dtype) || !has_shape(one, order)) continue;
        const auto ids = book_.matching(one, order, 0);
        const auto casts = book_.matching_casts(one, order);
        if (!ids.ok() || !casts.ok()) return ids.ok() ? casts.error() : ids.error();
        const bool is_tried = !one.all_sketched && tensor_.bytes <= unsketched_bytes_max;
        is_cast = is_cast || *casts || (is_tried && one.dtype != tensor_.dtype);
        if (ids->empty() && !is_tried) continue;
        pass.want(one.dtype, tried_of(*ids));
        wanted.push_back(one.dtype);
      }
      if (wanted.empty() && !is_cast) continue;
      pass.want(*tensor_.dtype, {});
      const Status read = pass.run(read_);
      if (!read.ok() && read.error().code == ErrorCode::limit) continue;
      if (!read.ok()) return read;
      take(pass, order, wanted);
      if (!exact_.pieces.empty()) return done;
      if (is_cast) ordered_casts_.emplace_back(order, pass.digest(*tensor_.dtype).value());
    }
    return done;
  }

  void look_up_ordered_casts() {
    for (const auto& [order, digest] : ordered_casts_) {
      if (exact_.pieces.empty()) look_up_cast(digest, order);
    }
  }

  const Bases& bases_;
  const std::vector<std::uint64_t>& heads_;
  const ForkTensor& tensor_;
  const ReadAt& read_;
  SampleBook book_;
  Digest own_cast_{};
  std::vector<std::pair<Order, Digest>> ordered_casts_;
  Exact exact_;
};

}  // namespace

std::vector<Id> ids_of(const Bases& bases, const FoundPiece& piece) {
  return piece.recovers ? bases.with_digest(piece.sha256, piece.dtype)
                        : bases.with_cast_digest(piece.sha256, piece.dtype);
}

Result<Exact> find_exact(const ExactSearch& search, const ForkTensor& tensor, const ReadAt& read) {
  return Search(search, tensor, read).run();
}

Result<ledger::Link> check_link(const Bases& bases, Id id, const ForkTensor& tensor, const Form& form,
                                const ReadAt& read) {
  const ledger::Shard& shard = bases.shard_of(id);
  const std::size_t number = bases.number_in_shard(id);
  hash::Stream link = ledger::stream_before(shard, number);
  std::optional<ledger::Caster> caster;
  if (form.cast_to) caster.emplace(*tensor.dtype, *form.cast_to);
  if (form.range.begin < form.range.end) {
    const Status streamed = stream(tensor, read, form.order, form.range,
                                   [&](ByteSpan piece) { link.update(caster ? caster->convert(piece) : piece); });
    if (!streamed.ok()) return streamed.error();
  }
  return ledger::judge_link(shard, number, link);
}

}  // namespace weightcheck::lineage
