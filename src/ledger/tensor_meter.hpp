// SPDX-License-Identifier: Apache-2.0
// What a ledger says of one tensor, from its bytes as they come.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "hash/stream.hpp"
#include "ledger/casts.hpp"
#include "ledger/ledger.hpp"
#include "ledger/sketch.hpp"

namespace weightcheck::ledger {

struct Detail {
  bool casts = true;
  bool sketch = true;
};

// Is this one of the experts that a lean ledger keeps no sketch of? By its name: "experts", then a number over 0.
[[nodiscard]] bool is_further_expert(std::string_view name);

class TensorMeter {
 public:
  TensorMeter(tensors::Dtype dtype, std::span<const std::uint64_t> shape, Detail detail);

  // From the beginning, in pieces that end between elements.
  void feed(ByteSpan piece);
  // `shard` has taken the same bytes, behind all that lies before them.
  [[nodiscard]] Tensor finish(const hash::Stream& shard);

 private:
  struct Cast {
    Caster caster;
    hash::Stream stream{};
  };
  [[nodiscard]] static std::optional<Digest> lossy(std::optional<Cast>& cast);
  void sample(ByteSpan piece);

  hash::Stream stream_;
  std::optional<Cast> f16_, bf16_;
  std::optional<Grid> grid_;
  std::vector<std::byte> sketch_;
  std::uint64_t done_ = 0;  // bytes
};

}  // namespace weightcheck::ledger
