// SPDX-License-Identifier: Apache-2.0
// weightcheck lineage MODEL --base LEDGER|DIRECTORY
#include <fmt/core.h>

#include <charconv>

#include "base/escape.hpp"
#include "cli/command.hpp"
#include "cli/common_options.hpp"
#include "cli/log.hpp"
#include "cli/outputs.hpp"
#include "cli/sandbox_option.hpp"
#include "report/lineage_writer.hpp"
#include "workflow/lineage.hpp"
#include "workflow/model_of_request.hpp"
#include "workflow/words.hpp"

namespace weightcheck::cli {
namespace {

// "proven=99.5"; nothing for other words.
std::optional<lineage::Expected> read_expected(const std::string& word) {
  const auto split = word.find('=');
  if (split == std::string::npos) return std::nullopt;
  const std::string level = word.substr(0, split), number = word.substr(split + 1);
  lineage::Expected expected;
  const char* const end = number.data() + number.size();
  const auto read = std::from_chars(number.data(), end, expected.percent, std::chars_format::fixed);
  if (number.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  if (!(expected.percent >= 0 && expected.percent <= 100)) return std::nullopt;
  for (const auto evidence : {lineage::Evidence::proven, lineage::Evidence::chained, lineage::Evidence::listed}) {
    expected.evidence = evidence;
    if (level == name_of(evidence)) return expected;
  }
  return std::nullopt;
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const report::LineageWriter& writer : report::lineage_writers())
    names.emplace_back(writer.name);
  return names;
}

class LineageCommand final : public Command {
 public:
  Options options() override {
    return joined(
        {{{.names = "MODEL",
           .help = "directory of the model, one GGUF or safetensors file, or a model in a store",
           .into = &request_.model,
           .need = Need::required},
          {.names = "--base",
           .value = "FILE",
           .help = "ledger of a base model, or a directory with the base and the proof of its commit; may be repeated",
           .into = &request_.bases,
           .need = Need::required},
          {.names = "--base-commit",
           .value = "OID",
           .help = "full id of a base's commit, from where you trust it; may be repeated",
           .into = &commits_},
          {.names = "--fill",
           .value = "DIRECTORY",
           .help = "folder with ranges of bases' files, as --missing lists them",
           .into = &fill_},
          {.names = "--missing",
           .help = "print what is missing for a full proof, as commands for curl, and nothing else",
           .into = &missing_},
          {.names = "--expect",
           .value = "LEVEL=PERCENT",
           .help = "fail if less of the bytes is proven, chained or listed (or better)",
           .into = &expect_,
           .check =
               [](const std::string& word) {
                 return read_expected(word) ? std::string()
                                            : "takes proven, chained or listed, '=' and a number from 0 to 100";
               }},
          {.names = "--per-tensor",
           .value = "FILE",
           .help = "also write the SHA-256 of each tensor of the model to this file, as JSON",
           .into = &per_tensor_},
          {.names = "--format", .help = "format of the report", .into = one_of(format_, format_names())},
          {.names = "--report",
           .value = "NAME=FILE",
           .help = "also write this format to this file; may be repeated",
           .into = &reports_,
           .check =
               [](const std::string& text) {
                 const auto split = text.find('=');
                 if (split == std::string::npos || split + 1 == text.size()) return std::string("takes NAME=FILE");
                 return report::find_lineage_writer(text.substr(0, split)) == nullptr
                            ? "no report format of a lineage is called '" + text.substr(0, split) + "'"
                            : std::string();
               }},
          {.names = "--output",
           .value = "FILE",
           .help = "file to write the report to (default: standard output)",
           .into = &output_},
          {.names = "--fail-on",
           .help = "lowest severity that fails the run: error or warning",
           .into = one_of(fail_on_, {"error", "warning"})},
          {.names = "--threads",
           .value = "N",
           .help = "threads to read with (default: the CPUs that this process may use)",
           .into = in_range(request_.threads, 1, 1024)}},
         progress_flag_.options(),
         log_.options(),
         sandbox_.options()});
  }

  Result<int> run(std::stop_token stop) override {
    if (Status taken = take_words(); !taken.ok()) return taken.error();
    if (Status entered = enter(); !entered.ok()) return entered.error();
    pipeline::Progress progress;
    const auto report = [&] {
      const ProgressView view(progress, progress_flag_.mode);
      return workflow::find_lineage(request_, stop, &progress);
    }();
    if (!report.ok()) return report.error();
    if (!per_tensor_.empty()) {
      const Status written = write_output(per_tensor_, report::per_tensor_json(report->outcome));
      if (!written.ok()) return within(written.error(), printable(per_tensor_));
    }
    for (const std::string& one : reports_) {
      const auto split = one.find('=');
      const std::string file = one.substr(split + 1);
      if (Status written = write_output(file, report::find_lineage_writer(one.substr(0, split))->write(*report));
          !written.ok())
        return within(written.error(), printable(file));
    }
    const std::string text =
        missing_ ? report::missing_text(report->outcome) : report::find_lineage_writer(format_)->write(*report);
    if (Status written = write_output(output_, text); !written.ok()) return written.error();
    return report->exit_code;
  }

 private:
  Status take_words() {
    for (const std::string& word : commits_) {
      const auto commit = workflow::read_commit(word);
      if (!commit.ok()) return commit.error();
      request_.base_commits.push_back(**commit);
    }
    if (!fill_.empty()) request_.fill = fill_;
    if (!expect_.empty()) request_.expected = read_expected(expect_);
    if (fail_on_ == "warning") request_.demands.fail_on = policy::Severity::warning;
    return done;
  }

  Status enter() {
    std::vector<std::string> inputs = {request_.model};
    inputs.insert(inputs.end(), request_.bases.begin(), request_.bases.end());
    if (!fill_.empty()) inputs.push_back(fill_);
    std::vector<std::string> outputs = {output_, per_tensor_};
    for (const std::string& one : reports_)
      outputs.push_back(one.substr(one.find('=') + 1));
    if (Status apart = check_outputs(inputs, outputs); !apart.ok()) return apart;
    const auto events = log_.open(inputs, outputs);
    if (!events.ok()) return events.error();
    inputs.front() = workflow::folder_of_model(workflow::folder_of_fork(request_.model)).value_or(request_.model);
    return sandbox_.enter(inputs, outputs, *events);
  }

  workflow::LineageRequest request_;
  std::vector<std::string> commits_, reports_;
  std::string fill_, expect_, per_tensor_, format_ = "text", output_, fail_on_ = "error";
  bool missing_ = false;
  ProgressFlag progress_flag_;
  LogOptions log_;
  SandboxOption sandbox_;
};

}  // namespace

std::unique_ptr<Command> make_lineage() { return std::make_unique<LineageCommand>(); }

}  // namespace weightcheck::cli
