// SPDX-License-Identifier: Apache-2.0
// The words that the text, the Markdown and the HTML report share.
#include "report/words.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

#include "base/escape.hpp"
#include "report/signature_words.hpp"

namespace weightcheck::report {

using policy::Outcome;
using policy::Report;

namespace {

// A proof need not have all trees of its commit.
std::string left_open(const Report& report) {
  const auto open = std::ranges::count_if(
      report.files, [](const evidence::FileRow& row) { return row.size && row.anchor == evidence::Anchor::unproven; });
  return open == 0
             ? ""
             : ", but for " + counted(static_cast<std::uint64_t>(open), "file") + " that could not be held against it";
}

}  // namespace

std::string decimal(double value, int places) {
  std::array<char, 64> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), "%.*f", places, value);
  return {buffer.data(), static_cast<std::size_t>(length)};
}

double percent_of(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

std::string_view outcome_words(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed:
      return "passed";
    case Outcome::failed:
      return "failed";
    case Outcome::could_not_run:
      return "could not run";
    case Outcome::not_demanded:
      return "not demanded";
  }
  return "";
}

namespace {

// A pinned commit says nothing for an upstream that the model names itself.
std::string upstream_sentence(const Report& report) {
  if (!report.pin || !report.pin->upstream || report.trust != evidence::Trust::pinned) return "";
  if (report.upstream_trust == evidence::Trust::pinned) return "";
  return " Only the model itself says that the upstream is " + printable(*report.pin->upstream) + ".";
}

std::string commit_sentence(const Report& report) {
  const auto is_passed_integrity = [](const policy::CheckRecord& check) {
    return check.check == policy::CheckId::integrity && check.outcome == Outcome::passed;
  };
  const bool consistent = report.manifest_present && std::ranges::any_of(report.checks, is_passed_integrity);
  switch (report.trust) {
    case evidence::Trust::self:
      return consistent ? "consistent with the manifest found in the directory; its origin is not established. Give "
                          "--commit to pin it."
                        : "the commit is named only by what lies in the directory; its origin is not established. "
                          "Give --commit to pin it.";
    case evidence::Trust::pinned:
      return report.proof_present
                 ? "the pin was given by the caller, and the proof shows what the commit holds" + left_open(report) +
                       "."
                 : "the pin was given by the caller; no proof here shows what the commit holds, so " +
                       (report.expectations.empty() ? "nothing says what the digests should be."
                                                    : "the digests rest on " + report.expectations + " alone.");
    case evidence::Trust::none:
      if (report.signature) return "No digest here is tied to an upstream commit.";
      return !report.expectations.empty()
                 ? "the digests are tied to no upstream commit; where they come from is not established."
                 : "";
  }
  return "";
}

}  // namespace

std::string trust_sentence(const Report& report) {
  const std::string by = signature_sentences(report);
  std::string commit = commit_sentence(report) + upstream_sentence(report);
  if (!by.empty() && !commit.empty() && commit.front() >= 'a' && commit.front() <= 'z') commit.front() += 'A' - 'a';
  return by + (by.empty() || commit.empty() ? "" : " ") + commit;
}

namespace {

// How a finding weighs in this verdict: those of its own kind speak for it first.
bool speaks_for(const policy::Finding& finding, policy::Verdict verdict) {
  switch (verdict) {
    case policy::Verdict::failed:
      return finding.consequence == policy::Consequence::differs;
    case policy::Verdict::incomplete:
      return finding.consequence == policy::Consequence::unfinished;
    case policy::Verdict::untrusted:
      return finding.consequence == policy::Consequence::untrusted;
    default:
      return false;
  }
}

// ": 'config.json' differs from the manifest ... (and 2 more findings)."
std::string gravest(const Report& report) {
  std::vector<const policy::Finding*> objecting;
  for (const policy::Finding& finding : report.findings) {
    if (finding.severity >= report.fail_on) objecting.push_back(&finding);
  }
  if (objecting.empty()) return ".";
  std::ranges::stable_sort(objecting, {}, [&](const auto* finding) { return !speaks_for(*finding, report.verdict); });
  std::string text = ": " + objecting.front()->message;
  if (objecting.size() > 1) text += " (and " + counted(objecting.size() - 1, "more finding") + ")";
  return text + ".";
}

// There are weights that nothing here reads.
bool is_shape_open(const Report& report) {
  return std::ranges::any_of(report.checks, [](const policy::CheckRecord& check) {
    return check.check == policy::CheckId::shape && check.outcome == Outcome::could_not_run;
  });
}

std::string what_the_bytes_are(const Report& report) {
  const bool several = report.expectations.find(" and ") != std::string::npos || report.expectations.ends_with("trees");
  std::string text = "The bytes are what " + report.expectations + (several ? " say" : " says");
  std::uint64_t here = 0, anchored = 0;
  for (const auto& row : report.files) {
    here += row.size ? 1 : 0;
    anchored += row.anchor == evidence::Anchor::anchored_lfs || row.anchor == evidence::Anchor::anchored_raw ? 1 : 0;
  }
  if (anchored == 0 || !report.pin) return text + ".";
  return text + ", and " +
         (anchored == here ? "every file is" : std::to_string(anchored) + " of " + counted(here, "file") + " are") +
         " shown to be in commit " + report.pin->commit.hex().substr(0, 12) + ".";
}

}  // namespace

std::string answer(const Report& report) {
  switch (report.verdict) {
    case policy::Verdict::verified:
      return what_the_bytes_are(report);
    case policy::Verdict::failed:
      return "This model does not pass" + gravest(report);
    case policy::Verdict::incomplete:
      return "The run could not finish, and nothing follows for what was not read" + gravest(report);
    case policy::Verdict::untrusted:
      return "This model is not trusted" + gravest(report);
    case policy::Verdict::inspected:
      return std::string("No problem was found in names, headers and licenses") +
             (is_shape_open(report) ? ", as far as they could be read; nothing was hashed." : "; nothing was hashed.");
  }
  return "";
}

std::string anchor_words(const Report& report) {
  if (!report.pin) return "none";
  if (!report.proof_present) return "unproven";
  std::uint64_t here = 0, anchored = 0;
  for (const auto& row : report.files) {
    here += row.size ? 1 : 0;
    anchored += row.anchor == evidence::Anchor::anchored_lfs || row.anchor == evidence::Anchor::anchored_raw ? 1 : 0;
  }
  if (anchored == 0 && report.timing.bytes == 0) return "not checked";
  return std::to_string(anchored) + " of " + std::to_string(here);
}

}  // namespace weightcheck::report
