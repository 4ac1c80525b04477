// SPDX-License-Identifier: Apache-2.0
// weightcheck anchor MODEL
#include <fmt/core.h>

#include "base/escape.hpp"
#include "cli/command.hpp"
#include "cli/common_options.hpp"
#include "cli/console.hpp"
#include "cli/log.hpp"
#include "hubs/upstream.hpp"
#include "workflow/anchor_model.hpp"

namespace weightcheck::cli {
namespace {

constexpr int seconds_a_day = 86'400;

// What the upstream lacks ends in exit_untrusted, under the name by which `explain` knows it.
Error named(Error error) {
  if (error.code == ErrorCode::not_found) return {ErrorCode::inconsistent, error.message + " (commit-not-found)"};
  return error;
}

class AnchorCommand final : public Command {
 public:
  Options options() override { return joined({own_options(), log_.options()}); }

  Result<int> run(std::stop_token stop) override {
    auto environment = anchor::read_hub_environment(anchor::process_variables());
    if (!environment.ok()) return environment.error();
    auto events = log_.open({request_.model}, {request_.output});
    if (!events.ok()) return events.error();
    request_.environment = std::move(*environment);
    request_.events = *std::move(events);
    if (!upstream_.empty()) request_.upstream = upstream_;
    if (!revision_.empty()) request_.revision = revision_;
    request_.time_max = std::chrono::seconds(timeout_s_);
    const auto outcome = workflow::anchor_model(request_, stop);
    if (!outcome.ok()) return named(outcome.error());
    const auto report = [&](const std::string& text) {
      if (!quiet_) remark(text);
    };
    for (const std::string& origin : outcome->contacted)
      report("contacted " + printable(origin));
    for (const std::string& note : outcome->notes)
      remark(note);
    if (outcome->written_to.empty()) return print(outcome->proof_bytes);
    report(fmt::format("wrote {}: commit {} of {}", printable(outcome->written_to), outcome->commit,
                       printable(outcome->upstream)));
    if (outcome->manifest_pinned) report("the manifest had no pin and is now pinned to this commit");
    return exit_done;
  }

 private:
  Options own_options() {
    return {
        {.names = "MODEL", .help = "directory of the model", .into = &request_.model, .need = Need::required},
        {.names = "--upstream",
         .value = "URL",
         .help = hubs::short_forms() + ", a URL, or a local clone (default: the manifest's, else MODEL where it is a "
                                       "git checkout)",
         .into = &upstream_},
        {.names = "--commit",
         .value = "REVISION",
         .help = "full commit id; a branch or tag is resolved once and written in full (default: the manifest's, else "
                 "HEAD where MODEL is a git checkout)",
         .into = &revision_},
        {.names = "--output",
         .value = "FILE",
         .help = "file to write, '-' for standard output (default: MODEL/COMMIT.proof, and a manifest without a pin is "
                 "pinned)",
         .into = &request_.output},
        {.names = "--cacert",
         .value = "FILE",
         .help = "PEM file of a certificate authority to trust beside the system's",
         .into = &request_.cacert_file},
        {.names = "--timeout",
         .value = "SECONDS",
         .help = fmt::format("how long all steps together may take (default: {})", timeout_s_),
         .into = in_range(timeout_s_, 1, seconds_a_day)},
        {.names = "-q,--quiet", .help = "say nothing on success", .into = &quiet_},
    };
  }

  workflow::AnchorModelRequest request_;
  LogOptions log_;
  std::string upstream_, revision_;
  bool quiet_ = false;
  int timeout_s_ = static_cast<int>(request_.time_max.count());
};

}  // namespace

std::unique_ptr<Command> make_anchor() { return std::make_unique<AnchorCommand>(); }

}  // namespace weightcheck::cli
