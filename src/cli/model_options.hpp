// SPDX-License-Identifier: Apache-2.0
// What verify and inspect have in common: which model, held against what, judged how, reported where.
#pragma once

#include <string>
#include <vector>

#include "cli/common_options.hpp"
#include "workflow/verify.hpp"

namespace CLI {
class App;
}

namespace weightcheck::cli {

struct ModelOptions {
  std::string model, manifest_file, proof_file, commit, upstream;
  std::vector<std::string> base_proof_files{};
  std::vector<std::string> base_directories{};

  void declare(CLI::App& app);
  // Errors: usage.
  [[nodiscard]] Result<workflow::VerifyRequest> request() const;
};

struct DemandOptions {
  std::string license_facts_file{};
  std::string policy_file{};  // "": what the environment names, if anything
  std::string fail_on{};      // "" leaves it to the policy
  bool strict = false;

  void declare(CLI::App& app);
  // The policy, and what the options ask for on top of it: never less. Errors: those of policy_for().
  [[nodiscard]] Status apply(workflow::VerifyRequest& request) const;
};

struct ReportOptions {
  std::vector<std::string> reports{};  // NAME=FILE

  void declare(CLI::App& app);
  // Every --report, then --format to --output or standard output. Errors: io, denied.
  [[nodiscard]] Status write_all(const policy::Report& report, const PrintFlags& printing) const;
};

}  // namespace weightcheck::cli
