// SPDX-License-Identifier: Apache-2.0
// weightcheck verify MODEL
#include "cli/verify_command.hpp"

#include <fmt/chrono.h>
#include <fmt/core.h>

#include "base/escape.hpp"
#include "cli/outputs.hpp"
#include "io/atomic_file.hpp"
#include "io/model_directory.hpp"
#include "report/ranges.hpp"
#include "workflow/midstates_file.hpp"
#include "workflow/receipts.hpp"
#include "workflow/recheck.hpp"

namespace weightcheck::cli {
namespace {

constexpr int hours_a_year = 8766;

// Below this a run is over before anyone could read what is said ahead of it.
constexpr std::uint64_t early_words_bytes_min = std::uint64_t{1} << 30;

}  // namespace

Options VerifyCommand::options() {
  return joined({model_.options(),
                 signature_.options(),
                 demands_.options(),
                 {{.names = "--fail-fast", .help = "stop at the first finding that fails the run", .into = &fail_fast_},
                  {.names = "--receipt",
                   .value = "FILE",
                   .help = receipt_use_ == ReceiptUse::leave
                               ? "leave a receipt of a verified model here, for `weightcheck recheck`"
                               : "a receipt that holds here for the same demands spares the hashing; else one is left",
                   .into = &receipt_.file},
                  {.names = "--receipt-key",
                   .value = "FILE",
                   .help = "file with the receipt's key: 32 bytes or more, outside MODEL",
                   .into = &receipt_.key_file},
                  {.names = "--receipt-hours",
                   .value = "HOURS",
                   .help = fmt::format("how long the receipt holds (default: {})", receipt_hours_),
                   .into = in_range(receipt_hours_, 1, hours_a_year),
                   .with = "--receipt"}},
                 midstates_options(),
                 receipt_use_ == ReceiptUse::leave ? partition_.options() : Options(),
                 hashing_.options(),
                 progress_flag_.options(),
                 printing_.options(),
                 reports_.options(),
                 log_.options(),
                 sandbox_.options()});
}

Options VerifyCommand::midstates_options() {
  return {{.names = "--midstates",
           .value = "FILE",
           .help = "states by which one file is hashed on all cores (default: MODEL/SHA256.midstates)",
           .into = &midstates_file_},
          {.names = "--no-midstates", .help = "use no states, not even those in MODEL", .into = &no_midstates_},
          {.names = "--write-midstates",
           .value = "FILE",
           .help = "write the states of the model here, where every byte is what was said of it",
           .into = &write_midstates_},
          {.names = "--ranges-file",
           .value = "FILE",
           .help = "write here which bytes of files seem to be damaged, by their states",
           .into = &ranges_file_}};
}

Status VerifyCommand::take_midstates(workflow::VerifyRequest& request) const {
  if (no_midstates_ && !midstates_file_.empty())
    return Error{ErrorCode::usage, "--midstates and --no-midstates exclude each other"};
  if (!write_midstates_.empty() && !receipt_.file.empty())
    return Error{ErrorCode::usage,
                 "--write-midstates and --receipt exclude each other: the receipt would be of a model "
                 "in which a file was just written"};
  if (no_midstates_) request.midstates.use = workflow::UseMidstates::no;
  if (!midstates_file_.empty()) request.midstates.file = midstates_file_;
  if (!write_midstates_.empty()) request.write_midstates = write_midstates_;
  return done;
}

// An old receipt would outlive a run that says something else, or nothing at all.
Result<int> VerifyCommand::run(std::stop_token stop) {
  auto ended = run_asked(stop);
  if (receipt_.file.empty() || (ended.ok() && *ended == exit_done)) return ended;
  if (Status gone = workflow::take_receipt_away(receipt_.file); !gone.ok()) remark(gone.error().message);
  return ended;
}

Result<int> VerifyCommand::run_asked(const std::stop_token& stop) {
  auto request = model_.request();
  if (!request.ok()) return request.error();
  if (Status asked = signature_.apply(*request); !asked.ok()) return asked.error();
  if (Status demanded = demands_.apply(*request); !demanded.ok()) return demanded.error();
  if (receipt_.file.empty() != receipt_.key_file.empty())
    return Error{ErrorCode::usage, "--receipt and --receipt-key go together"};
  receipt_.valid_for = std::chrono::hours(receipt_hours_);
  if (!receipt_.file.empty()) request->receipt = receipt_;
  if (Status taken = take_midstates(*request); !taken.ok()) return taken.error();
  if (Status whole = check_partition(); !whole.ok()) return whole.error();
  const auto events = enter_sandbox();
  if (!events.ok()) return events.error();
  request->hashing = hashing_.chosen(*events);
  request->fail_fast = fail_fast_ ? workflow::FailFast::yes : workflow::FailFast::no;
  if (partition_.given() && !request->base_ledgers.empty())
    return Error{ErrorCode::usage,
                 "a ledger for --base and --partition exclude each other: a part has not all tensors"};
  if (partition_.given()) return verify_part(*request, stop);
  if (receipt_use_ == ReceiptUse::hold_first && request->receipt && is_spared(*request)) return exit_done;
  return verify(*request, stop);
}

Result<int> VerifyCommand::verify(const workflow::VerifyRequest& request, const std::stop_token& stop) {
  pipeline::Progress progress;
  auto report = [&] {
    const ProgressView view(progress, printing_.quiet ? ProgressMode::never : progress_flag_.mode);
    return workflow::verify(request, stop,
                            {.progress = &progress,
                             .early =
                                 [this](const auto& findings, std::uint64_t bytes_ahead) {
                                   if (bytes_ahead >= early_words_bytes_min) say_early(findings);
                                 },
                             .no_receipt = [](const Error& error) { remark(error.message); },
                             .no_midstates = [](std::string_view why) { remark(why); }});
  }();
  if (!report.ok()) return report.error();
  report->sandbox = sandbox_.state;
  if (!ranges_file_.empty()) {
    if (Status written = write_output(ranges_file_, report::ranges_text(*report)); !written.ok())
      return written.error();
  }
  if (Status printed = reports_.write_all(*report, printing_); !printed.ok()) return printed.error();
  if (judged) judged(*report);
  return exit_code_of(*report, stop);
}

// A part has no report, and whatever stands on one is the joiner's to ask for.
Status VerifyCommand::check_partition() {
  if (Status read = partition_.read(); !read.ok() || !partition_.given()) return read;
  const std::pair<bool, std::string_view> others[] = {
      {!receipt_.file.empty(), "--receipt"},    {!write_midstates_.empty(), "--write-midstates"},
      {!ranges_file_.empty(), "--ranges-file"}, {fail_fast_, "--fail-fast"},
      {!reports_.reports.empty(), "--report"},  {!printing_.output.empty(), "--output"},
      {printing_.format != "text", "--format"}};
  for (const auto& [is_given, name] : others) {
    if (is_given)
      return Error{ErrorCode::usage, fmt::format("{} and --partition exclude each other: a part is no answer, and has "
                                                 "no report; `weightcheck merge` has",
                                                 name)};
  }
  return done;
}

Result<int> VerifyCommand::verify_part(const workflow::VerifyRequest& request, const std::stop_token& stop) {
  pipeline::Progress progress;
  const auto outcome = [&] {
    const ProgressView view(progress, printing_.quiet ? ProgressMode::never : progress_flag_.mode);
    return workflow::verify_part(request, partition_.request(), {stop, progress});
  }();
  if (!outcome.ok()) return outcome.error();
  return print_part(*outcome, partition_.request().share);
}

// With the log open.
Result<EventHook> VerifyCommand::enter_sandbox() {
  std::vector<std::string> inputs = together(model_.inputs(), signature_.inputs_of(model_.model));
  std::vector<std::string> outputs = reports_.outputs(printing_);
  if (!receipt_.file.empty()) {
    inputs.insert(inputs.end(), {receipt_.key_file, std::string(workflow::machine_id_file)});
    outputs.push_back(receipt_.file);
  }
  if (!midstates_file_.empty()) inputs.push_back(midstates_file_);
  if (!ranges_file_.empty()) outputs.push_back(ranges_file_);
  if (partition_.given()) outputs.push_back(partition_.request().file);
  const std::string usual = model_.model + "/" + std::string(io::midstates_name);
  const bool in_model = !write_midstates_.empty() && io::place_of(write_midstates_) == io::place_of(usual);
  if (!write_midstates_.empty() && !in_model) outputs.push_back(write_midstates_);
  const std::vector<std::string> read = together(inputs, demands_.inputs());
  if (Status apart = check_outputs(read, outputs); !apart.ok()) return apart.error();
  auto events = log_.open(read, outputs);
  if (!events.ok()) return events;
  if (in_model) outputs.push_back(write_midstates_);  // where it belongs, though it is in a folder that is read
  if (!receipt_.file.empty()) inputs.push_back(receipt_.file);
  if (!model_.manifest_file.empty()) inputs.push_back(workflow::midstates_beside(model_.manifest_file));
  if (Status entered = sandbox_.enter(inputs, outputs, *events); !entered.ok()) return entered.error();
  return events;
}

// Where a receipt that is there does not hold, it says why this run takes its time.
bool VerifyCommand::is_spared(const workflow::VerifyRequest& request) const {
  const auto receipt = workflow::standing_receipt(request);
  if (!receipt.ok()) {
    if (receipt.error().code != ErrorCode::not_found) remark(receipt.error().message + "; verifying anew");
    return false;
  }
  remark(fmt::format("unmoved {} ({} files; nothing was hashed since {:%Y-%m-%dT%H:%M:%SZ}; trust: {}{})",
                     printable(receipt->model), receipt->files.size(), fmt::gmtime(receipt->made),
                     workflow::trust_words(*receipt),
                     receipt->commit ? ", commit: " + receipt->commit->hex() : std::string()));
  return true;
}

void VerifyCommand::say_early(const std::vector<policy::Finding>& findings) const {
  if (printing_.quiet) return;
  for (const auto& finding : findings)
    remark(fmt::format("before hashing: {}[{}] {}", name_of(finding.severity), finding.rule, finding.message));
}

std::unique_ptr<Command> make_verify() { return std::make_unique<VerifyCommand>(); }

}  // namespace weightcheck::cli
