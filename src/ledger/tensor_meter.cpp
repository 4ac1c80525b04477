// SPDX-License-Identifier: Apache-2.0
#include "ledger/tensor_meter.hpp"

#include <algorithm>

namespace weightcheck::ledger {

using tensors::Dtype;

bool is_further_expert(std::string_view name) {
  constexpr std::string_view word = "experts.";
  for (std::size_t at = name.find(word); at != std::string_view::npos; at = name.find(word, at + 1)) {
    if (at > 0 && name[at - 1] != '.') continue;
    const std::string_view rest = name.substr(at + word.size());
    const auto number = parse_decimal(rest.substr(0, rest.find('.')));
    if (number && *number > 0) return true;
  }
  return false;
}

TensorMeter::TensorMeter(Dtype dtype, std::span<const std::uint64_t> shape, Detail detail) {
  if (detail.casts && can_cast(dtype)) {
    if (dtype != Dtype::f16) f16_.emplace(Cast{Caster(dtype, Dtype::f16)});
    if (dtype != Dtype::bf16) bf16_.emplace(Cast{Caster(dtype, Dtype::bf16)});
  }
  if (detail.sketch) grid_ = grid_of(dtype, shape);
  if (grid_) sketch_.resize(grid_->bytes());
}

void TensorMeter::feed(ByteSpan piece) {
  stream_.update(piece);
  for (std::optional<Cast>* cast : {&f16_, &bf16_}) {
    if (*cast) (*cast)->stream.update((*cast)->caster.convert(piece));
    if (*cast && (*cast)->caster.has_nan()) cast->reset();
  }
  sample(piece);
  done_ += piece.size();
}

void TensorMeter::sample(ByteSpan piece) {
  if (!grid_) return;
  const std::uint64_t run_bytes = grid_->run * grid_->element_bytes;
  for (std::size_t i = 0; i < grid_->taken.size(); ++i) {
    const std::uint64_t run_begin = (grid_->taken[i] * grid_->columns + grid_->first) * grid_->element_bytes;
    const std::uint64_t begin = std::max(run_begin, done_);
    const std::uint64_t end = std::min(run_begin + run_bytes, done_ + piece.size());
    if (begin >= end) continue;
    std::ranges::copy(piece.subspan(static_cast<std::size_t>(begin - done_), static_cast<std::size_t>(end - begin)),
                      sketch_.begin() + static_cast<std::ptrdiff_t>(i * run_bytes + (begin - run_begin)));
  }
}

std::optional<Digest> TensorMeter::lossy(std::optional<Cast>& cast) {
  if (!cast || !cast->caster.loses()) return std::nullopt;
  return cast->stream.digest();
}

Tensor TensorMeter::finish(const hash::Stream& shard) {
  const ByteSpan lead = shard.lead();
  return {.sha256 = stream_.digest(),
          .end = {.value = shard.value(), .lead = {lead.begin(), lead.end()}},
          .f16 = lossy(f16_),
          .bf16 = lossy(bf16_),
          .sketch = std::move(sketch_)};
}

}  // namespace weightcheck::ledger
