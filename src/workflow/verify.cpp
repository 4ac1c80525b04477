// SPDX-License-Identifier: Apache-2.0
// The order of the work: what is said, what is there, what it looks like, and only then the hours of hashing; at the
// end one judgement.
#include "workflow/verify.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>

#include "anchor/hub_cache.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "io/model_directory.hpp"
#include "policy/judge.hpp"
#include "policy/license_names.hpp"
#include "workflow/expectations.hpp"
#include "workflow/gather.hpp"
#include "workflow/gather_license.hpp"
#include "workflow/named_blobs.hpp"
#include "workflow/receipts.hpp"
#include "workflow/version.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::Evidence;
using pipeline::Want;
using Clock = std::chrono::steady_clock;

std::string utc(std::time_t time) {
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 32> buffer{};
  return {buffer.data(), std::strftime(buffer.data(), buffer.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

// Of "name <mail> seconds zone"; "" where that is not what it is, or past the year 9999.
std::string time_of(std::string_view committer) {
  constexpr std::uint64_t seconds_max = 253'402'300'799;
  const std::size_t mail_end = committer.rfind("> ");
  if (mail_end == std::string_view::npos) return "";
  const std::string_view rest = committer.substr(mail_end + 2);
  const auto seconds = parse_decimal(rest.substr(0, rest.find(' ')));
  return seconds && *seconds <= seconds_max ? utc(static_cast<std::time_t>(*seconds)) : "";
}

class Run {
 public:
  Run(const VerifyRequest& request, std::stop_token stop, const VerifyHooks& hooks)
      : request_(request), stop_(std::move(stop)), hooks_(hooks) {}

  Result<policy::Report> execute() {
    const auto folder = anchor::find_snapshot(request_.model, request_.commit);
    if (!folder.ok()) return folder.error();
    auto model = io::ModelDirectory::open(*folder);
    if (!model.ok()) {
      Error error = within(model.error(), printable(request_.model));
      if (error.code == ErrorCode::not_found) error.code = ErrorCode::usage;
      return error;
    }
    if (request_.receipt) {
      if (Status ready = check_receipt_request(*model, *request_.receipt); !ready.ok()) return ready.error();
    }
    if (Status gathered = gather_expectations(*model, request_, evidence_); !gathered.ok()) return gathered.error();
    if (evidence_.rejected) return told(*model);

    auto tree = model->walk();
    if (!tree.ok()) return within(tree.error(), printable(request_.model));
    evidence_.tree = std::move(*tree);
    leave_out_evidence(*model);
    gather_claims(evidence_);
    gather_structure(*model, evidence_);
    if (Status bases = gather_bases(request_, evidence_); !bases.ok()) return bases.error();
    compare_modes();

    if (request_.demands.mode == policy::Mode::verify) {
      const bool doomed = tell_early();
      if (!(doomed && request_.fail_fast == FailFast::yes)) {
        if (Status hashed = hash(*model); !hashed.ok()) return hashed.error();
      }
    }
    return told(*model);
  }

 private:
  Result<policy::Report> told(const io::ModelDirectory& model) const {
    policy::Report made = report(policy::judge(evidence_, request_.demands));
    if (request_.receipt) {
      Status left = leave_receipt(model, *request_.receipt, evidence_, request_.demands, made, begun_);
      if (!left.ok() && left.error().code != ErrorCode::changed) return left.error();
      if (!left.ok() && hooks_.no_receipt) hooks_.no_receipt(left.error());
    }
    return made;
  }

  // A manifest or proof under another name inside the model is evidence, not part of it.
  void leave_out_evidence(const io::ModelDirectory& model) {
    std::vector<std::string> names = request_.base_proof_files;
    for (const auto& named : {request_.manifest_file, request_.proof_file}) {
      if (named) names.push_back(*named);
    }
    for (const std::string& named : names) {
      const auto path = model.path_of(named);
      if (!path) continue;
      if (std::erase_if(evidence_.tree.files, [&](const auto& file) { return file.path == *path; }) == 0) continue;
      evidence_.tree.excluded.push_back({path->text(), evidence::Exclusion::own_file});
    }
    std::ranges::sort(evidence_.tree.excluded, {}, &evidence::ExcludedEntry::name);
  }

  void compare_modes() {
    if (!evidence_.proof) return;
    for (const auto& file : evidence_.tree.files) {
      const auto* entry = evidence_.proof->find(file.path);
      if (entry == nullptr || (entry->mode != git::Mode::file && entry->mode != git::Mode::executable)) continue;
      if (file.executable != (entry->mode == git::Mode::executable)) evidence_.modes_differ.push_back(file.path.text());
    }
  }

  // What the walk and the headers already show. True when one of the findings weighs enough to fail the run.
  bool tell_early() const {
    policy::Judgement so_far = policy::judge(evidence_, request_.demands);
    std::vector<policy::Finding> told;
    for (auto& finding : so_far.findings) {
      if (finding.severity >= request_.demands.fail_on && finding.consequence == policy::Consequence::differs)
        told.push_back(std::move(finding));
    }
    if (!told.empty() && hooks_.early) hooks_.early(told, evidence_.tree.total_bytes());
    return !told.empty();
  }

  Status hash(const io::ModelDirectory& model) {
    pipeline::HashPlan plan{.items = {}, .blob_format = blob_format(evidence_)};
    for (const auto& file : evidence_.tree.files)
      plan.items.push_back({.path = file.path, .expected = file.identity, .want = first_want(evidence_, file)});
    auto observed = pipeline::hash_files(model, plan, request_.hashing, stop_, &progress_, fail_fast_hook());
    if (!observed.ok()) return observed.error();
    engines_used_ = progress_.engines();
    evidence_.observations = std::move(*observed);
    if (Status second = hash_unexplained(model); !second.ok()) return second;
    explain_line_ends(model);
    evidence_.hashed = true;
    evidence_.interrupted = std::ranges::any_of(evidence_.observations, [](const auto& seen) {
      return !seen.digests.ok() && seen.digests.error().code == ErrorCode::interrupted;
    });
    for (const auto& seen : evidence_.observations) {
      if (seen.digests.ok()) hashed_bytes_ += seen.identity.size;
    }
    return done;
  }

  // The second pass, over large files that are in git as they are.
  Status hash_unexplained(const io::ModelDirectory& model) {
    pipeline::HashPlan plan{.items = {}, .blob_format = blob_format(evidence_)};
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < evidence_.observations.size(); ++i) {
      const auto& seen = evidence_.observations[i];
      if (!seen.digests.ok() || seen.digests->blob_id || !seen.digests->sha256) continue;
      if (!needs_blob_id(evidence_, evidence_.tree.files[i], *seen.digests->sha256)) continue;
      plan.items.push_back({.path = seen.path, .expected = seen.identity, .want = Want::blob_id});
      places.push_back(i);
    }
    if (plan.items.empty()) return done;
    auto observed = pipeline::hash_files(model, plan, request_.hashing, stop_, nullptr, {});
    if (!observed.ok()) return observed.error();
    for (std::size_t k = 0; k < places.size(); ++k) {
      auto& first = evidence_.observations[places[k]];
      auto& second = (*observed)[k];
      if (second.digests.ok()) {
        first.digests->blob_id = second.digests->blob_id;
      } else {
        first.digests = second.digests;  // it was the same file a moment ago and is not now, or cannot be read any more
      }
    }
    return done;
  }

  // Only to explain: would a text file that differs be the commit's with LF line ends?
  void explain_line_ends(const io::ModelDirectory& model) {
    if (!evidence_.proof) return;
    constexpr std::size_t text_bytes_max = std::size_t{4} << 20;
    for (const auto& seen : evidence_.observations) {
      const auto* entry = evidence_.proof->find(seen.path);
      if (entry == nullptr || !seen.digests.ok() || !seen.digests->blob_id || *seen.digests->blob_id == entry->id)
        continue;
      if (seen.identity.size > text_bytes_max) continue;
      auto text = model.read_small(seen.path, text_bytes_max);
      if (!text.ok() || text->find("\r\n") == std::string::npos || text->find('\0') != std::string::npos) continue;
      std::string unix_text;
      for (std::size_t i = 0; i < text->size(); ++i) {
        if ((*text)[i] == '\r' && i + 1 < text->size() && (*text)[i + 1] == '\n') continue;
        unix_text.push_back((*text)[i]);
      }
      const auto id = git::object_id(entry->id.format(), git::ObjectType::blob, bytes_of(unix_text));
      if (id.ok() && *id == entry->id) evidence_.line_ends_changed.push_back(seen.path);
    }
  }

  pipeline::OnFinished fail_fast_hook() const {
    if (request_.fail_fast == FailFast::no) return {};
    return [this](const evidence::FileObservation& seen) {
      const auto claim = std::ranges::lower_bound(evidence_.claims, seen.path, {}, &evidence::Claim::path);
      const bool claimed = claim != evidence_.claims.end() && claim->path == seen.path;
      if (!claimed || !seen.digests.ok()) return pipeline::Next::go_on;
      const bool differs = claim->sha256 && seen.digests->sha256 && *claim->sha256 != *seen.digests->sha256;
      return differs ? pipeline::Next::stop : pipeline::Next::go_on;
    };
  }

  [[nodiscard]] std::optional<std::uint64_t> files_shared_with(const git::CommitProof& base) const {
    if (!evidence_.proof) return std::nullopt;
    return static_cast<std::uint64_t>(std::ranges::count_if(evidence_.proof->entries, [&](const auto& entry) {
      const git::ProofEntry* other = base.find(entry.path);
      return other != nullptr && other->id == entry.id;
    }));
  }

  policy::LicenseSummary license_summary() const {
    policy::LicenseSummary summary;
    for (const auto& declared : policy::declared_licenses(evidence_, request_.demands.known_licenses())) {
      const auto& terms = declared.resolved.terms;
      const bool known = declared.resolved.kind == license::NameKind::known;
      summary.declared += (summary.declared.empty() ? "" : ", ") + (known ? terms.id : declared.text);
      summary.declared_names.push_back({.text = declared.text, .spdx = known ? terms.spdx : ""});
    }
    summary.declares_a_choice = policy::declares_a_choice(evidence_);
    if (const auto* text = policy::main_text(evidence_.license)) {
      summary.detected = text->text.id;
      summary.confidence = text->text.confidence;
      summary.file = text->path.text();
      summary.detected_spdx = policy::terms_of(text->text, request_.demands.known_licenses()).spdx;
    }
    return summary;
  }

  // What is known of a base's license: the text in it, else what its card says.
  std::string license_of(const evidence::BaseSeen& base) const {
    if (const auto* text = policy::main_text(base.license)) return text->text.id;
    if (!base.license.card) return "";
    std::string words;
    for (const auto& declared :
         policy::declared_licenses(base.license.card->declared, "its card", request_.demands.known_licenses()))
      words += (words.empty() ? "" : ", ") + declared.text;
    return words;
  }

  std::vector<policy::NamedBase> named_bases() const {
    std::vector<policy::NamedBase> bases;
    for (const auto& seen : evidence_.bases_seen) {
      if (seen.source == evidence::BaseSource::proof) continue;  // told with the files it holds
      policy::NamedBase base{.name = seen.name, .license = license_of(seen)};
      if (evidence_.manifest) {
        const auto& pinned = evidence_.manifest->base_models;
        const auto found = std::ranges::find(pinned, seen.name, &manifest::BaseModel::upstream);
        if (found != pinned.end()) base.commit = found->commit;
      }
      bases.push_back(std::move(base));
    }
    return bases;
  }

  policy::Report report(policy::Judgement judgement) const {
    policy::Report report;
    report.command = request_.demands.mode == policy::Mode::verify ? "verify" : "inspect";
    report.model = request_.model;
    report.tool = {.version = std::string(version()), .sha256_engine = engines_used_};
    report.verdict = judgement.verdict;
    report.exit_code = judgement.exit_code;
    report.fail_on = request_.demands.fail_on;
    report.finished_at = utc(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()));
    report.trust = evidence_.trust;
    report.pin = evidence_.pin;
    if (!evidence_.claims.empty()) report.expectations = evidence_.claims_source;
    report.checks = std::move(judgement.checks);
    report.findings = std::move(judgement.findings);
    report.waived = std::move(judgement.waived);
    report.files = std::move(judgement.rows);
    report.files_here = evidence_.tree.files.size();
    report.bytes_here = evidence_.tree.total_bytes();
    report.license = license_summary();
    report.excluded = evidence_.tree.excluded;
    report.timing = {.bytes = hashed_bytes_, .seconds = std::chrono::duration<double>(Clock::now() - start_).count()};
    report.proof_present = evidence_.proof.has_value();
    if (evidence_.proof) report.commit_time = time_of(evidence_.proof->details.committer);
    for (const auto& base : evidence_.bases) {
      report.bases.push_back(
          {.file = base.file, .commit = base.proof.commit, .commit_files_shared = files_shared_with(base.proof)});
    }
    report.named_bases = named_bases();
    if (evidence_.license.card) report.base_relation = evidence_.license.card->declared.base_model_relation;
    return report;
  }

  const VerifyRequest& request_;
  std::stop_token stop_;
  const VerifyHooks& hooks_;
  Clock::time_point start_ = Clock::now();
  std::chrono::system_clock::time_point begun_ = std::chrono::system_clock::now();
  Evidence evidence_;
  std::uint64_t hashed_bytes_ = 0;
  pipeline::Progress unwatched_;
  pipeline::Progress& progress_ = hooks_.progress != nullptr ? *hooks_.progress : unwatched_;
  std::string engines_used_;
};

}  // namespace

Result<policy::Report> verify(const VerifyRequest& request, std::stop_token stop, const VerifyHooks& hooks) {
  return Run(request, std::move(stop), hooks).execute();
}

Result<policy::Report> inspect(const VerifyRequest& request) {
  VerifyRequest without_hashing = request;
  without_hashing.demands.mode = policy::Mode::inspect;
  return Run(without_hashing, {}, {}).execute();
}

}  // namespace weightcheck::workflow
