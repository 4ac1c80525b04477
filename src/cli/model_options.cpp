// SPDX-License-Identifier: Apache-2.0
// The wording of the options that verify and inspect share.
#include "cli/model_options.hpp"

#include <CLI/CLI.hpp>

#include "base/escape.hpp"
#include "cli/step_summary.hpp"

namespace weightcheck::cli {
void ModelOptions::declare(CLI::App& app) {
  app.add_option("MODEL", model, "directory of the model, or a repository's folder in a Hugging Face cache")
      ->required()
      ->check(not_empty);
  app.add_option("--manifest", manifest_file, "manifest to verify against (default: MODEL/SHA256.manifest)")
      ->check(not_empty);
  app.add_option("--commit", commit, "full id of the upstream commit that the files must be of")->check(not_empty);
  app.add_option("--upstream", upstream, "URL of the repository that the pin must name")->check(not_empty);
  app.add_option("--proof", proof_file, "proof of the commit (default: MODEL/COMMIT.proof)")->check(not_empty);
  app.add_option("--base-proof", base_proof_files,
                 "proof of a base model's commit: tells which files are the base's; may be repeated")
      ->allow_extra_args(false)
      ->check(not_empty);
  app.add_option(
         "--base", base_directories,
         "directory with a copy of a base model: its license and notices are held against this one's; may be repeated")
      ->allow_extra_args(false)
      ->check(not_empty);
}

std::vector<std::string> ModelOptions::inputs() const {
  std::vector<std::string> paths = {model};
  for (const std::string& file : {manifest_file, proof_file}) {
    if (!file.empty()) paths.push_back(file);
  }
  paths.insert(paths.end(), base_proof_files.begin(), base_proof_files.end());
  paths.insert(paths.end(), base_directories.begin(), base_directories.end());
  return paths;
}

void DemandOptions::declare(CLI::App& app) {
  app.add_option("--policy", policy_file, "policy to judge by (default: $WEIGHTCHECK_POLICY); not from inside MODEL")
      ->check(not_empty);
  app.add_option(
         "--license-facts", license_facts_file,
         "more licenses and what they ask for, in the form of manifests/licenses.json (installed: share/weightcheck)")
      ->check(not_empty);
  app.add_flag("--strict", strict, "warnings fail the run, and the pin must come from outside the model");
  app.add_option("--fail-on", fail_on, "least severity that fails the run: error or warning")
      ->check(CLI::IsMember({"error", "warning"}));
}

std::vector<std::string> DemandOptions::inputs() const {
  std::vector<std::string> paths;
  for (const std::string& file : {policy_file, license_facts_file}) {
    if (!file.empty()) paths.push_back(file);
  }
  return paths;
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

std::vector<std::string> ReportOptions::outputs(const PrintFlags& printing) const {
  std::vector<std::string> files = {printing.output};
  for (const std::string& report : reports)
    files.push_back(report.substr(report.find('=') + 1));
  if (printing.format == "github") files.push_back(step_summary_file());
  return files;
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
  if (printing.format == "github") {
    if (Status appended = append_step_summary(report); !appended.ok()) return appended;
  }
  // Last, so that nobody reads a verdict of a run that ended with another exit code.
  const Status printed =
      write_output(printing.output, report::find_writer(printing.format)->write(report, printing.style()));
  return printed.ok() || printing.output.empty() ? printed
                                                 : Status(within(printed.error(), printable(printing.output)));
}

}  // namespace weightcheck::cli
