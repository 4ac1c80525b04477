// SPDX-License-Identifier: Apache-2.0
// GitHub's Markdown, for the summary of a job or a comment. Kept under the megabyte that a step's summary may have:
// what no longer fits is counted.
#include <algorithm>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "report/escape.hpp"
#include "report/findings.hpp"
#include "report/words.hpp"
#include "report/writer.hpp"

namespace weightcheck::report {
namespace {

using policy::Finding;
using policy::Report;

constexpr std::size_t summary_bytes_max = 900'000;
constexpr std::size_t text_bytes_max = 4000;
constexpr std::size_t listed_paths_max = 20;

std::string code(std::string_view bytes) {
  return "<code>" + markdown(shortened(printable(bytes), text_bytes_max)) + "</code>";
}

std::string text(std::string_view printable_text) { return markdown(shortened(printable_text, text_bytes_max)); }

std::string capitalised(std::string_view word) {
  std::string result(word);
  if (!result.empty()) result[0] = upper(result[0]);
  return result;
}

void add_head(std::string& out, const Report& report) {
  out += "## weightcheck: " + std::string(name_of(report.verdict)) + "\n\n" + text(answer(report)) + "\n\n";
  out += code(report.model) + ", " + counted(report.files_here, "file") + ", " + counted(report.bytes_here, "byte") +
         (report.timing.bytes == 0 ? ". Nothing was hashed.\n" : ".\n");
  if (report.pin) {
    out += "\nCommit " + code(report.pin->commit.hex());
    if (report.pin->upstream) out += " of " + code(*report.pin->upstream);
    out += "\n";
  }
  if (const std::string sentence = trust_sentence(report); !sentence.empty())
    out += "\n" + text(capitalised(sentence)) + "\n";
}

void add_checks(std::string& out, const Report& report) {
  if (report.checks.empty()) return;
  out += "\n| check | outcome | what was looked at |\n|---|---|---|\n";
  for (const auto& check : report.checks) {
    const std::string outcome(outcome_words(check.outcome));
    out += "| " + std::string(name_of(check.check)) + " | " +
           (check.outcome == policy::Outcome::failed ? "**" + outcome + "**" : outcome) + " | " + text(check.reason) +
           " |\n";
  }
}

std::string finding_text(const Finding& finding) {
  std::string out = "\n**" + capitalised(name_of(finding.severity)) + "** " + code(finding.rule) + ": " +
                    text(finding.message) + "\n";
  if (finding.severity != policy::Severity::note) out += "\nCure: " + text(finding.help) + "\n";
  if (finding.paths_total <= 4) return out;
  out += "\n<details><summary>" + counted(finding.paths_total, "file") + "</summary>\n\n";
  for (std::size_t i = 0; i < finding.paths.size() && i < listed_paths_max; ++i)
    out += "- " + code(finding.paths[i]) + "\n";
  if (finding.paths_total > listed_paths_max)
    out += "- and " + with_commas(finding.paths_total - std::min(listed_paths_max, finding.paths.size())) + " more\n";
  return out + "\n</details>\n";
}

void add_findings(std::string& out, const Report& report) {
  const auto findings = folded(report.findings);
  if (findings.empty()) return;
  out += "\n### Findings\n";
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const std::string one = finding_text(findings[i]);
    if (out.size() + one.size() > summary_bytes_max) {
      out += "\nAnd " + counted(findings.size() - i, "finding") + " more, which have no room here.\n";
      return;
    }
    out += one;
  }
}

void add_waived(std::string& out, const Report& report) {
  if (report.waived.empty()) return;
  out += "\n### Waived by the policy\n\n";
  for (const auto& waived : report.waived) {
    const std::string one = "- " + code(waived.finding.rule) + " until " + text(waived.expires) + " (" +
                            text(waived.reason) + "): " + text(waived.finding.message) + "\n";
    if (out.size() + one.size() > summary_bytes_max) {
      out += "- and more, which have no room here\n";
      return;
    }
    out += one;
  }
}

}  // namespace

std::string write_markdown(const Report& report, const Style&) {
  std::string out;
  add_head(out, report);
  add_checks(out, report);
  add_findings(out, report);
  add_waived(out, report);
  out += "\n<code>" + text(verdict_line(report)) + "</code>\n";
  return out;
}

}  // namespace weightcheck::report
