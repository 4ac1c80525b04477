// SPDX-License-Identifier: Apache-2.0
// SARIF 2.1.0 (OASIS), for code scanning: one run, the whole catalogue as rules, one result a finding. Times and counts
// stay out of fingerprints, so that a finding is the same alert tomorrow.
#include <algorithm>

#include "hubs/upstream.hpp"
#include "json/value.hpp"
#include "json/write.hpp"
#include "policy/rule.hpp"
#include "report/escape.hpp"
#include "report/findings.hpp"
#include "report/signature_json.hpp"
#include "report/writer.hpp"

namespace weightcheck::report {
namespace {

using json::Array;
using json::Object;
using json::Value;
using policy::Area;
using policy::Finding;
using policy::Rule;
using policy::Severity;

// SARIF section 3.11.6: a bracket that is not escaped may begin a link.
std::string plain_message(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']') out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

Value text_object(std::string_view text) { return Object{{"text", text}}; }

// What a wrong license or a bad header may cost is no weakness that an attacker uses.
bool is_about_security(Area area) {
  return area == Area::integrity || area == Area::manifest || area == Area::provenance || area == Area::danger;
}

// GitHub's scale: 7.0 and more is high, 4.0 and more is medium.
std::string_view security_severity(Severity severity) {
  return severity == Severity::error ? "8.0" : severity == Severity::warning ? "5.0" : "1.0";
}

std::string_view problem_severity(Severity severity) {
  return severity == Severity::note ? "recommendation" : name_of(severity);
}

Value rule_of(const Rule& rule) {
  Array tags{Value(std::string(policy::name_of(rule.area)))};
  if (is_about_security(rule.area)) tags.emplace_back("security");
  Object properties{
      {"tags", std::move(tags)}, {"precision", "very-high"}, {"problem.severity", problem_severity(rule.severity)}};
  if (is_about_security(rule.area)) properties.push_back({"security-severity", security_severity(rule.severity)});
  const std::string help = std::string(rule.reason) + " " + std::string(rule.cure);
  return Object{
      {"id", rule.id},
      {"shortDescription", text_object(rule.title)},
      {"fullDescription", text_object(rule.reason)},
      {"help", Object{{"text", help}, {"markdown", markdown(rule.reason) + "\n\n**Cure:** " + markdown(rule.cure)}}},
      {"defaultConfiguration", Object{{"level", name_of(rule.severity)}}},
      {"properties", std::move(properties)}};
}

Array rules() {
  Array all;
  for (const Rule* rule : policy::rule_table())
    all.push_back(rule_of(*rule));
  return all;
}

Array locations_of(const policy::Report& report, const Finding& finding) {
  Array locations;
  for (const std::string& place : places_of(report, finding)) {
    locations.push_back(Object{{"physicalLocation", Object{{"artifactLocation", Object{{"uri", uri_path(place)}}},
                                                           {"region", Object{{"startLine", 1}}}}}});
  }
  return locations;
}

Object result_of(const policy::Report& report, const Finding& finding) {
  Object result{{"ruleId", finding.rule}};
  const auto& table = policy::rule_table();
  const auto row = std::ranges::find(table, std::string_view(finding.rule), &Rule::id);
  if (row != table.end()) result.push_back({"ruleIndex", row - table.begin()});
  const std::string print = fingerprint_of(finding);
  result.push_back({"level", name_of(finding.severity)});
  result.push_back({"message", text_object(plain_message(finding.message + ". " + finding.help))});
  result.push_back({"locations", locations_of(report, finding)});
  result.push_back({"partialFingerprints",
                    Object{{"primaryLocationLineHash", print.substr(0, 16) + ":1"}, {"weightcheckFinding/v1", print}}});
  return result;
}

Array results_of(const policy::Report& report) {
  Array results;
  for (const Finding& finding : folded(report.findings))
    results.emplace_back(result_of(report, finding));
  for (const auto& waived : report.waived) {
    if (results.size() == results_max) break;
    Object result = result_of(report, waived.finding);
    result.push_back(
        {"suppressions", Array{Object{{"kind", "external"},
                                      {"status", "accepted"},
                                      {"justification", waived.reason + " (until " + waived.expires + ")"}}}});
    results.emplace_back(std::move(result));
  }
  return results;
}

Object run_of(const policy::Report& report) {
  Object run{{"tool", Object{{"driver", Object{{"name", "weightcheck"},
                                               {"version", report.tool.version},
                                               {"semanticVersion", report.tool.version},
                                               {"rules", rules()}}}}},
             // Two models of one repository are two categories: the one's results do not close the other's.
             {"automationDetails", Object{{"id", "weightcheck/" + uri_segment(report.model) + "/"}}},
             {"invocations", Array{Object{{"executionSuccessful", report.verdict != policy::Verdict::incomplete},
                                          {"exitCode", report.exit_code},
                                          {"endTimeUtc", report.finished_at}}}}};
  if (report.pin && report.pin->upstream) {
    run.push_back({"versionControlProvenance", Array{Object{{"repositoryUri", hubs::canonical(*report.pin->upstream)},
                                                            {"revisionId", report.pin->commit.hex()}}}});
  }
  run.push_back({"results", results_of(report)});
  run.push_back({"columnKind", "utf16CodeUnits"});
  Object properties{{"verdict", name_of(report.verdict)},
                    {"trust", evidence::name_of(report.trust)},
                    {"trust_upstream", evidence::name_of(report.upstream_trust)}};
  if (report.signature) properties.push_back({"signature", signature_of(report)});
  run.push_back({"properties", std::move(properties)});
  return run;
}

}  // namespace

std::string write_sarif(const policy::Report& report, const Style&) {
  const Value document = Object{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                                {"version", "2.1.0"},
                                {"runs", Array{run_of(report)}}};
  return json::write(document) + "\n";
}

}  // namespace weightcheck::report
