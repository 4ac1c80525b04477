// SPDX-License-Identifier: Apache-2.0
// weightcheck ledger MODEL
#include <fmt/core.h>

#include <algorithm>

#include "base/escape.hpp"
#include "cli/command.hpp"
#include "cli/common_options.hpp"
#include "cli/log.hpp"
#include "workflow/make_ledger.hpp"
#include "workflow/words.hpp"

namespace weightcheck::cli {
namespace {

class LedgerCommand final : public Command {
 public:
  Options options() override {
    return joined({{{.names = "MODEL",
                     .help = "directory of the base model, with the proof of its commit",
                     .into = &words_.model,
                     .need = Need::required},
                    {.names = "--upstream",
                     .value = "URL",
                     .help = "URL of the repository that it is of (default: what its manifest says)",
                     .into = &words_.upstream},
                    {.names = "--commit",
                     .value = "OID",
                     .help = "full id of its commit (default: what its manifest or its proof says)",
                     .into = &words_.commit},
                    {.names = "--proof",
                     .value = "FILE",
                     .help = "proof of the commit (default: MODEL/COMMIT.proof)",
                     .into = &words_.proof_file},
                    {.names = "--output",
                     .value = "FILE",
                     .help = "file to write, '-' for standard output (default: MODEL/TENSORS.ledger)",
                     .into = &output_},
                    {.names = "--check",
                     .value = "FILE",
                     .help = "write nothing: hold each field of this ledger against the model",
                     .into = &check_},
                    {.names = "--lean",
                     .help = "for mixtures of experts: no digests of casts, and sketches of the first expert alone",
                     .into = &lean_},
                    {.names = "-j,--threads",
                     .value = "N",
                     .help = "threads to read with (default: the CPUs that this process may use)",
                     .into = in_range(threads_, 1, 1024)}},
                   progress_flag_.options(),
                   {{.names = "-q,--quiet", .help = "say nothing on success", .into = &quiet_}},
                   log_.options()});
  }

  Result<int> run(std::stop_token stop) override {
    if (!check_.empty() && !output_.empty())
      return Error{ErrorCode::usage, "--check writes nothing, so --output has no meaning with it"};
    const auto named = words_.request();
    if (!named.ok()) return named.error();
    const auto events = log_.open({words_.model}, {output_});
    if (!events.ok()) return events.error();
    const workflow::LedgerRequest request{
        .model = *named,
        .output = output_,
        .measure = {.lean = lean_ ? workflow::Lean::yes : workflow::Lean::no, .threads = threads_}};
    return check_.empty() ? make(request, stop) : check(request, stop);
  }

 private:
  Result<int> make(const workflow::LedgerRequest& request, const std::stop_token& stop) {
    pipeline::Progress progress;
    const auto outcome = [&] {
      const ProgressView view(progress, quiet_ ? ProgressMode::never : progress_flag_.mode);
      return workflow::make_ledger(request, stop, &progress);
    }();
    if (!outcome.ok()) return outcome.error();
    if (!outcome->differing.empty()) {
      std::ranges::for_each(outcome->differing, complain);
      complain("no ledger was written: it would be of other bytes than the commit's");
      return exit_differs;
    }
    if (outcome->written_to.empty() && print(outcome->text) != 0) return exit_unfinished;
    if (quiet_) return exit_done;
    std::ranges::for_each(outcome->notes, remark);
    remark(fmt::format("{} of {} tensors in {} shards, {} bytes",
                       outcome->written_to.empty() ? "ledger" : "wrote " + printable(outcome->written_to),
                       outcome->tensors, outcome->shards, outcome->text.size()));
    return exit_done;
  }

  Result<int> check(const workflow::LedgerRequest& request, const std::stop_token& stop) {
    pipeline::Progress progress;
    const auto found = [&] {
      const ProgressView view(progress, quiet_ ? ProgressMode::never : progress_flag_.mode);
      return workflow::check_ledger(request, check_, stop, &progress);
    }();
    if (!found.ok()) return found.error();
    for (const std::string& difference : found->differing)
      complain(difference + " is not what the model gives");
    if (!found->differing.empty()) return exit_differs;
    if (!quiet_)
      remark(fmt::format("every field of {} is the model's ({} tensors in {} shards)", printable(check_),
                         found->tensors, found->shards));
    return exit_done;
  }

  workflow::ModelWords words_;
  std::string output_, check_;
  bool lean_ = false, quiet_ = false;
  unsigned threads_ = 0;
  ProgressFlag progress_flag_;
  LogOptions log_;
};

}  // namespace

std::unique_ptr<Command> make_ledger() { return std::make_unique<LedgerCommand>(); }

}  // namespace weightcheck::cli
