// SPDX-License-Identifier: Apache-2.0
// Which part this process is, as the engine that started it says in the environment; and whether what it says adds up.
// Nothing is guessed: a job that was not started as many processes would check a part and call it the whole.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "parts/plan.hpp"

namespace weightcheck::parts {

// The value of a variable, or nothing where it is not set.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

// `word` is "I/N", or "auto:" and the name of an engine: slurm, slurm-array, mpi, k8s. `parts` is what --partitions
// says, where it was given: demanded where the engine does not tell how many parts there are. Errors: usage, with the
// cure.
[[nodiscard]] Result<Share> find_share(std::string_view word, std::optional<std::size_t> parts,
                                       const Environment& environment);

}  // namespace weightcheck::parts
