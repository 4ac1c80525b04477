// SPDX-License-Identifier: Apache-2.0
// The parts of one plan put together: all of them, each once, of this plan and no other. What a missing part would have
// shown is not known, so without it there is no answer.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "parts/part_file.hpp"
#include "parts/plan.hpp"

namespace weightcheck::parts {

// A file that was given as a part.
struct Given {
  std::string name{};     // raw bytes
  Result<PartFile> part;  // or why it is none
};

// How many parts most of them say that there are; 0 where none of them is a part.
[[nodiscard]] std::size_t count_of(const std::vector<Given>& given);

// One row a piece, by file and span: those of file `i` of the plan are at[i] to at[i + 1].
struct Joined {
  std::vector<const Row*> rows{};  // into what was given
  std::vector<std::size_t> at{};
  std::vector<std::string> engines{};  // of all parts, sorted, each once
};

// What keeps the given files from being the parts of this plan, in sentences, printable; empty: nothing does.
struct Objections {
  std::vector<std::string> list{};
  std::vector<const Given*> foreign{};  // parts of another plan

  [[nodiscard]] bool any() const { return !list.empty(); }
};

[[nodiscard]] Objections objections(const Plan& plan, const Digest& digest, const std::vector<Given>& given);

// After objections() had none. `given` outlives what is returned.
[[nodiscard]] Joined join(const Plan& plan, const std::vector<Given>& given);

// "part 3 of 16 is missing", of numbers that are.
[[nodiscard]] std::string missing(const std::vector<std::size_t>& numbers, std::size_t of);

// "part 3", "parts 3, 5 to 9 and 12", of sorted numbers; no more than a few are named.
[[nodiscard]] std::string named_parts(const std::vector<std::size_t>& numbers);

}  // namespace weightcheck::parts
