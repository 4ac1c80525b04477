// SPDX-License-Identifier: Apache-2.0
// The verdict is earned: `verified` is the one case in which every demanded check ran and passed and no finding weighs
// enough to object.
#include "policy/judge.hpp"

#include <algorithm>
#include <functional>

#include "policy/signed_whole.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using evidence::Anchor;
using evidence::FileRow;
using evidence::Integrity;
using weights::Examined;
using weights::WeightFile;

// The rules whose findings the anchor check goes by.
constexpr std::string_view hash_unanchored = "hash-unanchored";
constexpr std::string_view anchor_unproven = "anchor-unproven";
// Those that say why the shape check could not run, and do not object to the shape itself.
constexpr std::string_view of_unseen_shape[] = {"weights-missing", "weights-unexamined"};

// None where evidence was refused: nothing was looked for, so nothing is missing.
std::vector<FileRow> rows_of(const evidence::Evidence& evidence) {
  if (evidence.rejected) return {};
  std::vector<ModelPath> stubs;
  for (const auto& stub : evidence.pointer_stubs)
    stubs.push_back(stub.path);
  std::vector<const git::CommitProof*> bases;
  for (const auto& base : evidence.bases)
    bases.push_back(&base.proof);
  return evidence::compare({.tree = evidence.tree,
                            .claim_sets = evidence.claim_sets,
                            .observations = evidence.observations,
                            .commit = evidence.proof ? &*evidence.proof : nullptr,
                            .pointer_stubs = stubs,
                            .bases = std::move(bases)});
}

// The checks and the verdict go by every finding, also by one that is not told since another tells its cause.
class Ruling {
 public:
  Ruling(const evidence::Evidence& evidence, const Demands& demands, const std::vector<Adjusted>& findings,
         std::vector<FileRow> rows)
      : evidence_(evidence), demands_(demands), findings_(findings) {
    result_.rows = std::move(rows);
  }

