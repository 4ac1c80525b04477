// SPDX-License-Identifier: Apache-2.0
// Base tensors inside a larger one: slices of a stack, or one behind the other from the first byte on.
#pragma once

#include "lineage/exact.hpp"
#include "lineage/sample_book.hpp"

namespace weightcheck::lineage {

inline constexpr std::uint64_t piece_bytes_min = 256;  // of the fork; less is in every model by chance

// Adds what is found to `exact`. Errors: those of `read`.
[[nodiscard]] Status find_pieces(const Bases& bases, const ForkTensor& tensor, const ReadAt& read, SampleBook& book,
                                 Exact& exact);

}  // namespace weightcheck::lineage
