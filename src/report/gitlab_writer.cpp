// SPDX-License-Identifier: Apache-2.0
// GitLab's code quality report: the fields of Code Climate that GitLab reads. What is fine is not told; what a policy
// excused is not either, since the format has no word for it.
#include "base/escape.hpp"
#include "json/value.hpp"
#include "json/write.hpp"
#include "report/findings.hpp"
#include "report/writer.hpp"

namespace weightcheck::report {
namespace {

std::string_view severity_of(policy::Severity severity) {
  return severity == policy::Severity::error ? "critical" : severity == policy::Severity::warning ? "minor" : "info";
}

}  // namespace

std::string write_gitlab(const policy::Report& report, const Style&) {
  json::Array entries;
  for (const auto& finding : folded(report.findings)) {
    entries.push_back(json::Object{{"description", finding.message + ". " + finding.help},
                                   {"check_name", finding.rule},
                                   {"fingerprint", fingerprint_of(finding)},
                                   {"severity", severity_of(finding.severity)},
                                   {"location", json::Object{{"path", printable(places_of(report, finding).front())},
                                                             {"lines", json::Object{{"begin", 1}}}}}});
  }
  return json::write(json::Value(std::move(entries))) + "\n";
}

}  // namespace weightcheck::report
