// SPDX-License-Identifier: Apache-2.0
// What a tensor of a fork is to a base, how well that is shown, and the words for both: the same in text and JSON.
#pragma once

#include <cstdint>
#include <string_view>

namespace weightcheck::lineage {

// In the order in which they are told: where several steps were undone, the first of them is the word.
enum class Relation : std::uint8_t {
  quantised,
  fused,
  extended,
  permuted,
  transposed,
  cast,
  reshaped,
  same,
  cut,
  edited,
  mixed,
  tuned,
  none_found,
};
inline constexpr std::size_t relations = 13;

enum class Evidence : std::uint8_t { proven, chained, listed, measured };  // strongest first
inline constexpr std::size_t evidences = 4;

enum class Verdict : std::uint8_t { identical, derived, mixed, no_relation_found };

[[nodiscard]] std::string_view name_of(Relation relation);
[[nodiscard]] std::string_view name_of(Evidence evidence);
[[nodiscard]] std::string_view name_of(Verdict verdict);
[[nodiscard]] char letter_of(Relation relation);  // in pictures

}  // namespace weightcheck::lineage
