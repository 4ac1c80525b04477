// SPDX-License-Identifier: Apache-2.0
// Was a quantised tensor of the fork made from a base's values? Its quants are looked at where the base's sketch lies,
// or one and all where the base itself is here. gguf/levels.hpp tells what that shows.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gguf/block.hpp"
#include "lineage/bases.hpp"
#include "lineage/fork.hpp"
#include "lineage/numbers.hpp"

namespace weightcheck::lineage {

// A value of the base that does not lead to the quant that is stored.
struct OffLevel {
  std::uint64_t row = 0, column = 0;  // of the base

  friend bool operator==(const OffLevel&, const OffLevel&) = default;
};

struct Quants {
  std::uint64_t tested = 0;                // values whose step is not 0
  std::uint64_t on_level = 0;              // of them
  double error = 0;                        // of the stored values against the base's, root of mean squares, relative
  bool is_far = false;                     // more than one and a half times what is usual for the type
  bool other_scales = false;               // as gguf::has_other_scales(): the values are not the base's
  bool testable = true;                    // no step or minimum is infinite or no number
  bool passed = false;                     // as gguf::passes()
  bool of_all = false;                     // every value was tested; else those of the sketch
  bool remade = false;                     // every block is, bit by bit, what the quantiser makes of the base's values
  std::optional<OffLevel> first_off = {};  // where all were tested, and one is off

  friend bool operator==(const Quants&, const Quants&) = default;
};

// The levels at the places of a base tensor's grid, of a tensor that is stored in blocks. Errors: those of `read`.
[[nodiscard]] Result<std::vector<gguf::Level>> levels_at(const ForkTensor& tensor, const ReadAt& read,
                                                         const ledger::Grid& grid, Order order);

// What they stand for. The type is no float type: no value of the base has these bits.
[[nodiscard]] Samples samples_of(const std::vector<gguf::Level>& levels, std::size_t columns);

// `base` are the base's values at the same places.
[[nodiscard]] Quants test_samples(const gguf::Type& type, const std::vector<gguf::Level>& levels, const Samples& base);

// All values, against the base tensor that `read_base` reads. Nothing where this is not done: of a transposed tensor,
// of values that are not BF16, F16 or F32, or where a row is too long. Errors: those of reading; changed, where the
// base's bytes no longer have the digest that they had.
[[nodiscard]] Result<std::optional<Quants>> test_all(const Bases& bases, Id id, const ForkTensor& tensor, Order order,
                                                     const ReadAt& read, const ReadAt& read_base);

}  // namespace weightcheck::lineage
