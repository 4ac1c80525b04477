// SPDX-License-Identifier: Apache-2.0
// Was a quantised tensor made from these values? Whatever importance matrix chose the scales, the quants of a K type
// are the nearest levels under the scales that are stored: a function of the base's values, the same on every machine.
// Of the five older types a whole block can be made again where no importance matrix was used. Scales are free, so
// being on the level does not show that the values are faithful: the error is told beside it.
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.hpp"
#include "gguf/block.hpp"
#include "gguf/type.hpp"

namespace weightcheck::gguf {

// Sums over values; those of several blocks, rows or samples are added up.
struct LevelCount {
  std::uint64_t tested = 0;      // values whose step is not 0: under a step of 0 every value looks alike
  std::uint64_t on_level = 0;    // of them
  std::uint64_t untestable = 0;  // with a step or minimum that is not a number, or infinite
  double squared_error = 0;      // of what stands in the blocks, against the values
  double squared_values = 0;
  double squared_rest = 0;  // what would be left of the error under other scales, the quants as they are

  LevelCount& operator+=(const LevelCount& other);
  [[nodiscard]] double relative_error() const;  // root of mean squares; 0 where all values are 0
};

// `value` is the base's, in its own precision or as F16 where the chain may have gone by way of it: try both.
[[nodiscard]] LevelCount test_level(const Type& type, const Level& level, float value);

// Of neighbours, one for each level. Where step and minimum are the same, the values should be a line over the quants.
[[nodiscard]] LevelCount test_levels(const Type& type, std::span<const Level> levels, std::span<const float> values);

// Of whole blocks: `blocks` holds values.size() / block_values of them, of a type that can be unpacked.
[[nodiscard]] LevelCount test_levels(const Type& type, ByteSpan blocks, std::span<const float> values);

// Not one miss of a K type; of the older types, whose scales are rounded after the quants were chosen, at most two, or
// 2 %. False where nothing was tested, or something could not be.
[[nodiscard]] bool passes(const Type& type, const LevelCount& count);

// Is the error beyond one and a half times what is usual for the type? Also true where something could not be tested.
[[nodiscard]] bool is_unusually_far(const Type& type, const LevelCount& count);

// Far, and not by what the quants are: by the scales. A tuned tensor stays as far off under any scales.
[[nodiscard]] bool has_other_scales(const Type& type, const LevelCount& count);

// How many of the blocks of an older type are, bit by bit, what ggml's own quantiser makes of the values without an
// importance matrix, by fused or by separate multiplication and addition. `type` is not a K type.
struct BlockCount {
  std::uint64_t blocks = 0;
  std::uint64_t equal = 0;

  [[nodiscard]] bool all_equal() const { return blocks > 0 && equal == blocks; }
};
[[nodiscard]] BlockCount recomputed_blocks(const Type& type, ByteSpan blocks, std::span<const float> values);

}  // namespace weightcheck::gguf
