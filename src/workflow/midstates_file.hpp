// SPDX-License-Identifier: Apache-2.0
// SHA256.midstates on its way in and out of a run: which line is of which file, what was shown to be wrong, and what is
// to be written. What a state is worth is known by midstates/chain.hpp alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "evidence/evidence.hpp"
#include "io/model_directory.hpp"
#include "midstates/midstates.hpp"
#include "pipeline/hash_files.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {

struct FoundMidstates {
  std::string name{};  // raw bytes, as it was named
  std::optional<midstates::Midstates> midstates{};
  std::optional<evidence::WrongMidstates> fault{};  // why it is not used
};

// Where `manifest --midstates` leaves the states of a manifest that it writes to this file: in its folder.
[[nodiscard]] std::string midstates_beside(const std::string& manifest);

// What the choice names, else what lies beside the caller's own manifest, else what lies in the model; nothing where
// there is none, or the caller wants none. Errors: usage, for a named file that is not there or is not a file.
[[nodiscard]] Result<FoundMidstates> find_midstates(const io::ModelDirectory& model, const evidence::ModelTree& tree,
                                                    const MidstatesChoice& choice,
                                                    const std::optional<std::string>& manifest_file = {});

// Gives each large file the line of what it is expected to be: of the digest that somebody says of it, or of the
// pointer whose blob id somebody says. `midstates` outlives the plan. Returns how many files got one.
std::size_t add_hints(const midstates::Midstates& midstates, const std::vector<evidence::ClaimSet>& claim_sets,
                      pipeline::HashPlan& plan);

// Lines that were shown to be wrong about files whose digest is the line's.
[[nodiscard]] std::vector<evidence::WrongMidstates> wrong_midstates(
    const FoundMidstates& found, const std::vector<evidence::FileObservation>& observations);

// Whether a file of states of this model may be written there. Errors: usage (it would be a file of the model, or over
// its limit on this grid).
[[nodiscard]] Status check_midstates_output(const io::ModelDirectory& model, const evidence::ModelTree& tree,
                                            const std::string& output, std::uint64_t grid);

}  // namespace weightcheck::workflow
