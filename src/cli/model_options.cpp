// SPDX-License-Identifier: Apache-2.0
// The wording of the options that verify and inspect share.
#include "cli/model_options.hpp"

#include "base/escape.hpp"
#include "cli/step_summary.hpp"
#include "workflow/model_of_request.hpp"

namespace weightcheck::cli {

Options ModelOptions::options() {
  return {
      {.names = "MODEL",
       .help = "directory of the model, a repository's folder in a hub's cache, or a model in a store: ollama:NAME, "
               "docker:NAME, oci:FOLDER[:TAG]",
       .into = &model,
       .need = Need::required},
      {.names = "--manifest",
       .value = "FILE",
       .help = "manifest, list of digests or bill of materials to verify against (default: MODEL/SHA256.manifest)",
       .into = &manifest_file},
      {.names = "--commit",
       .value = "OID",
       .help = "full id of the upstream commit that the files must be of",
       .into = &commit},
      {.names = "--upstream",
       .value = "URL",
       .help = "URL of the repository that the pin must name",
       .into = &upstream},
      {.names = "--proof",
       .value = "FILE",
       .help = "proof of the commit (default: MODEL/COMMIT.proof)",
       .into = &proof_file},
      {.names = "--base-proof",
       .value = "FILE",
       .help = "proof of a base model's commit: tells which files are the base's; may be repeated",
       .into = &base_proof_files},
      {.names = "--base",
       .value = "DIRECTORY|LEDGER",
       .help = "directory with a copy of a base model: its license and notices are held against this one's; or the "
               "ledger of one: its tensors are looked for in the weights; may be repeated",
       .into = &base_directories},
      {.names = "--base-commit",
       .value = "OID",
       .help = "full id of the commit of a ledger's base, from where you trust it; may be repeated",
       .into = &base_commits},
  };
}

std::vector<std::string> ModelOptions::inputs() const {
  std::vector<std::string> paths = {workflow::folder_of_model(model).value_or(model)};
  for (const std::string& file : {manifest_file, proof_file}) {
    if (!file.empty()) paths.push_back(file);
  }
  paths.insert(paths.end(), base_proof_files.begin(), base_proof_files.end());
  paths.insert(paths.end(), base_directories.begin(), base_directories.end());
  return paths;
}

Options DemandOptions::options() {
  return {
      {.names = "--policy",
       .value = "FILE",
       .help = "policy to judge by (default: $WEIGHTCHECK_POLICY); not from inside MODEL",
       .into = &policy_file},
      {.names = "--license-facts",
       .value = "FILE",
       .help = "more licenses and what they ask for, in the form of manifests/licenses.json (installed: "
               "share/weightcheck)",
       .into = &license_facts_file},
      {.names = "--strict",
       .help = "warnings fail the run, and the pin must come from outside the model",
       .into = &strict},
      {.names = "--partial",
       .help = "with --strict: files of the commit that are not here are not asked for",
       .into = &partial},
      {.names = "--fail-on",
       .help = "lowest severity that fails the run: error or warning",
       .into = one_of(fail_on, {"error", "warning"})},
  };
}

std::vector<std::string> DemandOptions::inputs() const {
  std::vector<std::string> paths;
  for (const std::string& file : {policy_file, license_facts_file}) {
    if (!file.empty()) paths.push_back(file);
  }
  return paths;
}

Options ReportOptions::options() {
  return {{.names = "--report",
           .value = "NAME=FILE",
           .help = "also write this format to this file; may be repeated",
           .into = &reports,
           .check = [](const std::string& text) {
             const auto split = text.find('=');
             if (split == std::string::npos || split + 1 == text.size()) return std::string("takes NAME=FILE");
             return report::find_writer(text.substr(0, split)) == nullptr
                        ? "no report format is called '" + text.substr(0, split) + "'"
                        : std::string();
           }}};
}

std::vector<std::string> ReportOptions::outputs(const PrintFlags& printing) const {
  std::vector<std::string> files = {printing.output};
  for (const std::string& report : reports)
    files.push_back(report.substr(report.find('=') + 1));
  if (printing.format == "github") files.push_back(step_summary_file());
  return files;
}

Status ReportOptions::write_all(const policy::Report& report, const PrintFlags& printing) const {
  Status all = done;  // one that cannot be written loses none of the others
  for (const std::string& text : reports) {
    const auto split = text.find('=');
    Status written =
        write_output(text.substr(split + 1), report::find_writer(text.substr(0, split))->write(report, {}));
    if (all.ok()) all = std::move(written);
  }
  if (!all.ok()) return all;
  if (printing.format == "github") {
    if (Status appended = append_step_summary(report); !appended.ok()) return appended;
  }
  // Last, so that nobody reads a verdict of a run that ended with another exit code.
  return write_output(printing.output, report::find_writer(printing.format)->write(report, printing.style()));
}

}  // namespace weightcheck::cli
