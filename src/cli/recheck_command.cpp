// SPDX-License-Identifier: Apache-2.0
// weightcheck recheck RECEIPT
#include <fmt/chrono.h>
#include <fmt/core.h>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "cli/command.hpp"
#include "cli/common_options.hpp"
#include "cli/console.hpp"
#include "cli/signature_options.hpp"
#include "policy/wording.hpp"
#include "workflow/policy_source.hpp"
#include "workflow/receipts.hpp"
#include "workflow/recheck.hpp"
#include "workflow/words.hpp"

namespace weightcheck::cli {
namespace {

constexpr std::size_t shown_max = 20;

std::string as_utc(std::int64_t seconds) { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(seconds)); }

class RecheckCommand final : public Command {
 public:
  Options options() override {
    return joined({receipt_options(),
                   signature_.options(),
                   deep_options(),
                   {{.names = "-q,--quiet", .help = "the verdict line only", .into = &quiet_}}});
  }

  Result<int> run(std::stop_token stop) override {
    const auto commit = workflow::read_commit(commit_);
    if (!commit.ok()) return commit.error();
    request_.commit = *commit;
    if (!upstream_.empty()) {
      auto upstream = workflow::read_upstream(upstream_);
      if (!upstream.ok()) return upstream.error();
      request_.upstream = *std::move(upstream);
    }
    auto signature = signature_.request();
    if (!signature.ok()) return signature.error();
    request_.signature = *std::move(signature);
    if (fail_on_ == "warning" || strict_) request_.fail_on = policy::Severity::warning;
    if (strict_) request_.trust_min = evidence::Trust::pinned;
    request_.whole = strict_ && !partial_;
    if (!policy_file_.empty()) {
      const auto facts = workflow::license_facts_of(license_facts_file_);
      if (!facts.ok()) return facts.error();
      const auto policy = workflow::read_policy_file(policy_file_, *facts);
      if (!policy.ok()) return policy.error();
      request_.policy = policy->source;
    }
    const auto outcome = deep_ ? recheck_deep(stop) : workflow::recheck(request_);
    if (!outcome.ok()) return outcome.error();
    return tell(*outcome);
  }

 private:
  Options receipt_options() {
    return {
        {.names = "RECEIPT",
         .help = "what `weightcheck verify --receipt` left",
         .into = &request_.file,
         .need = Need::required},
        {.names = "--receipt-key",
         .value = "FILE",
         .help = "file with the key that the receipt was made with",
         .into = &request_.key_file,
         .need = Need::required},
        {.names = "--commit",
         .value = "OID",
         .help = "full id of the commit that the receipt must be for",
         .into = &commit_},
        {.names = "--upstream",
         .value = "URL",
         .help = "URL of the repository that the receipt must be for",
         .into = &upstream_},
        {.names = "--strict", .help = "the model must have been judged by verify --strict", .into = &strict_},
        {.names = "--partial",
         .help = "with --strict: also by verify --strict --partial",
         .into = &partial_,
         .with = "--strict"},
        {.names = "--fail-on",
         .help = "lowest severity that must have failed the run: error or warning",
         .into = one_of(fail_on_, {"error", "warning"})},
        {.names = "--policy",
         .value = "FILE",
         .help = "policy by which the model must have been judged",
         .into = &policy_file_},
        {.names = "--license-facts",
         .value = "FILE",
         .help = "the license facts that the policy was read with",
         .into = &license_facts_file_,
         .with = "--policy"},
    };
  }

  Options deep_options() {
    Options options =
        joined({{
                    {.names = "--midstates",
                     .value = "FILE",
                     .help = "states by which one file is hashed on all cores (default: MODEL/SHA256.midstates)",
                     .into = &midstates_file_},
                },
                hashing_.options(),
                progress_flag_.options()});
    for (Option& option : options)
      option.with = "--deep";
    options.insert(
        options.begin(),
        {.names = "--deep",
         .help = "hash every file again, as `verify` did: what a disk does to its bytes leaves no other trace",
         .into = &deep_});
    return options;
  }

  Result<workflow::Rechecked> recheck_deep(const std::stop_token& stop) const {
    pipeline::Progress progress;
    const ProgressView view(progress, quiet_ ? ProgressMode::never : progress_flag_.mode);
    workflow::DeepCheck deep{.hashing = hashing_.chosen({}), .stop = stop, .progress = &progress};
    if (!midstates_file_.empty()) deep.midstates.file = midstates_file_;
    return workflow::recheck(request_, &deep);
  }

  Result<int> tell(const workflow::Rechecked& found) const {
    const auto& [receipt, difference, bytes_hashed, midstates_wrong] = found;
    for (std::size_t i = 0; !quiet_ && i < std::min(midstates_wrong.size(), shown_max); ++i)
      remark(policy::words_of(midstates_wrong[i]));
    std::string text;
    for (std::size_t i = 0; !quiet_ && i < std::min(difference.shown.size(), shown_max); ++i)
      text += fmt::format("'{}' {}\n", printable(difference.shown[i].path), difference.shown[i].how);
    if (!quiet_ && difference.total > shown_max) text += fmt::format("and {} more\n", difference.total - shown_max);
    const bool stands = difference.total == 0;
    text += fmt::format("weightcheck: {} {} ({}; {} {}; trust: {}{})\n", stands ? "unmoved" : "failed",
                        printable(receipt.model),
                        stands ? fmt::format("{} files", receipt.files.size())
                               : fmt::format("{} of {} files and places moved", difference.total,
                                             receipt.files.size() + receipt.places.size() + receipt.bases.size()),
                        deep_ ? with_commas(bytes_hashed) + " bytes hashed again, as on" : "nothing was hashed since",
                        as_utc(receipt.made), workflow::trust_words(receipt),
                        receipt.commit ? ", commit: " + receipt.commit->hex() : std::string());
    const int printed = print(text);
    if (printed != exit_done) return printed;
    return stands ? exit_done : exit_differs;
  }

  workflow::RecheckRequest request_;
  SignatureOptions signature_;
  std::string commit_, upstream_, fail_on_, policy_file_, license_facts_file_, midstates_file_;
  HashingFlags hashing_;
  ProgressFlag progress_flag_;
  bool strict_ = false, partial_ = false, quiet_ = false, deep_ = false;
};

}  // namespace

std::unique_ptr<Command> make_recheck() { return std::make_unique<RecheckCommand>(); }

}  // namespace weightcheck::cli
