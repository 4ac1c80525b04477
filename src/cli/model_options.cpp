// SPDX-License-Identifier: Apache-2.0
// From words on the command line to a request. Nothing here reads the model.
#include "cli/model_options.hpp"

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "base/escape.hpp"
#include "cli/policy_source.hpp"
#include "manifest/upstream.hpp"

namespace weightcheck::cli {
namespace {

std::optional<std::string> given(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

Error usage(std::string message) { return {ErrorCode::usage, std::move(message)}; }

}  // namespace

void ModelOptions::declare(CLI::App& app) {
  app.add_option("MODEL", model, "directory of the model, or a repository's folder in a Hugging Face cache")
      ->required();
  app.add_option("--manifest", manifest_file, "manifest to verify against (default: MODEL/SHA256.manifest)");
  app.add_option("--commit", commit, "full id of the upstream commit that the files must be of");
  app.add_option("--upstream", upstream, "URL of the repository that the pin must name");
  app.add_option("--proof", proof_file, "proof of the commit (default: MODEL/COMMIT.proof)");
  app.add_option("--base-proof", base_proof_files,
                 "proof of a base model's commit: tells which files are the base's; may be repeated")
      ->allow_extra_args(false);
  app.add_option(
         "--base", base_directories,
         "directory with a copy of a base model: its license and notices are held against this one's; may be repeated")
      ->allow_extra_args(false);
}

Result<workflow::VerifyRequest> ModelOptions::request() const {
  workflow::VerifyRequest request{.model = model,
                                  .manifest_file = given(manifest_file),
                                  .proof_file = given(proof_file),
                                  .base_proof_files = base_proof_files,
                                  .base_directories = base_directories,
                                  .upstream = given(upstream)};
  if (!commit.empty()) {
    request.commit = git::ObjectId::parse(commit);
    if (!request.commit) {
      return usage(
          fmt::format("--commit '{}' is no full commit id (40 or 64 lower-case hexadecimal digits); branches, tags and "
                      "short ids move "
                      "(pin-not-a-commit)",
                      printable(commit)));
    }
  }
  if (request.upstream) {
    if (Status checked = manifest::check_upstream(*request.upstream); !checked.ok())
      return usage(within(checked.error(), "--upstream").message);
  }
  return request;
}

void DemandOptions::declare(CLI::App& app) {
  app.add_option("--policy", policy_file, "policy to judge by (default: $WEIGHTCHECK_POLICY); not from inside MODEL");
  app.add_option("--license-facts", license_facts_file,
                 "more licenses and what they ask for, in the form of manifests/licenses.json");
  app.add_flag("--strict", strict, "warnings fail the run, and the pin must come from outside the model");
  app.add_option("--fail-on", fail_on, "least severity that fails the run: error or warning")
      ->check(CLI::IsMember({"error", "warning"}));
}

Status DemandOptions::apply(workflow::VerifyRequest& request) const {
  auto facts = license_facts_of(license_facts_file);
  if (!facts.ok()) return facts.error();
  auto policy = policy_for(request.model, policy_file, *facts);
  if (!policy.ok()) return policy.error();
  policy::Demands& demands = request.demands;
  demands.license_facts = *std::move(facts);
  if (*policy) demands = **std::move(policy);
  if (fail_on == "warning" || strict) demands.fail_on = policy::Severity::warning;
  if (strict) demands.trust_min = evidence::Trust::pinned;
  return done;
}

void ReportOptions::declare(CLI::App& app) {
  app.add_option("--report", reports, "NAME=FILE: also write this format to this file; may be repeated")
      ->allow_extra_args(false)
      ->check([](const std::string& text) {
        const auto split = text.find('=');
        if (split == std::string::npos || split + 1 == text.size()) return std::string("takes NAME=FILE");
        return report::find_writer(text.substr(0, split)) == nullptr
                   ? "no report format is called '" + text.substr(0, split) + "'"
                   : std::string();
      });
}

Status ReportOptions::write_all(const policy::Report& report, const PrintFlags& printing) const {
  for (const std::string& text : reports) {
    const auto split = text.find('=');
    const std::string file = text.substr(split + 1);
    if (Status written = write_output(file, report::find_writer(text.substr(0, split))->write(report, {}));
        !written.ok()) {
      return within(written.error(), printable(file));
    }
  }
  const Status printed =
      write_output(printing.output, report::find_writer(printing.format)->write(report, printing.style()));
  return printed.ok() || printing.output.empty() ? printed
                                                 : Status(within(printed.error(), printable(printing.output)));
}

}  // namespace weightcheck::cli
