// SPDX-License-Identifier: Apache-2.0
// Behind each other: from where the last piece ended, the longest base tensor of this row size whose digest a running
// hash has at its length. Sketches say which lengths are worth it.
#include "lineage/pieces.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "ledger/casts.hpp"
#include "lineage/pass.hpp"

namespace weightcheck::lineage {
namespace {

using tensors::Dtype;

class PieceSearch {
 public:
  PieceSearch(const Bases& bases, const ForkTensor& tensor, const ReadAt& read, SampleBook& book)
      : bases_(bases), tensor_(tensor), read_(read), book_(book) {}

  Result<std::vector<FoundPiece>> slices() {
    std::vector<FoundPiece> found;
    const std::uint64_t count = tensor_.shape.front();
    const std::uint64_t bytes = tensor_.bytes / count;
    if (bytes < piece_bytes_min) return found;
    const auto classes = bases_.classes_with(elements_of(tensor_.shape) / count);
    for (std::uint64_t i = 0; i < count && !classes.empty(); ++i) {
      const ByteRange range{i * bytes, (i + 1) * bytes};
      auto piece = at(range, classes);
      if (!piece.ok()) return piece.error();
      if (*piece) found.push_back(**piece);
    }
    return found;
  }

  Result<std::vector<FoundPiece>> chain() {
    std::vector<FoundPiece> found;
    for (std::uint64_t at = 0; at < tensor_.bytes;) {
      auto piece = longest_at(at);
      if (!piece.ok()) return piece.error();
      if (!*piece) break;
      at = (*piece)->form.range.end;
      found.push_back(**piece);
    }
    return found;
  }

 private:
  [[nodiscard]] FoundPiece made(const Digest& sha256, Dtype dtype, ByteRange range) const {
    return {
        .sha256 = sha256,
        .dtype = dtype,
        .form = {.order = {}, .range = range, .cast_to = dtype == *tensor_.dtype ? std::nullopt : std::optional(dtype)},
        .recovers = true};
  }

  // A slice that is a base tensor of one of these classes.
  Result<std::optional<FoundPiece>> at(ByteRange range, std::span<const std::size_t> classes) {
    Pass pass(bases_, tensor_, {}, range);
    std::vector<Dtype> wanted;
    for (const std::size_t number : classes) {
      const ShapeClass& one = bases_.classes()[number];
      if (!book_.can_be(one.dtype) || std::ranges::find(wanted, one.dtype) != wanted.end()) continue;
      const auto ids = book_.matching(one, {}, range.begin);
      if (!ids.ok()) return ids.error();
      if (ids->empty() && one.all_sketched) continue;
      pass.want(one.dtype, {});
      wanted.push_back(one.dtype);
    }
    if (wanted.empty()) return std::optional<FoundPiece>();
    if (Status read = pass.run(read_); !read.ok()) return read.error();
    std::stable_partition(wanted.begin(), wanted.end(), [&](Dtype dtype) { return dtype == tensor_.dtype; });
    for (const Dtype dtype : wanted) {
      const auto digest = pass.digest(dtype);
      if (digest && !bases_.with_digest(*digest, dtype).empty()) return std::optional(made(*digest, dtype, range));
    }
    return std::optional<FoundPiece>();
  }

  // Lengths, in bytes of the fork, of base tensors that may begin here; by their type.
  Result<std::map<Dtype, std::set<std::uint64_t>>> lengths_at(std::uint64_t begin) {
    std::map<Dtype, std::set<std::uint64_t>> lengths;
    const std::size_t rank = tensor_.shape.size();
    std::vector<std::size_t> classes;
    if (rank == 2) {
      const auto wide = bases_.classes_of_width(tensor_.shape.back());
      classes.assign(wide.begin(), wide.end());
    } else {
      for (std::size_t i = 0; i < bases_.classes().size(); ++i)
        classes.push_back(i);
    }
    for (const std::size_t number : classes) {
      const ShapeClass& one = bases_.classes()[number];
      if (one.shape.size() != rank || !book_.can_be(one.dtype)) continue;
      const std::uint64_t bytes = elements_of(one.shape) * tensor_.element_bytes();
      if (bytes < piece_bytes_min || bytes > tensor_.bytes - begin) continue;
      const auto ids = book_.matching(one, {}, begin);
      if (!ids.ok()) return ids.error();
      if (!ids->empty() || !one.all_sketched) lengths[one.dtype].insert(bytes);
    }
    return lengths;
  }

  Result<std::optional<FoundPiece>> longest_at(std::uint64_t begin) {
    auto lengths = lengths_at(begin);
    if (!lengths.ok()) return lengths.error();
    std::optional<FoundPiece> longest;
    for (const auto& [dtype, ends] : *lengths) {
      auto found = longest_of(begin, dtype, ends);
      if (!found.ok()) return found.error();
      if (*found && (!longest || (*found)->form.range.end > longest->form.range.end)) longest = **found;
    }
    return longest;
  }

  Result<std::optional<FoundPiece>> longest_of(std::uint64_t begin, Dtype dtype, const std::set<std::uint64_t>& ends) {
    std::optional<FoundPiece> longest;
    std::optional<ledger::Caster> caster;
    if (dtype != *tensor_.dtype) caster.emplace(*tensor_.dtype, dtype);
    hash::Stream running;
    std::uint64_t from = begin;
    for (const std::uint64_t length : ends) {
      const ByteRange part{from, begin + length};
      const Status streamed = stream(tensor_, read_, {}, part,
                                     [&](ByteSpan piece) { running.update(caster ? caster->convert(piece) : piece); });
      if (!streamed.ok()) return streamed.error();
      if (caster && caster->loses()) break;
      const Digest digest = running.digest();
      if (!bases_.with_digest(digest, dtype).empty()) longest = made(digest, dtype, {begin, begin + length});
      from = part.end;
    }
    return longest;
  }

  const Bases& bases_;
  const ForkTensor& tensor_;
  const ReadAt& read_;
  SampleBook& book_;
};

}  // namespace

Status find_pieces(const Bases& bases, const ForkTensor& tensor, const ReadAt& read, SampleBook& book, Exact& exact) {
  if (tensor.shape.empty() || tensor.element_bytes() == 0) return done;
  PieceSearch search(bases, tensor, read, book);
  const bool is_stack = tensor.shape.size() >= 3;
  auto found = is_stack ? search.slices() : search.chain();
  if (!found.ok()) return found.error();
  std::uint64_t explained = 0;
  for (const FoundPiece& piece : *found)
    explained += piece.form.range.end - piece.form.range.begin;
  if (!is_stack && explained < tensor.bytes - explained) return done;  // less than half
  exact.pieces = *std::move(found);
  exact.is_stack = is_stack && !exact.pieces.empty();
  return done;
}

}  // namespace weightcheck::lineage
