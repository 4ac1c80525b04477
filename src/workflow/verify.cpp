// SPDX-License-Identifier: Apache-2.0
// The order of the work, a step a function: what is said, what is there, what it looks like, and only then the hours of
// hashing; at the end one judgement.
#include "workflow/verify.hpp"

#include <algorithm>
#include <chrono>

#include "base/path_text.hpp"
#include "io/atomic_file.hpp"
#include "io/model_directory.hpp"
#include "policy/judge.hpp"
#include "report/assemble.hpp"
#include "workflow/claim_source.hpp"
#include "workflow/expectations.hpp"
#include "workflow/gather.hpp"
#include "workflow/gather_license.hpp"
#include "workflow/hash_model.hpp"
#include "workflow/layout_names.hpp"
#include "workflow/line_ends.hpp"
#include "workflow/lineage.hpp"
#include "workflow/midstates_file.hpp"
#include "workflow/model_of_request.hpp"
#include "workflow/receipts.hpp"
#include "workflow/second_walk.hpp"
#include "workflow/steps.hpp"
#include "workflow/store_source.hpp"
#include "workflow/verify_observed.hpp"
#include "workflow/version.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::Evidence;
using Clock = std::chrono::steady_clock;

// Raw paths whose executable bit is not the commit's.
std::vector<std::string> modes_that_differ(const Evidence& evidence) {
  std::vector<std::string> paths;
  if (!evidence.proof) return paths;
  for (const auto& file : evidence.tree.files) {
    const auto* entry = evidence.proof->find(file.path);
    if (entry == nullptr || (entry->mode != git::Mode::file && entry->mode != git::Mode::executable)) continue;
    if (file.executable != (entry->mode == git::Mode::executable)) paths.push_back(file.path.text());
  }
  return paths;
}

// What the walk and the headers already show. True when one of the findings weighs enough to fail the run.
bool tell_early(policy::Judge& judge, const Evidence& evidence, const policy::Demands& demands,
                const VerifyHooks& hooks) {
  std::vector<policy::Finding> told;
  for (auto& finding : judge.before_hashing()) {
    if (finding.severity >= demands.fail_on && finding.consequence == policy::Consequence::differs)
      told.push_back(std::move(finding));
  }
  if (!told.empty() && hooks.early) hooks.early(told, evidence.tree.total_bytes());
  return !told.empty();
}

struct Run {
  const VerifyRequest& request;
  const VerifyHooks& hooks;
  Steps& steps;
  Clock::time_point start = Clock::now();
  // Before any of the files is read that it names.
  std::optional<ReceiptBegun> receipt =
      request.receipt ? std::optional(begin_receipt(request)) : std::optional<ReceiptBegun>();

  // An old receipt goes before anything else is done. None is left where somebody could write unseen.
  Status take_old_receipt_away() const { return receipt ? take_receipt_away(receipt->request.file) : Status(done); }
  void ask_for_writers(const io::ModelDirectory& model, const evidence::ModelTree& tree, const std::stop_token& stop) {
    if (!receipt) return;
    const Status nobody = workflow::ask_for_writers(model, tree, stop, *receipt);
    if (nobody.ok()) return;
    if (nobody.error().code == ErrorCode::changed && hooks.no_receipt) hooks.no_receipt(nobody.error());
    receipt.reset();
  }

  Result<policy::Report> tell(const io::ModelDirectory& model, const Evidence& evidence, policy::Judge& judge,
                              std::string engines) const {
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
    policy::Report report = report::assemble(evidence, request.demands, judge.decide(),
                                             {.model = request.model,
                                              .version = std::string(version()),
                                              .engines = std::move(engines),
                                              .finished_at = report::utc(now.count()),
                                              .seconds = std::chrono::duration<double>(Clock::now() - start).count()});
    steps.judged(report);
    if (receipt) {
      Status left = leave_receipt(model, *receipt, evidence, request.demands, report);
      if (!left.ok() && left.error().code != ErrorCode::changed) return left.error();
      if (!left.ok() && hooks.no_receipt) hooks.no_receipt(left.error());
    }
    return report;
  }
};

// By-products of the hashing, where every byte is what was said of it: states of other bytes would help nobody.
Status leave_midstates(const VerifyRequest& request, const Evidence& evidence, const policy::Report& report,
                       const VerifyHooks& hooks) {
  if (!request.write_midstates) return done;
  const auto integrity = std::ranges::find(report.checks, policy::CheckId::integrity, &policy::CheckRecord::check);
  if (integrity == report.checks.end() || integrity->outcome != policy::Outcome::passed) {
    if (hooks.no_midstates) hooks.no_midstates("no states were written: not every byte is what was said of it");
    return done;
  }
  midstates::Midstates made;
  for (const evidence::FileObservation& seen : evidence.observations) {
    if (const auto sha256 = seen.digests.ok() ? seen.digests->sha256() : std::nullopt)
      made.add({*sha256, seen.identity.size, seen.states});
  }
  return io::write_atomically(*request.write_midstates, midstates::write(made));
}

