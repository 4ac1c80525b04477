// SPDX-License-Identifier: Apache-2.0
// weightcheck merge PART...
#include <fmt/core.h>

#include "base/escape.hpp"
#include "cli/command.hpp"
#include "cli/copies_text.hpp"
#include "cli/log.hpp"
#include "cli/model_options.hpp"
#include "cli/outputs.hpp"
#include "cli/print_manifest.hpp"
#include "cli/sandbox_option.hpp"
#include "cli/signature_options.hpp"
#include "manifest/sum_line.hpp"
#include "workflow/hash_parts.hpp"
#include "workflow/manifest_parts.hpp"
#include "workflow/merge_copies.hpp"
#include "workflow/merge_parts.hpp"
#include "workflow/midstates_file.hpp"

namespace weightcheck::cli {
namespace {

class MergeCommand final : public Command {
 public:
  Options options() override {
    Options of_model = model_.options();
    of_model.front() = {.names = "--model",
                        .value = "DIRECTORY",
                        .help = "directory of the model (default: as the parts name it)",
                        .into = &model_.model};
    return joined(
        {{{.names = "PART",
           .help = "files that --part-file left, or folders in which they are called *.part",
           .into = &names_,
           .need = Need::required},
          {.names = "--copies",
           .help = "the parts are of whole copies (--partition 1/1), one a machine: are they all the model that is "
                   "verified here?",
           .into = &copies_}},
         std::move(of_model),
         signature_.options(),
         demands_.options(),
         {{.names = "--midstates",
           .value = "FILE",
           .help = "states that the parts were made with (default: MODEL/SHA256.midstates)",
           .into = &midstates_file_},
          {.names = "--no-midstates", .help = "the parts were made without states", .into = &no_midstates_}},
         hashing_.options(),
         progress_flag_.options(),
         printing_.options(),
         reports_.options(),
         log_.options(),
         sandbox_.options()});
  }

  Result<int> run(std::stop_token stop) override {
    const auto given = workflow::read_parts(names_);
    if (!given.ok()) return given.error();
    if (Status named = take_model(*given); !named.ok()) return named.error();
    if (command_ != "verify" && (copies_ || !reports_.reports.empty() || printing_.format != "text"))
      return Error{ErrorCode::usage, "parts of `weightcheck " + command_ + "` make no report"};
    if (command_ == "manifest") return make_manifest(*given, stop);
    if (command_ == "hash") return print_digests(*given, stop);
    auto request = model_.request();
    if (!request.ok()) return request.error();
    if (Status asked = signature_.apply(*request); !asked.ok()) return asked.error();
    if (Status demanded = demands_.apply(*request); !demanded.ok()) return demanded.error();
    if (!midstates_file_.empty()) request->midstates.file = midstates_file_;
    if (no_midstates_) request->midstates.use = workflow::UseMidstates::no;
    const auto events = enter_sandbox();
    if (!events.ok()) return events.error();
    request->hashing = hashing_.chosen(*events);
    return copies_ ? compare_copies(*request, *given, stop) : verify(*request, *given, stop);
  }

 private:
  [[nodiscard]] Status take_model(const std::vector<parts::Given>& given) {
    const auto facts = workflow::facts_of(given);
    if (!facts.ok()) return facts.error();
    command_ = facts->command;
    if (command_ == "hash") return done;
    if (command_ != "verify" && command_ != "manifest")
      return Error{ErrorCode::usage, "the parts are not all of one command: verify, manifest or hash"};
    if (model_.model.empty()) model_.model = facts->model;
    if (model_.model.empty())
      return Error{ErrorCode::usage, "the parts name the model by different paths; say which with --model"};
    return done;
  }

  // In the sandbox it could not be written into the model.
  Result<int> make_manifest(const std::vector<parts::Given>& given, const std::stop_token& stop) {
    workflow::ManifestRequest request{.model = model_.model, .output = printing_.output};
    if (!model_.upstream.empty()) {
      auto upstream = workflow::read_upstream(model_.upstream);
      if (!upstream.ok()) return upstream.error();
      request.upstream = *std::move(upstream);
    }
    const auto commit = workflow::read_commit(model_.commit);
    if (!commit.ok()) return commit.error();
    request.commit = *commit;
    const auto events = log_.open({request.model}, {request.output});
    if (!events.ok()) return events.error();
    request.hashing = hashing_.chosen(*events);
    pipeline::Progress progress;
    const auto outcome = workflow::create_manifest_of_parts(request, given, {stop, progress});
    if (!outcome.ok()) return outcome.error();
    return print_manifest(*outcome, printing_.quiet);
  }

