// SPDX-License-Identifier: Apache-2.0
// What a ledger's states are worth. A link goes from the position before a tensor to the one behind it, and can be
// checked alone by whoever has the tensor's bytes. That a link holds is shown by computing it, and by nothing else.
#pragma once

#include <cstdint>
#include <vector>

#include "hash/stream.hpp"
#include "ledger/ledger.hpp"

namespace weightcheck::ledger {

// The computation before tensor `tensor` of the shard: behind the header, which is computed here and never read, or
// where the ledger says that the tensor before it ends.
[[nodiscard]] hash::Stream stream_before(const Shard& shard, std::size_t tensor);

// A link of which the bytes were at hand.
enum class Link : std::uint8_t {
  unknown,  // nobody has the tensor's bytes
  held,
  broken,  // the bytes have the digest that the ledger says, and lead elsewhere: it lies, or is damaged
};

// `reached` began as stream_before() and has taken the tensor's bytes.
[[nodiscard]] Link judge_link(const Shard& shard, std::size_t tensor, const hash::Stream& reached);

enum class Level : std::uint8_t { proven, chained, listed };  // strongest first

// One a tensor of the shard, for one word a link. A tensor without bytes needs none: its link holds by itself. Of a
// raw shard nothing is shown by links.
[[nodiscard]] std::vector<Level> levels_of(const Shard& shard, const std::vector<Link>& links);

}  // namespace weightcheck::ledger
