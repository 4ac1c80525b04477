// SPDX-License-Identifier: Apache-2.0
// The report for people: what the model is, what was proven and what not, the findings with their cures, and last the
// verdict line. Colour only repeats what the words say.
#include <algorithm>

#include "base/escape.hpp"
#include "report/lineage_writer.hpp"
#include "report/owners.hpp"
#include "report/signature_words.hpp"
#include "report/words.hpp"
#include "report/writer.hpp"

namespace weightcheck::report {
namespace {

using policy::Finding;
using policy::Outcome;
using policy::Report;
using policy::Severity;

constexpr std::string_view red = "\x1b[31m", yellow = "\x1b[33m", green = "\x1b[32m", bold = "\x1b[1m",
                           plain = "\x1b[0m";

std::string painted(std::string_view text, std::string_view paint, const Style& style) {
  if (style.color == Color::no) return std::string(text);
  return std::string(paint) + std::string(text) + std::string(plain);
}

std::string padded(std::string_view text, std::size_t width) {
  std::string result(text);
  result.resize(std::max(width, result.size()), ' ');
  return result;
}

// Capitals where colour may be missing.
std::string_view outcome_column(Outcome outcome) {
  return outcome == Outcome::failed ? "FAILED" : outcome_words(outcome);
}

std::string_view paint_of(Outcome outcome) {
  return outcome == Outcome::passed          ? green
         : outcome == Outcome::failed        ? red
         : outcome == Outcome::could_not_run ? yellow
                                             : plain;
}

std::string_view paint_of(Severity severity) {
  return severity == Severity::error ? red : severity == Severity::warning ? yellow : bold;
}

void add_first_lines(std::string& out, const Report& report) {
  out += answer(report) + "\n\n";
  out += "Model     " + printable(report.model) + "  (" + counted(report.files_here, "file") + ", " +
         counted(report.bytes_here, "byte");
  if (!report.excluded.empty()) out += "; left out: " + with_commas(report.excluded.size());
  out += ")\n";
  if (report.pin) {
    out += "Upstream  " + (report.pin->upstream ? printable(*report.pin->upstream) : std::string("not named")) + "\n";
    out += "Commit    " + report.pin->commit.hex() + "\n";
  }
  if (const std::string sentence = trust_sentence(report); !sentence.empty()) out += "Trust     " + sentence + "\n";
}

void add_checks(std::string& out, const Report& report, const Style& style) {
  if (report.checks.empty()) return;
  out += "\n";
  for (const auto& check : report.checks) {
    out += "  " + padded(name_of(check.check), 11) +
           painted(padded(outcome_column(check.outcome), 15), paint_of(check.outcome), style) + check.reason + "\n";
  }
}

// Whose the files are, where the caller gave base models to hold them against.
void add_owners(std::string& out, const Report& report) {
  if (report.bases.empty()) return;
  const auto files_and_bytes = [](const FileCount& count) {
    return counted(count.files, "file") + ", " + counted(count.bytes, "byte");
  };
  out += "\n";
  for (std::size_t i = 0; i < report.bases.size(); ++i) {
    const auto& base = report.bases[i];
    out += "  from base " + base.commit.hex() + " (" + printable(base.file) +
           "): " + files_and_bytes(files_of_base(report, i)) + "\n";
    if (base.commit_files_shared) {
      out += "    of the pinned commit's files, by the two proofs alone: " + with_commas(*base.commit_files_shared) +
             " the same\n";
    }
  }
  if (report.proof_present)
    out += "  this repository's own: " + files_and_bytes(files_of_owner(report, evidence::Owner::own)) + "\n";
  out += (report.proof_present ? "  nobody's: " : "  not the base's: ") +
         files_and_bytes(files_of_owner(report, evidence::Owner::nobody)) + "\n";
  if (const auto unknown = files_of_owner(report, evidence::Owner::unknown); unknown.files > 0)
    out += "  not told, since not hashed: " + files_and_bytes(unknown) + "\n";
}

void add_finding(std::string& out, const Finding& finding, const Style& style) {
  out += "\n" +
         painted(std::string(name_of(finding.severity)) + "[" + finding.rule + "]", paint_of(finding.severity), style) +
         " " + finding.message + "\n";
  // The message names a few files; where there are more, they are listed. What is merely absent is counted, not listed.
  if (finding.paths_total > 4 && style.detail == Detail::every_file && finding.severity != Severity::note) {
    for (const std::string& path : finding.paths)
      out += "    - " + printable(path) + "\n";  // the mark keeps "::error" from the start of a line
    if (finding.paths_total > finding.paths.size())
      out += "    and " + with_commas(finding.paths_total - finding.paths.size()) + " more\n";
  }
  if (finding.severity != Severity::note) out += "    help: " + finding.help + "\n";
}

void add_waived(std::string& out, const policy::Waived& waived) {
  out += "\nwaived[" + waived.finding.rule + "] " + waived.finding.message + "\n    until " + waived.expires + ": " +
         waived.reason + "\n";
}

void add_files(std::string& out, const Report& report) {
  out += "\n";
  for (const auto& row : report.files) {
    if (!row.size && !row.claimed()) continue;
    const auto sha256 = row.digests.sha256();
    out += "  " + padded(name_of(row.integrity), 11) + padded(name_of(row.anchor), 14) +
           (sha256 ? sha256->hex() : std::string(64, '-')) + "  " + printable(row.path.text()) + "\n";
  }
}

// A verdict that the shape has no part in says so, wherever its one line goes.
std::string unseen_shape(const Report& report) {
  const auto shape = std::ranges::find(report.checks, policy::CheckId::shape, &policy::CheckRecord::check);
  const bool is_unseen =
      report.exit_code == 0 && shape != report.checks.end() && shape->outcome == policy::Outcome::could_not_run;
  return is_unseen ? ", shape: " + shape->reason : "";
}

// "other" alone says nothing where the card gives a name of its own.
std::string declared_words(const Report& report) {
  return printable(report.license.declared) +
         (report.license_name.empty() ? "" : " (" + printable(report.license_name) + ")");
}

}  // namespace

std::string verdict_line(const Report& report) {
  const auto& timing = report.timing;
  std::string line = "weightcheck: " + std::string(name_of(report.verdict)) + " " + printable(report.model) + " (" +
                     std::to_string(report.files_here) + (report.files_here == 1 ? " file, " : " files, ") +
                     std::to_string(report.bytes_here) + " bytes, " + decimal(timing.seconds, 2) + " s, ";
  if (timing.bytes == 0) {
    line += "nothing was hashed";
  } else {
    line += decimal(timing.seconds > 0 ? static_cast<double>(timing.bytes) / timing.seconds / 1e9 : 0, 2) + " GB/s";
  }
  const std::string said = report.license.declared.empty() ? "" : declared_words(report) + " declared";
  const std::string license = !report.license.detected.empty() ? report.license.detected
                              : report.license.weights_unknown ? "unknown" + (said.empty() ? "" : ", " + said)
                              : said.empty()                   ? "none"
                                                               : said;
  return line + "; anchor: " + anchor_words(report) + ", trust: " + trust_words(report) + ", license: " + license +
         unseen_shape(report) + ")";
}

std::string write_text(const Report& report, const Style& style) {
  std::string out;
  if (style.detail != Detail::verdict_only) {
    add_first_lines(out, report);
    add_checks(out, report, style);
    add_owners(out, report);
    if (style.detail == Detail::every_file) add_files(out, report);
    for (const Finding& finding : report.findings)
      add_finding(out, finding, style);
    for (const auto& waived : report.waived)
      add_waived(out, waived);
    out += "\n";
    if (report.lineage)
      out += lineage_body(*report.lineage, report.model) + lineage_notes(*report.lineage) + "\n" +
             lineage_sentence(*report.lineage, report.model) + "\n\n";
  }
  out += painted(verdict_line(report), report.exit_code == 0 ? green : red, style) + "\n";
  return out;
}

}  // namespace weightcheck::report
