// SPDX-License-Identifier: Apache-2.0
#include "lineage/pass.hpp"

#include <algorithm>

namespace weightcheck::lineage {
namespace {

constexpr std::uint64_t values_bytes = std::uint64_t{64} << 10;  // from the beginning, looked at for their variety

}  // namespace

void Pass::want(tensors::Dtype dtype, const std::vector<Id>& tried) {
  auto sink = std::find_if(sinks_.begin(), sinks_.end(),
                           [&](const Sink& one) { return one.dtype ? *one.dtype == dtype : tensor_.dtype == dtype; });
  if (sink == sinks_.end()) {
    Sink fresh{.dtype = dtype};
    if (dtype != tensor_.dtype) fresh.caster.emplace(*tensor_.dtype, dtype);
    sink = sinks_.insert(sinks_.end(), std::move(fresh));
  }
  for (const Id id : tried)
    sink->tries.push_back({id, ledger::stream_before(bases_.shard_of(id), bases_.number_in_shard(id))});
}

void Pass::look_at(ByteSpan piece) {
  const auto count = std::min<std::uint64_t>(piece.size(), values_bytes - std::min(values_bytes, looked_at_));
  for (const std::byte one : piece.first(static_cast<std::size_t>(count))) {
    const auto value = std::to_integer<std::size_t>(one);
    different_bytes_ += seen_[value] ? 0U : 1U;
    seen_[value] = true;
  }
  looked_at_ += count;
}

Status Pass::run(const ReadAt& read) {
  return stream(tensor_, read, order_, range_, [&](ByteSpan piece) {
    look_at(piece);
    for (Sink& sink : sinks_) {
      if (sink.caster && sink.caster->loses()) continue;
      const ByteSpan bytes = sink.caster ? sink.caster->convert(piece) : piece;
      sink.stream.update(bytes);
      for (Try& one : sink.tries)
        one.stream.update(bytes);
    }
  });
}

std::optional<Digest> Pass::digest(tensors::Dtype dtype) const {
  for (const Sink& sink : sinks_) {
    const bool is_it = sink.dtype ? *sink.dtype == dtype : tensor_.dtype == dtype;
    if (is_it && !(sink.caster && sink.caster->loses())) return sink.stream.digest();
  }
  return std::nullopt;
}

void Pass::add_links(const Digest& sha256, std::vector<LinkSeen>& links) const {
  for (const Sink& sink : sinks_) {
    if (sink.caster && sink.caster->loses()) continue;
    for (const Try& one : sink.tries) {
      if (bases_.line_of(one.id).sha256 == sha256)
        links.push_back(
            {one.id, ledger::judge_link(bases_.shard_of(one.id), bases_.number_in_shard(one.id), one.stream)});
    }
  }
}

}  // namespace weightcheck::lineage
