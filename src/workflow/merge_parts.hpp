// SPDX-License-Identifier: Apache-2.0
// The parts of a model put together: what they read takes the place of reading, and everything else is asked as it is
// of a model on one machine.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "parts/join.hpp"
#include "pipeline/hash_files.hpp"
#include "workflow/part_run.hpp"

namespace weightcheck::workflow {

// By size, times and inode. The device's number is each machine's own.
[[nodiscard]] bool is_same_file(FileIdentity then, FileIdentity now);

// Part files, by name; of a folder, every file in it that is called *.part. What is no part is told as such. Errors:
// usage (a name that does not exist), limit (of all of them together), io.
[[nodiscard]] Result<std::vector<parts::Given>> read_parts(const std::vector<std::string>& names);

// The model may be hostile: what lies in it is no part. Errors: usage.
[[nodiscard]] Status check_outside(const io::ModelDirectory& model, const std::vector<parts::Given>& given);

// What all of them say, of the command and of the model; "" where they say different things. Errors: io, where none of
// them is a part.
struct PartsFacts {
  std::string command{};
  std::string model{};
};
[[nodiscard]] Result<PartsFacts> facts_of(const std::vector<parts::Given>& given);

// Where no plan can be made before all parts are there. Errors: io, with those that are missing or cannot be read.
[[nodiscard]] Status check_all_there(const std::vector<parts::Given>& given);

// One observation an item of the plan, as the parts have it. Files whose spans do not lead from one to the other are
// read here and now: what they are is not known until they were. Errors: io, with every objection to the parts.
[[nodiscard]] Result<std::vector<evidence::FileObservation>> observe_parts(
    const io::FileOpener& files, const pipeline::HashPlan& whole, const SharedPlan& shared,
    const std::vector<parts::Given>& given, const pipeline::HashOptions& options, const Watch& watch);

// verify(), with what the parts have seen.
[[nodiscard]] Result<policy::Report> verify_parts(const VerifyRequest& request, const std::vector<parts::Given>& given,
                                                  std::stop_token stop, const VerifyHooks& hooks);

}  // namespace weightcheck::workflow
