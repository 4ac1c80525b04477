// SPDX-License-Identifier: Apache-2.0
// One reading of a fork's tensor, by which several digests and links are computed at once: of the bytes as they are,
// and cast to other types.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "hash/stream.hpp"
#include "ledger/casts.hpp"
#include "ledger/links.hpp"
#include "lineage/bases.hpp"
#include "lineage/exact.hpp"
#include "lineage/fork.hpp"

namespace weightcheck::lineage {

class Pass {
 public:
  Pass(const Bases& bases, const ForkTensor& tensor, Order order, ByteRange range)
      : bases_(bases), tensor_(tensor), order_(order), range_(range) {}

  // Bytes of this type are wanted: the tensor's own, or one that both can be cast to. `tried` are base tensors whose
  // links are computed from them.
  void want(tensors::Dtype dtype, const std::vector<Id>& tried);
  void want_own() { sinks_.insert(sinks_.begin(), Sink{}); }  // of a type that is not known, too

  // Errors: those of `read`.
  [[nodiscard]] Status run(const ReadAt& read);

  // After the run. Nothing where the cast to this type was not exact.
  [[nodiscard]] std::optional<Digest> digest(tensors::Dtype dtype) const;
  [[nodiscard]] Digest own_digest() const { return sinks_.front().stream.digest(); }
  // Of those that were tried and have this digest.
  void add_links(const Digest& sha256, std::vector<LinkSeen>& links) const;

  [[nodiscard]] bool had_few_values() const { return different_bytes_ <= 16; }

 private:
  struct Try {
    Id id = 0;
    hash::Stream stream;
  };
  struct Sink {
    std::optional<tensors::Dtype> dtype{};  // none: as the bytes are
    std::optional<ledger::Caster> caster{};
    hash::Stream stream{};
    std::vector<Try> tries{};
  };
  void look_at(ByteSpan piece);

  const Bases& bases_;
  const ForkTensor& tensor_;
  Order order_;
  ByteRange range_;
  std::vector<Sink> sinks_;
  std::vector<bool> seen_ = std::vector<bool>(256);
  unsigned different_bytes_ = 0;
  std::uint64_t looked_at_ = 0;
};

}  // namespace weightcheck::lineage