  Result<int> print_digests(const std::vector<parts::Given>& given, const std::stop_token& stop) {
    const auto events = log_.open(names_, {printing_.output});
    if (!events.ok()) return events.error();
    pipeline::Progress progress;
    const auto digests = workflow::hash_of_parts(given, hashing_.chosen(*events), {stop, progress});
    if (!digests.ok()) return digests.error();
    std::string lines;
    int exit_code = exit_done;
    for (const workflow::NamedDigest& file : *digests) {
      if (file.sha256.ok()) {
        lines += manifest::sum_line(*file.sha256, file.name);
        continue;
      }
      complain(printable(file.name) + ": " + file.sha256.error().message);
      exit_code = exit_code_of_input(file.sha256.error(), exit_code);
    }
    if (Status written = write_output(printing_.output, lines); !written.ok()) return written.error();
    return stop.stop_requested() ? exit_interrupted : exit_code;
  }

  Result<EventHook> enter_sandbox() {
    std::vector<std::string> inputs = together(model_.inputs(), signature_.inputs_of(model_.model));
    if (!midstates_file_.empty()) inputs.push_back(midstates_file_);
    if (!model_.manifest_file.empty()) inputs.push_back(workflow::midstates_beside(model_.manifest_file));
    const std::vector<std::string> read = together(inputs, demands_.inputs());
    const std::vector<std::string> outputs = reports_.outputs(printing_);
    if (Status apart = check_outputs(together(read, names_), outputs); !apart.ok()) return apart.error();
    auto events = log_.open(read, outputs);
    if (!events.ok()) return events;
    if (Status entered = sandbox_.enter(inputs, outputs, *events); !entered.ok()) return entered.error();
    return events;
  }

  Result<int> verify(const workflow::VerifyRequest& request, const std::vector<parts::Given>& given,
                     const std::stop_token& stop) {
    pipeline::Progress progress;
    auto report = [&] {
      const ProgressView view(progress, printing_.quiet ? ProgressMode::never : progress_flag_.mode);
      return workflow::verify_parts(request, given, stop, {.progress = &progress});
    }();
    if (!report.ok()) return report.error();
    report->sandbox = sandbox_.state;
    if (Status printed = reports_.write_all(*report, printing_); !printed.ok()) return printed.error();
    return exit_code_of(*report, stop);
  }

  Result<int> compare_copies(const workflow::VerifyRequest& request, const std::vector<parts::Given>& given,
                             const std::stop_token& stop) {
    if (!reports_.reports.empty() || printing_.format != "text")
      return Error{ErrorCode::usage, "--copies makes no report: what it says is of several copies"};
    pipeline::Progress progress;
    auto outcome = [&] {
      const ProgressView view(progress, printing_.quiet ? ProgressMode::never : progress_flag_.mode);
      return workflow::verify_copies(request, given, stop, {.progress = &progress});
    }();
    if (!outcome.ok()) return outcome.error();
    outcome->report.sandbox = sandbox_.state;
    outcome->report.exit_code = exit_code_of(outcome->report, stop);
    const CopiesText text = text_of_copies(*outcome, printing_.style());
    if (Status written = write_output(printing_.output, text.text); !written.ok()) return written.error();
    return text.exit_code;
  }

  std::vector<std::string> names_;
  ModelOptions model_;
  SignatureOptions signature_;
  DemandOptions demands_;
  HashingFlags hashing_;
  ProgressFlag progress_flag_;
  PrintFlags printing_;
  ReportOptions reports_;
  LogOptions log_;
  SandboxOption sandbox_;
  std::string midstates_file_, command_;
  bool no_midstates_ = false, copies_ = false;
};

}  // namespace

std::unique_ptr<Command> make_merge() { return std::make_unique<MergeCommand>(); }

}  // namespace weightcheck::cli
