// SPDX-License-Identifier: Apache-2.0
// weightcheck manifest MODEL
#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "base/escape.hpp"
#include "cli/command.hpp"
#include "cli/common_options.hpp"
#include "manifest/upstream.hpp"
#include "workflow/create_manifest.hpp"
#include "workflow/words.hpp"

namespace weightcheck::cli {
namespace {

class ManifestCommand final : public Command {
 public:
  explicit ManifestCommand(CLI::App& app) {
    app.add_option("MODEL", request_.model, "directory of the model")->required()->check(not_empty);
    app.add_option("--upstream", upstream_, "URL of the repository it is published in")->check(not_empty);
    app.add_option("--commit", commit_, "full id of the commit that holds these files")->check(not_empty);
    app.add_option("--output", request_.output,
                   "file to write, '-' for standard output (default: MODEL/SHA256.manifest)")
        ->check(not_empty);
    app.add_flag_callback(
        "--resume", [this] { request_.resume = workflow::Resume::yes; },
        "go on where an interrupted run with --resume stopped");
    hashing_.declare(app);
    progress_flag_.declare(app);
    app.add_flag("-q,--quiet", quiet_, "say nothing on success");
  }

  Result<int> run(std::stop_token stop) override {
    if (Status taken = take_pin(); !taken.ok()) return taken.error();
    request_.hashing = hashing_.options;
    pipeline::Progress progress;
    const auto outcome = [&] {
      const ProgressView view(progress, quiet_ ? ProgressMode::never : progress_flag_.mode);
      return workflow::create_manifest(request_, stop, &progress);
    }();
    if (!outcome.ok()) return outcome.error();
    if (outcome->written_to.empty() && print(outcome->text) != 0) return exit_unfinished;
    if (quiet_) return exit_done;
    for (const std::string& note : outcome->notes)
      remark(note);
    remark(fmt::format("{} of {} files, {} bytes{}",
                       outcome->written_to.empty() ? "manifest" : "wrote " + printable(outcome->written_to),
                       outcome->files, outcome->bytes,
                       outcome->files_reused == 0
                           ? ""
                           : fmt::format(" ({} files taken over from the interrupted run)", outcome->files_reused)));
    return exit_done;
  }

 private:
  Status take_pin() {
    if (!upstream_.empty()) {
      if (Status checked = manifest::check_upstream(upstream_); !checked.ok())
        return Error{ErrorCode::usage, within(checked.error(), "--upstream").message};
      request_.upstream = upstream_;
    }
    auto commit = workflow::read_commit(commit_);
    if (!commit.ok()) return commit.error();
    request_.commit = *std::move(commit);
    return done;
  }

  workflow::ManifestRequest request_;
  std::string upstream_, commit_;
  HashingFlags hashing_;
  ProgressFlag progress_flag_;
  bool quiet_ = false;
};

}  // namespace

std::unique_ptr<Command> declare_manifest(CLI::App& app) { return std::make_unique<ManifestCommand>(app); }

}  // namespace weightcheck::cli
