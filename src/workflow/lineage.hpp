// SPDX-License-Identifier: Apache-2.0
// Whose tensors are these? A model against ledgers and directories of bases.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "evidence/model_tree.hpp"
#include "git/object_id.hpp"
#include "io/model_directory.hpp"
#include "lineage/bases.hpp"
#include "lineage/outcome.hpp"
#include "pipeline/hash_files.hpp"
#include "policy/demands.hpp"
#include "report/lineage_writer.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {

struct LineageRequest {
  std::string model{};               // a directory, or one weight file
  std::vector<std::string> bases{};  // ledgers and directories
  std::vector<git::ObjectId> base_commits{};
  std::optional<std::string> fill{};  // a folder of ranges of bases' files
  std::optional<lineage::Expected> expected{};
  std::optional<std::string> per_tensor{};  // where to write the digests
  unsigned threads = 0;                     // 0: the CPUs that this process may use
  policy::Demands demands{};
};

// The folder that is opened for this model: itself, or where the one file lies.
[[nodiscard]] std::string folder_of_fork(const std::string& model);

// Errors: inconsistent where a base is rejected or a commit is of none of them; usage; io, changed, interrupted.
[[nodiscard]] Result<report::LineageReport> find_lineage(const LineageRequest& request, const std::stop_token& stop,
                                                         pipeline::Progress* progress = nullptr);

// The ledgers that verify and inspect are given. Errors: as find_lineage().
[[nodiscard]] Result<lineage::Bases> read_ledgers(const VerifyRequest& request, const std::stop_token& stop);

// What there is of these bases in the weights; by samples alone where the run does not hash. Errors: io, changed,
// interrupted.
[[nodiscard]] Result<lineage::Outcome> find_bases_in(const io::ModelDirectory& model, const evidence::ModelTree& tree,
                                                     const lineage::Bases& bases, const VerifyRequest& request,
                                                     const std::stop_token& stop);

}  // namespace weightcheck::workflow