// A file has no card and no license of its own, so they are not asked for; a policy that asks all the same has the
// answer that it could not be told.
VerifyRequest of_one_file(VerifyRequest request) {
  policy::Demands& demands = request.demands;
  if (demands.source) return request;
  demands.checks = {policy::CheckId::integrity};
  if (weights::is_model_name(last_name(request.model))) demands.checks.push_back(policy::CheckId::shape);
  return request;
}

Result<policy::Report> execute(const VerifyRequest& given, const std::stop_token& stop, const VerifyHooks& hooks,
                               const Observe& observe = {}) {
  const VerifyRequest request = is_single(given) ? of_one_file(given) : given;
  Steps steps(request.hashing.events);
  Run run{request, hooks, steps};
  steps.begin(request.demands.mode == policy::Mode::inspect ? "inspect" : "verify", request.model);
  const auto ledgers = read_ledgers(request, stop);
  if (!ledgers.ok()) return ledgers.error();
  auto model = open_model_or_store(request);
  if (!model.ok()) return model.error();
  if (Status taken = run.take_old_receipt_away(); !taken.ok()) return std::move(taken).error();
  Evidence evidence;
  policy::Judge judge(evidence, request.demands);

  auto said = gather_said(*model, request);
  if (!said.ok()) return said.error();
  join_store(*model, *said);
  static_cast<evidence::Said&>(evidence) = std::move(*said);
  steps.said(evidence);
  if (evidence.rejected) return run.tell(*model, evidence, judge, "");

  auto tree = walk_model(*model, request);
  if (!tree.ok()) return tree.error();
  evidence.tree = std::move(*tree);
  bring_in_signed(*model, evidence, evidence.tree);
  steps.walked(evidence.tree);
  if (request.write_midstates) {
    const Status may =
        check_midstates_output(*model, evidence.tree, *request.write_midstates, midstates::grid_bytes_default);
    if (!may.ok()) return may.error();
  }
  run.ask_for_writers(*model, evidence.tree, stop);
  finish_claims(evidence, evidence.tree);
  evidence::Budget budget(stop);
  gather_structure(*model, budget, evidence);
  if (model->is_single()) {  // its license and the other parts of its set are not asked for
    evidence.license = {.gap = "only one file is asked about"};
    evidence.reconciliation = {};
  }
  if (Status bases = gather_bases(request, budget, evidence); !bases.ok()) return bases.error();
  evidence.interrupted = stop.stop_requested();
  if (evidence.interrupted) return run.tell(*model, evidence, judge, "");
  evidence.modes_differ = modes_that_differ(evidence);
  evidence.line_ends_changed = line_ends_changed(*model, evidence, {});
  steps.examined(evidence);

  std::optional<lineage::Outcome> lineage;
  const auto find_bases = [&]() -> Status {
    if (request.base_ledgers.empty()) return done;
    auto found = find_bases_in(*model, evidence.tree, *ledgers, request, stop);
    if (!found.ok()) return found.error();
    evidence.lineage = &lineage.emplace(*std::move(found));
    return done;
  };
  if (request.demands.mode == policy::Mode::inspect) {
    if (Status found = find_bases(); !found.ok()) return found.error();
    return run.tell(*model, evidence, judge, "");
  }
  const bool doomed = tell_early(judge, evidence, request.demands, hooks);
  if (doomed && request.fail_fast == FailFast::yes) return run.tell(*model, evidence, judge, "");
  pipeline::Progress unwatched;
  pipeline::Progress& progress = hooks.progress != nullptr ? *hooks.progress : unwatched;
  auto hashed = hash_model(*model, evidence, request, observe, {stop, progress});
  if (!hashed.ok()) return hashed.error();
  static_cast<evidence::Hashed&>(evidence) = std::move(*hashed);
  if (!observe && !evidence.interrupted) {
    if (Status told = tell_what_moved(*model, request, evidence); !told.ok()) return told.error();
  }
  set_aside_plain_sha1(*model, evidence, stop);
  if (Status found = find_bases(); !found.ok()) return found.error();
  auto report = run.tell(*model, evidence, judge, progress.engines());
  if (!report.ok()) return report;
  if (Status left = leave_midstates(request, evidence, *report, hooks); !left.ok()) return left.error();
  return report;
}

}  // namespace

Result<policy::Report> verify(const VerifyRequest& request, std::stop_token stop, const VerifyHooks& hooks) {
  return execute(request, stop, hooks);
}

Result<policy::Report> verify_observed(const VerifyRequest& request, std::stop_token stop, const VerifyHooks& hooks,
                                       const Observe& observe) {
  return execute(request, stop, hooks, observe);
}

Result<policy::Report> inspect(const VerifyRequest& request, std::stop_token stop) {
  VerifyRequest without_hashing = request;
  without_hashing.demands.mode = policy::Mode::inspect;
  return execute(without_hashing, stop, {});
}

}  // namespace weightcheck::workflow
