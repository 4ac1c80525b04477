// SPDX-License-Identifier: Apache-2.0
// What a caller says in words, on the command line or through the C API, and the request that comes of it. Words are
// named in messages as the command line names them; "" is a word that was not given.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "workflow/verify.hpp"

namespace weightcheck::workflow {

// What --commit names; "" names nothing. Errors: usage.
[[nodiscard]] Result<std::optional<git::ObjectId>> read_commit(const std::string& word);

// What --upstream names, as it belongs into a manifest. Errors: usage.
[[nodiscard]] Result<std::string> read_upstream(const std::string& word);

// Which model, held against what. Files among the directories of bases are ledgers.
struct ModelWords {
  std::string model{}, manifest_file{}, proof_file{}, commit{}, upstream{};
  std::vector<std::string> base_proof_files{}, base_directories{}, base_commits{};

  // Errors: usage. Nothing of the model is read.
  [[nodiscard]] Result<VerifyRequest> request() const;
};

// Judged how.
struct DemandWords {
  std::string license_facts_file{};
  std::string policy_file{};  // "": what the environment names, if anything
  std::string fail_on{};      // "error", "warning"; "" leaves it to the policy
  bool strict = false;
  bool partial = false;  // with strict: the model may be a part of the commit

  // The policy, and what the words ask for on top of it: never less. Errors: those of policy_for().
  [[nodiscard]] Status apply(VerifyRequest& request) const;
};

}  // namespace weightcheck::workflow
