// SPDX-License-Identifier: Apache-2.0
// JUnit XML in the subset that Jenkins, GitLab and the others read alike. One case is the verdict, so that a run that
// did not pass is never a green one; then one case a check, a finding and a file. GitLab shows only the class name, so
// that holds the area and the model.
#include <set>

#include "base/escape.hpp"
#include "policy/rule.hpp"
#include "report/escape.hpp"
#include "report/findings.hpp"
#include "report/signature_words.hpp"
#include "report/words.hpp"
#include "report/writer.hpp"

namespace weightcheck::report {
namespace {

using evidence::Integrity;
using policy::Finding;
using policy::Outcome;
using policy::Report;

enum class Kind : std::uint8_t { passed, failure, error, skipped };

struct Case {
  std::string name{};
  Kind kind = Kind::passed;
  std::string type{};     // of the failure
  std::string message{};  // why it did not pass
  std::string output{};   // what else there is to say
};

class Suite {
 public:
  Suite(const Report& report, std::string_view area)
      : area_(area), class_name_("weightcheck." + std::string(area) + "." + printable(report.model)) {}

  void add(const Case& one) {
    ++tests_;
    cases_ +=
        R"(    <testcase name=")" + markup(one.name) + R"(" classname=")" + markup(class_name_) + R"(" time="0">)";
    const std::string attribute = R"( message=")" + markup(one.message) + "\"";
    switch (one.kind) {
      case Kind::passed:
        break;
      case Kind::failure:
      case Kind::error: {
        const std::string element = one.kind == Kind::failure ? "failure" : "error";
        ++(one.kind == Kind::failure ? failures_ : errors_);
        cases_ += "<" + element + attribute + R"( type=")" + markup(one.type) + "\">" + markup(one.message) + "</" +
                  element + ">";
        break;
      }
      case Kind::skipped:
        ++skipped_;
        cases_ += "<skipped" + attribute + "/>";
        break;
    }
    if (!one.output.empty()) cases_ += "<system-out>" + markup(one.output) + "</system-out>";
    cases_ += "</testcase>\n";
  }

  void append_to(std::string& out) const {
    if (tests_ == 0) return;
    out += R"(  <testsuite name="weightcheck )" + markup(area_) + "\"" + counts() + R"( time="0">)" + "\n" + cases_ +
           "  </testsuite>\n";
  }

  [[nodiscard]] std::string counts() const {
    return R"( tests=")" + std::to_string(tests_) + R"(" failures=")" + std::to_string(failures_) + R"(" errors=")" +
           std::to_string(errors_) + R"(" skipped=")" + std::to_string(skipped_) + "\"";
  }

  void count_in(Suite& total) const {
    total.tests_ += tests_;
    total.failures_ += failures_;
    total.errors_ += errors_;
    total.skipped_ += skipped_;
  }

 private:
  std::string area_, class_name_, cases_{};
  std::size_t tests_ = 0, failures_ = 0, errors_ = 0, skipped_ = 0;
};

// "incomplete" is about the run and not about the model: JUnit's error.
Suite verdict_suite(const Report& report) {
  Suite suite(report, "verdict");
  Case one{.name = "verdict", .output = verdict_line(report)};
  if (report.signature) one.output += "\n" + signer_words(report);
  if (report.exit_code != 0) {
    one.kind = report.verdict == policy::Verdict::incomplete ? Kind::error : Kind::failure;
    one.type = name_of(report.verdict);
    one.message = std::string(name_of(report.verdict)) + ", exit code " + std::to_string(report.exit_code);
  }
  suite.add(one);
  return suite;
}

// A check may fail without being demanded; then it does not fail the run, and shows as skipped.
Suite check_suite(const Report& report) {
  Suite suite(report, "checks");
  for (const auto& check : report.checks) {
    Case one{.name = std::string(name_of(check.check)), .message = check.reason, .output = check.reason};
    if (check.outcome != Outcome::passed) {
      const bool fails = check.outcome == Outcome::failed && report.exit_code != 0;
      one.kind = fails ? Kind::failure : Kind::skipped;
      one.type = "check";
      one.message = std::string(outcome_words(check.outcome)) + ": " + check.reason;
      one.output.clear();
    }
    suite.add(one);
  }
  return suite;
}

std::string case_name(const Finding& finding) {
  std::string name = finding.rule;
  if (!finding.paths.empty()) name += " " + printable(finding.paths.front());
  if (finding.paths_total > 1) name += " and " + with_commas(finding.paths_total - 1) + " more";
  return name;
}

Suite finding_suite(const Report& report) {
  Suite suite(report, "findings");
  for (const Finding& finding : folded(report.findings)) {
    Case one{.name = case_name(finding), .type = finding.rule, .message = finding.message + ". " + finding.help};
    if (!counts(report, finding)) {
      one.output = std::string(name_of(finding.severity)) + ": " + one.message;
    } else {
      one.kind = finding.consequence == policy::Consequence::unfinished ? Kind::error : Kind::failure;
    }
    suite.add(one);
  }
  for (const auto& waived : report.waived) {
    suite.add({.name = case_name(waived.finding),
               .kind = Kind::skipped,
               .message = "waived until " + waived.expires + ": " + waived.reason});
  }
  return suite;
}

// A file fails where a finding that counts names it; what a policy let pass is skipped, and so is what was not read.
Suite file_suite(const Report& report) {
  Suite suite(report, "files");
  std::set<std::string_view> objected;
  for (const Finding& finding : report.findings) {
    if (counts(report, finding)) objected.insert(finding.paths.begin(), finding.paths.end());
  }
  for (const auto& row : report.files) {
    if (!row.size && !row.claimed()) continue;
    Case one{.name = printable(row.path.text())};
    if (row.integrity != Integrity::ok) {
      const bool unread = row.integrity == Integrity::unreadable || row.integrity == Integrity::changed;
      one.kind = !objected.contains(row.path.text()) || row.integrity == Integrity::unhashed ? Kind::skipped
                 : unread                                                                    ? Kind::error
                                                                                             : Kind::failure;
      one.type = name_of(row.integrity);
      one.message = name_of(row.integrity);
    }
    suite.add(one);
  }
  return suite;
}

}  // namespace

std::string write_junit(const Report& report, const Style&) {
  const Suite suites[] = {verdict_suite(report), check_suite(report), finding_suite(report), file_suite(report)};
  Suite total(report, "");
  std::string body;
  for (const Suite& suite : suites) {
    suite.count_in(total);
    suite.append_to(body);
  }
  return R"(<?xml version="1.0" encoding="UTF-8"?>)"
         "\n"
         R"(<testsuites name="weightcheck")" +
         total.counts() + R"( time=")" + decimal(report.timing.seconds, 3) + "\">\n" + body + "</testsuites>\n";
}

}  // namespace weightcheck::report
