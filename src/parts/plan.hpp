// SPDX-License-Identifier: Apache-2.0
// How the hashing of one model is shared among several machines: which bytes are whose. Pure, and the same on every
// machine that sees the same list: no machine asks another one. What the work is done with is not known here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/model_path.hpp"
#include "evidence/claim.hpp"
#include "evidence/digests.hpp"
#include "midstates/span_range.hpp"

namespace weightcheck::parts {

inline constexpr unsigned plan_version = 1;
inline constexpr std::size_t parts_max = 10'000;
inline constexpr std::size_t piece_spans_max = 65'536;  // so that a line of a part stays under 3 MB

// Which part, of how many: the first is 1.
struct Share {
  std::size_t part = 1;
  std::size_t of = 1;

  friend bool operator==(const Share&, const Share&) = default;
};

// "I/N". Errors: usage.
[[nodiscard]] Result<Share> read_share(std::string_view word);
[[nodiscard]] std::string name_of(Share share);  // "part 3 of 16"

// A file that is to be hashed.
struct Work {
  ModelPath path;
  std::uint64_t size = 0;
  evidence::AlgorithmSet wanted{};
  std::optional<Digest> line{};  // of the states by which it is hashed in spans; none: as a whole
};

struct Piece {
  std::size_t work = 0;          // index of the file
  midstates::SpanRange spans{};  // which of it

  friend bool operator==(const Piece&, const Piece&) = default;
};

struct Plan {
  std::vector<Work> work{};
  std::uint64_t grid = 0;                     // of the spans; 0 where no file has any
  std::vector<std::vector<Piece>> parts{};    // each sorted by file and span
  std::vector<std::uint64_t> bytes_of_parts;  // one a part

  [[nodiscard]] std::uint64_t bytes_of(const Piece& piece) const;
};

// Files that are read as a whole go to the part that has least so far, the largest first; then files with states are
// poured into what room is left, and cut where a part is full. `count` is from 1 to parts_max.
[[nodiscard]] Plan make_plan(std::vector<Work> work, std::uint64_t grid, std::size_t count);

// All that two machines have to agree on before their parts are parts of one thing.
struct PlanBasis {
  struct Listed {
    std::string name{};  // raw bytes
    std::uint64_t size = 0;
  };
  std::string_view command{};    // "verify", "manifest" or "hash"
  std::vector<Listed> listed{};  // every file that was found, to be hashed or not
  std::string pin{};             // upstream and commit, as they are held against the model
  bool keeps_states = false;     // each file's own, on the plan's grid
  const Plan* plan = nullptr;    // never null
  const std::vector<evidence::ClaimSet>* claim_sets = nullptr;  // null: nothing is held against anything
};

[[nodiscard]] Digest digest_of(const PlanBasis& basis);

}  // namespace weightcheck::parts
