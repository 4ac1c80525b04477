// SPDX-License-Identifier: Apache-2.0
// What is to be computed of each file: the union of what all claim sets and bases ask for, in one read. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "evidence/evidence.hpp"
#include "pipeline/hash_files.hpp"

namespace weightcheck::workflow {

// Up to here a second digest in the same read costs less than a second read would.
inline constexpr std::uint64_t both_digests_bytes_max = std::uint64_t{1} << 20;

[[nodiscard]] pipeline::HashPlan plan_hashing(const evidence::Evidence& evidence);

// Large files whose git id nothing explains yet, once their SHA-256 is known: of these nobody said whether git holds
// them as they are or behind an LFS pointer. A proof with pointers, a manifest or a hub's list leaves none.
[[nodiscard]] pipeline::HashPlan plan_second_look(const evidence::Evidence& evidence,
                                                  const std::vector<evidence::FileObservation>& observations);

}  // namespace weightcheck::workflow
