// SPDX-License-Identifier: Apache-2.0
// weightcheck manifest MODEL
#include <fmt/core.h>

#include <algorithm>

#include "base/escape.hpp"
#include "cli/command.hpp"
#include "cli/common_options.hpp"
#include "cli/log.hpp"
#include "cli/outputs.hpp"
#include "cli/partition_option.hpp"
#include "cli/print_manifest.hpp"
#include "cli/signature_options.hpp"
#include "midstates/midstates.hpp"
#include "workflow/manifest_of_signature.hpp"
#include "workflow/manifest_parts.hpp"
#include "workflow/words.hpp"

namespace weightcheck::cli {
namespace {

class ManifestCommand final : public Command {
 public:
  Options options() override {
    return joined(
        {{{.names = "MODEL", .help = "directory of the model", .into = &request_.model, .need = Need::required},
          {.names = "--upstream",
           .value = "URL",
           .help = "URL of the repository it is published in",
           .into = &upstream_},
          {.names = "--commit",
           .value = "OID",
           .help = "full id of the commit that holds these files",
           .into = &commit_},
          {.names = "--output",
           .value = "FILE",
           .help = "file to write, '-' for standard output (default: MODEL/SHA256.manifest)",
           .into = &request_.output},
          {.names = "--midstates",
           .help = "also write SHA256.midstates beside it, by which one file is hashed on all cores",
           .into = &midstates_},
          {.names = "--midstates-grid",
           .value = "BYTES",
           .help = fmt::format("distance of two states: a multiple of 64 from {} to {} (default: {})",
                               midstates::grid_bytes_min, midstates::grid_bytes_max, midstates::grid_bytes_default),
           .into = &grid_,
           .with = "--midstates",
           .check =
               [](const std::string& word) {
                 const auto bytes = parse_decimal(word);
                 return bytes && midstates::is_grid(*bytes)
                            ? std::string()
                            : fmt::format("takes a multiple of 64 from {} to {}", midstates::grid_bytes_min,
                                          midstates::grid_bytes_max);
               }}},
         signature_options(),
         partition_.options(Resumes::all),
         hashing_.options(),
         progress_flag_.options(),
         {{.names = "-q,--quiet", .help = "say nothing on success", .into = &quiet_}},
         log_.options()});
  }

  Result<int> run(std::stop_token stop) override {
    if (Status taken = take_pin(); !taken.ok()) return taken.error();
    if (Status part = check_partition(); !part.ok()) return part.error();
    if (!signature_.signature_file.empty()) return list_signed(stop);
    const auto events = log_.open({request_.model}, {request_.output, partition_.request().file});
    if (!events.ok()) return events.error();
    request_.hashing = hashing_.chosen(*events);
    if (midstates_) request_.midstates_grid = grid_.empty() ? midstates::grid_bytes_default : parse_decimal(grid_);
    request_.resume = partition_.reuse();
    pipeline::Progress progress;
    if (partition_.given()) return hash_part(stop, progress);
    const auto outcome = [&] {
      const ProgressView view(progress, quiet_ ? ProgressMode::never : progress_flag_.mode);
      return workflow::create_manifest(request_, stop, &progress);
    }();
    if (!outcome.ok()) return outcome.error();
    return print_manifest(*outcome, quiet_);
  }

 private:
  // As verify has them, for the one file that is named.
  Options signature_options() {
    Options options = signature_.options();
    options.front() = {.names = "--from-signature",
                       .value = "FILE",
                       .help = "list what this signature lists, if it is by whom these options say; nothing is hashed",
                       .into = &signature_.signature_file};
    for (Option& option : options) {
      if (option.with.empty() && &option != &options.front()) option.with = "--from-signature";
    }
    return options;
  }

  // What goes with hashing says nothing of a list that somebody else made.
  Result<int> list_signed(const std::stop_token& stop) {
    if (midstates_ || partition_.given() || partition_.reuse() == workflow::Reuse::yes)
      return Error{ErrorCode::usage,
                   "--from-signature hashes nothing: --midstates, --partition and --resume do not go with it"};
    const auto asked = signature_.request();
    if (!asked.ok()) return asked.error();
    if (Status outside = signature_.check_outside_of(request_.model); !outside.ok()) return outside.error();
    if (Status apart = check_outputs(signature_.files(), {request_.output}); !apart.ok()) return apart.error();
    const auto events = log_.open(together({request_.model}, signature_.files()), {request_.output});
    if (!events.ok()) return events.error();
    const auto outcome = workflow::create_manifest_of_signature(request_, **asked, stop);
    if (!outcome.ok()) return outcome.error();
    const std::string file = printable(signature_.signature_file);
    if (!outcome->differences.empty())
      return tell_differences("no manifest was written: the model is not what " + file + " says", outcome->differences);
    const int ended = print_manifest(*outcome, quiet_);
    if (!quiet_ && ended == exit_done)
      remark("nothing was hashed: the manifest says what " + file + " says, signed by " + outcome->signer);
    return ended;
  }

  Status check_partition() {
    if (Status read = partition_.read(); !read.ok() || !partition_.given()) return read;
    return check_outputs({request_.model}, {partition_.request().file});
  }

  Result<int> hash_part(const std::stop_token& stop, pipeline::Progress& progress) {
    const auto outcome = [&] {
      const ProgressView view(progress, quiet_ ? ProgressMode::never : progress_flag_.mode);
      return workflow::create_manifest_part(request_, partition_.request(), {stop, progress});
    }();
    if (!outcome.ok()) return outcome.error();
    return print_part(*outcome, partition_.request().share);
  }

  Status take_pin() {
    if (!upstream_.empty()) {
      auto upstream = workflow::read_upstream(upstream_);
      if (!upstream.ok()) return upstream.error();
      request_.upstream = *std::move(upstream);
    }
    auto commit = workflow::read_commit(commit_);
    if (!commit.ok()) return commit.error();
    request_.commit = *std::move(commit);
    return done;
  }

  workflow::ManifestRequest request_;
  std::string upstream_, commit_, grid_;
  HashingFlags hashing_;
  PartitionOption partition_;
  SignatureOptions signature_;
  ProgressFlag progress_flag_;
  LogOptions log_;
  bool midstates_ = false;
  bool quiet_ = false;
};

}  // namespace

int print_manifest(const workflow::ManifestOutcome& outcome, bool quiet) {
  if (outcome.written_to.empty() && print(outcome.text) != 0) return exit_unfinished;
  if (!quiet) std::ranges::for_each(outcome.notes, remark);
  std::ranges::for_each(outcome.lost, remark);  // quiet or not: what was there is gone
  if (quiet) return exit_done;
  remark(fmt::format("{} of {} files, {} bytes{}",
                     outcome.written_to.empty() ? "manifest" : "wrote " + printable(outcome.written_to), outcome.files,
                     outcome.bytes,
                     outcome.files_reused == 0
                         ? ""
                         : fmt::format(" ({} files taken over from the interrupted run)", outcome.files_reused)));
  if (!outcome.midstates_written_to.empty()) remark("wrote " + printable(outcome.midstates_written_to));
  return exit_done;
}

std::unique_ptr<Command> make_manifest() { return std::make_unique<ManifestCommand>(); }

}  // namespace weightcheck::cli
