// SPDX-License-Identifier: Apache-2.0
// Which bytes of a fork's tensor are a base's: by digest, as they lie, after an exact cast, in another order of rows,
// transposed, or piece by piece. What is found here is only found in the ledger; how well it is shown is for links to
// say (judge.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/digest.hpp"
#include "ledger/links.hpp"
#include "lineage/bases.hpp"
#include "lineage/fork.hpp"

namespace weightcheck::lineage {

// How a piece of the fork was turned into bytes of a base.
struct Form {
  Order order{};
  ByteRange range{};                        // of the fork's tensor
  std::optional<tensors::Dtype> cast_to{};  // none: the type was the base's

  friend bool operator==(const Form&, const Form&) = default;
};

struct FoundPiece {
  Digest sha256;           // of the base's bytes, or of what a lossy cast made of them
  tensors::Dtype dtype{};  // of these bytes
  Form form{};
  bool recovers = true;  // the base's own bytes came out; else a lossy cast of them was found
};

// The base tensors that have it, sorted by number; at least one.
[[nodiscard]] std::vector<Id> ids_of(const Bases& bases, const FoundPiece& piece);

// A link that was tried in the same reading.
struct LinkSeen {
  Id id = 0;
  ledger::Link link = ledger::Link::unknown;
};

struct Exact {
  Digest sha256;                     // of the tensor as it lies
  bool few_values = false;           // at most 16 different bytes in its beginning
  std::vector<FoundPiece> pieces{};  // one of the whole tensor, or in their order; none: not found
  bool is_whole = false;             // the one piece is all of it
  bool is_stack = false;             // the pieces are slices along the first of three dimensions or more
  std::vector<LinkSeen> links{};
};

struct ExactSearch {
  const Bases& bases;
  std::vector<std::uint64_t> heads{};  // that the fork names; none: usual widths of a head are tried
};

// Errors: those of `read`.
[[nodiscard]] Result<Exact> find_exact(const ExactSearch& search, const ForkTensor& tensor, const ReadAt& read);

// The link of a base tensor of which the fork has these bytes. Errors: those of `read`.
[[nodiscard]] Result<ledger::Link> check_link(const Bases& bases, Id id, const ForkTensor& tensor, const Form& form,
                                              const ReadAt& read);

}  // namespace weightcheck::lineage