  Judgement run() {
    for (const CheckId check : all_checks)
      result_.checks.push_back(record(check));
    decide();
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool weighs(const Adjusted& one) const { return one.finding.severity >= demands_.fail_on; }

  // Does a finding of this check's areas stand against it?
  [[nodiscard]] bool objected(CheckId check) const {
    return std::ranges::any_of(findings_, [&](const Adjusted& one) { return objects(one, check); });
  }
  [[nodiscard]] bool objected(CheckId check, Consequence consequence) const {
    return std::ranges::any_of(
        findings_, [&](const Adjusted& one) { return one.finding.consequence == consequence && objects(one, check); });
  }
  [[nodiscard]] bool objects(const Adjusted& one, CheckId check) const {
    return weighs(one) && check_of(one.rule->area) == std::optional(check) &&
           std::ranges::find(of_unseen_shape, one.rule->id) == std::end(of_unseen_shape);
  }

  CheckRecord record(CheckId check) const {
    CheckRecord record{.check = check};
    switch (check) {
      case CheckId::integrity:
        record = integrity();
        break;
      case CheckId::anchor:
        record = anchor();
        break;
      case CheckId::license:
        record = examined(check, evidence_.license.examined, evidence_.license.gap,
                          "license files and declarations were compared");
        break;
      case CheckId::shape:
        record = shape();
        break;
    }
    if (!demands_.demands(check) && record.outcome == Outcome::could_not_run) record.outcome = Outcome::not_demanded;
    return record;
  }

  CheckRecord integrity() const {
    CheckRecord record{.check = CheckId::integrity};
    if (!evidence_.hashed) {
      record.reason = "nothing was hashed";
      return record;
    }
    std::uint64_t claimed = 0, matching = 0, missing = 0, differing = 0, unlisted = 0;
    for (const FileRow& row : result_.rows) {
      unlisted += row.size && row.unlisted() ? 1 : 0;
      if (!row.claimed()) continue;
      ++claimed;
      matching += row.integrity == Integrity::ok ? 1 : 0;
      missing += row.integrity == Integrity::missing ? 1 : 0;
      differing += row.integrity == Integrity::differs || row.integrity == Integrity::too_short ||
                           row.integrity == Integrity::too_long
                       ? 1
                       : 0;
    }
    record.reason =
        matching_words(evidence_, result_.rows) +
        (unlisted > 0 ? "; " + std::to_string(unlisted) + (unlisted == 1 ? " is" : " are") + " not listed" : "");
    if (claimed == 0) {
      record.reason = "there is nothing to verify against";
    } else if (differing > 0 || objected(CheckId::integrity, Consequence::differs)) {
      record.outcome = Outcome::failed;
      if (matching == claimed && unlisted == 0) record.reason += ", and something else is wrong";
    } else if (objected(CheckId::integrity)) {
      record.outcome = Outcome::could_not_run;  // something was not read
    } else if (matching > 0 && matching + missing == claimed) {
      record.outcome = Outcome::passed;  // what is missing, a policy allowed to be
    }
    return record;
  }

  CheckRecord anchor() const {
    CheckRecord record{.check = CheckId::anchor};
    if (!evidence_.proof) {
      record.reason = evidence_.pin ? "there is no proof of the pinned commit" : "nothing is pinned";
      return record;
    }
    std::uint64_t here = 0, anchored = 0, differing = 0, excused = 0;
    for (const FileRow& row : result_.rows) {
      if (!row.size) continue;
      ++here;
      anchored += row.anchor == Anchor::anchored_lfs || row.anchor == Anchor::anchored_raw ? 1 : 0;
      differing += row.anchor == Anchor::differs ? 1 : 0;
      excused += is_excused(row) ? 1 : 0;
    }
    record.reason = std::to_string(anchored) + " of " + counted(here, "file") + " shown to be in the commit";
    if (!evidence_.hashed) {
      record.reason = "nothing was hashed";
    } else if (differing > 0 || stands(hash_unanchored)) {
      record.outcome = Outcome::failed;
    } else if (anchored > 0 && anchored + excused == here) {
      record.outcome = Outcome::passed;
    }
    return record;
  }

  // Does a finding of this rule object?
  [[nodiscard]] bool stands(std::string_view rule) const {
    return std::ranges::any_of(findings_, [&](const Adjusted& one) { return weighs(one) && one.rule->id == rule; });
  }

  // Not shown to be the commit's, and the policy lets that pass: by its level where the path is not in the commit, by
  // a waiver also where nothing tells whether it is.
  [[nodiscard]] bool is_excused(const FileRow& row) const {
    if (row.anchor == Anchor::unanchored) return true;  // else hash-unanchored stands
    return row.anchor == Anchor::unproven && demands_.waiver_for(anchor_unproven, row.path.text()) != nullptr;
  }

  // Passed only where every weight file had a reader, and there was one to read.
  CheckRecord shape() const {
    const auto& files = evidence_.weight_files;
    const auto read = static_cast<std::uint64_t>(std::ranges::count(files, Examined::yes, &WeightFile::examined));
    std::string looked_at = std::to_string(read) + " of " + counted(files.size(), "weight file");
    if (!evidence_.indexes.empty())
      looked_at += " and " + counted(evidence_.indexes.size(), "shard index", "shard indexes");
    CheckRecord record =
        examined(CheckId::shape, evidence_.shape_examined, evidence_.shape_gap, looked_at + " examined");
    if (record.outcome == Outcome::passed && (files.empty() || read < files.size()))
      record.outcome = Outcome::could_not_run;
    return record;
  }

  CheckRecord examined(CheckId check, bool ran, const std::string& gap, std::string looked_at) const {
    CheckRecord record{.check = check, .reason = std::move(looked_at)};
    if (!ran) {
      record.reason = "could not be examined" + (gap.empty() ? "" : ": " + gap);
    } else {
      record.outcome = objected(check) ? Outcome::failed : Outcome::passed;
    }
    return record;
  }

  [[nodiscard]] bool any(Consequence consequence) const {
    return std::ranges::any_of(
        findings_, [&](const Adjusted& one) { return weighs(one) && one.finding.consequence == consequence; });
  }

  [[nodiscard]] Outcome outcome_of(CheckId check) const {
    const auto record = std::ranges::find(result_.checks, check, &CheckRecord::check);
    return record == result_.checks.end() ? Outcome::could_not_run : record->outcome;
  }

  [[nodiscard]] bool any_demanded(Outcome outcome) const {
    return std::ranges::any_of(demands_.checks,
                               [&](CheckId check) { return is_in_reach(check) && outcome_of(check) == outcome; });
  }

  // `inspect` hashes nothing by its nature; what that leaves undone is no failure of the run. Nor is a shape that
  // nothing here could read: how much that weighs is the level of `weights-unexamined`.
  [[nodiscard]] bool is_in_reach(CheckId check) const {
    if (check == CheckId::shape && outcome_of(check) == Outcome::could_not_run)
      return !is_only_unread() && !is_signed_without_weights(evidence_);
    return demands_.mode == Mode::verify || check == CheckId::license || check == CheckId::shape;
  }

  // Every weight file was looked at, and those that were not examined are of formats that have no reader.
  [[nodiscard]] bool is_only_unread() const {
    const auto& files = evidence_.weight_files;
    return evidence_.shape_examined && !files.empty() && std::ranges::all_of(files, [](const WeightFile& file) {
             return file.examined == Examined::yes || file.examined == Examined::no_reader;
           });
  }

  // Bytes were read and held against what someone said they are. Without that nothing is verified, whatever was asked.
  [[nodiscard]] bool bytes_were_held() const {
    return evidence_.hashed &&
           (outcome_of(CheckId::integrity) == Outcome::passed || outcome_of(CheckId::anchor) == Outcome::passed);
  }

  // Nothing, or nothing trusted enough, was there to verify against.
  [[nodiscard]] bool is_unfounded() const {
    if (!demands_.is_trusted(evidence_) || demands_.checks.empty()) return true;
    if (demands_.mode == Mode::inspect) return false;
    const bool anchor_missed =
        demands_.demands(CheckId::anchor) && outcome_of(CheckId::anchor) == Outcome::could_not_run;
    return !evidence_.has_claims() || anchor_missed;
  }

  // 1, then 3, then 4, as promised; rejected evidence comes before all, because then nothing was examined.
  void decide() {
    const auto set = [&](Verdict verdict, int exit_code) {
      result_.verdict = verdict;
      result_.exit_code = exit_code;
    };
    if (evidence_.rejected) return set(Verdict::untrusted, 4);
    if (any(Consequence::differs) || any_demanded(Outcome::failed)) return set(Verdict::failed, 1);
    if (any(Consequence::unfinished) || evidence_.interrupted) return set(Verdict::incomplete, 3);
    if (any(Consequence::untrusted) || is_unfounded()) return set(Verdict::untrusted, 4);
    if (any_demanded(Outcome::could_not_run)) return set(Verdict::incomplete, 3);
    if (demands_.mode == Mode::inspect) return set(Verdict::inspected, 0);
    if (!bytes_were_held()) return set(Verdict::untrusted, 4);
    set(Verdict::verified, 0);
  }

  const evidence::Evidence& evidence_;
  const Demands& demands_;
  const std::vector<Adjusted>& findings_;
  Judgement result_;
};

}  // namespace

Judge::Judge(const evidence::Evidence& evidence, const Demands& demands)
    : evidence_(evidence), demands_(demands), rules_(evidence, demands) {}

std::vector<Finding> Judge::before_hashing() {
  rules_.run(Needs::heads, rows_of(evidence_));
  return rules_.findings();
}

Judgement Judge::decide() {
  auto rows = rows_of(evidence_);
  rules_.run(Needs::digests, rows);
  Judgement judgement = Ruling(evidence_, demands_, rules_.all(), std::move(rows)).run();
  judgement.findings = rules_.findings();
  judgement.waived = rules_.take_waived();
  return judgement;
}

Judgement judge(const evidence::Evidence& evidence, const Demands& demands) {
  return Judge(evidence, demands).decide();
}

}  // namespace weightcheck::policy
