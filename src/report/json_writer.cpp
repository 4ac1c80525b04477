// SPDX-License-Identifier: Apache-2.0
// The report as JSON: schema_version 1, held to manifests/schema/report-1.schema.json by the tests. Members are added,
// never renamed or given another meaning, within one schema_version.
#include "base/escape.hpp"
#include "json/value.hpp"
#include "json/write.hpp"
#include "report/lineage_writer.hpp"
#include "report/owners.hpp"
#include "report/signature_json.hpp"
#include "report/writer.hpp"

namespace weightcheck::report {
namespace {

using json::Array;
using json::Object;
using json::Value;

Value text_or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

Value pin_of(const policy::Report& report) {
  if (!report.pin) return {};
  return Object{{"upstream", report.pin->upstream ? Value(printable(*report.pin->upstream)) : Value()},
                {"commit", report.pin->commit.hex()}};
}

Array statements_of(const policy::Report& report) {
  Array statements;
  for (const auto& said : report.statements) {
    statements.push_back(
        Object{{"what", said.what},
               {"value", printable(said.value)},
               {"origin", name_of(said.origin.kind)},
               {"by", text_or_null(printable(said.origin.identity.empty() ? said.by : said.origin.identity))}});
  }
  return statements;
}

Array claim_sets_of(const policy::Report& report) {
  static constexpr std::string_view coverages[] = {"all", "some", "commit"};
  Array sets;
  for (const auto& set : report.claim_sets) {
    sets.push_back(Object{{"source", set.source},
                          {"origin", name_of(set.origin.kind)},
                          {"by", text_or_null(printable(set.origin.identity.empty() ? set.by : set.origin.identity))},
                          {"coverage", coverages[static_cast<std::size_t>(set.coverage)]}});
  }
  return sets;
}

Array checks_of(const policy::Report& report) {
  Array checks;
  for (const auto& check : report.checks) {
    checks.push_back(
        Object{{"id", name_of(check.check)}, {"outcome", name_of(check.outcome)}, {"reason", check.reason}});
  }
  return checks;
}

Array paths_of(const policy::Finding& finding) {
  Array paths;
  for (const auto& path : finding.paths)
    paths.emplace_back(printable(path));
  return paths;
}

Value finding_of(const policy::Finding& finding) {
  return Object{{"rule", finding.rule},       {"severity", name_of(finding.severity)},
                {"message", finding.message}, {"help", finding.help},
                {"paths", paths_of(finding)}, {"paths_total", finding.paths_total}};
}

Value waived_of(const policy::Waived& waived) {
  const auto& finding = waived.finding;
  return Object{{"rule", finding.rule},
                {"severity", name_of(finding.severity)},
                {"message", finding.message},
                {"paths", paths_of(finding)},
                {"paths_total", finding.paths_total},
                {"waiver", waived.waiver},
                {"reason", waived.reason},
                {"expires", waived.expires}};
}

bool is_renamed(const evidence::FileRow& row) { return row.base && row.base->path != row.path; }

// One word a claim set, in their order.
Array held_of(const evidence::FileRow& row) {
  Array words;
  for (const evidence::Held held : row.held)
    words.emplace_back(name_of(held));
  return words;
}

// Bytes, the end not among them.
Array damage_of(const evidence::FileRow& row) {
  Array ranges;
  for (const midstates::ByteRange& range : row.damage)
    ranges.push_back(Object{{"begin", range.begin}, {"end", range.end}});
  return ranges;
}

Value file_entry_of(const policy::Report& report, const evidence::FileRow& row) {
  const auto sha256 = row.digests.sha256();
  Object file{{"path", printable(row.path.text())},
              {"size", row.size ? Value(*row.size) : Value()},
              {"sha256", sha256 ? Value(sha256->hex()) : Value()},
              {"integrity", name_of(row.integrity)},
              {"anchor", name_of(row.anchor)},
              {"held", held_of(row)},
              {"origin", name_of(row.owner)},
              {"base", row.base ? Value(report.bases.at(row.base->base).commit.hex()) : Value()},
              {"base_path", is_renamed(row) ? Value(printable(row.base->path.text())) : Value()}};
  if (!row.damage.empty()) file.push_back({"damage", damage_of(row)});
  return file;
}

Array bases_of(const policy::Report& report) {
  Array bases;
  for (std::size_t i = 0; i < report.bases.size(); ++i) {
    const auto& base = report.bases[i];
    bases.push_back(
        Object{{"commit", base.commit.hex()},
               {"proof", printable(base.file)},
               {"files", files_of_base(report, i).files},
               {"bytes", files_of_base(report, i).bytes},
               {"commit_files_shared", base.commit_files_shared ? Value(*base.commit_files_shared) : Value()}});
  }
  return bases;
}

Array named_bases_of(const policy::Report& report) {
  Array bases;
  for (const auto& base : report.named_bases) {
    bases.push_back(Object{{"name", printable(base.name)},
                           {"commit", base.commit ? Value(base.commit->hex()) : Value()},
                           {"license", text_or_null(printable(base.license))}});
  }
  return bases;
}

Array declared_of(const policy::LicenseSummary& license) {
  Array names;
  for (const auto& name : license.declared_names)
    names.push_back(Object{{"text", printable(name.text)}, {"spdx", text_or_null(name.spdx)}});
  return names;
}

Array set_aside_of(const policy::LicenseSummary& license) {
  Array all;
  for (const auto& entry : license.set_aside)
    all.push_back(Object{{"line", entry.line}, {"text", printable(entry.text)}});
  return all;
}

Value license_of(const policy::Report& report) {
  const auto& license = report.license;
  return Object{{"declared", text_or_null(printable(license.declared))},
                {"declared_names", declared_of(license)},
                {"declared_name", text_or_null(printable(report.license_name))},
                {"declared_link", text_or_null(printable(report.license_link))},
                {"declares_a_choice", license.declares_a_choice},
                {"detected", text_or_null(license.detected)},
                {"detected_spdx", text_or_null(license.detected_spdx)},
                {"weights", text_or_null(license.detected)},
                {"code", text_or_null(license.code)},
                {"confidence", license.confidence ? Value(*license.confidence) : Value()},
                {"file", text_or_null(printable(license.file))},
                {"set_aside", set_aside_of(license)}};
}

std::string_view name_of(evidence::Exclusion reason) {
  static constexpr std::string_view names[] = {"git-folder",       "hub-metadata", "own-file",
                                               "partial-download", "companion",    "empty-folder"};
  return names[static_cast<std::size_t>(reason)];
}

Array excluded_of(const policy::Report& report) {
  Array excluded;
  for (const auto& entry : report.excluded)
    excluded.push_back(Object{{"name", printable(entry.name)}, {"reason", name_of(entry.reason)}});
  return excluded;
}

Value timing_of(const policy::Timing& timing) {
  const double rate = timing.seconds > 0 ? static_cast<double>(timing.bytes) / timing.seconds : 0;
  return Object{{"bytes", timing.bytes}, {"seconds", timing.seconds}, {"bytes_per_second", rate}};
}

}  // namespace

std::string write_json(const policy::Report& report, const Style&) {
  json::ObjectText document;
  document.add({
      {"schema_version", 1},
      {"tool", Object{{"name", "weightcheck"},
                      {"version", report.tool.version},
                      {"sha256_engine", text_or_null(report.tool.sha256_engine)}}},
      {"command", report.command},
      {"model", printable(report.model)},
      {"verdict", name_of(report.verdict)},
      {"exit_code", report.exit_code},
      {"fail_on", name_of(report.fail_on)},
      {"finished_at", text_or_null(report.finished_at)},
      {"trust", evidence::name_of(report.trust)},
      {"trust_upstream", evidence::name_of(report.upstream_trust)},
      {"pin", pin_of(report)},
      {"signature", signature_of(report)},
      {"statements", statements_of(report)},
      {"commit_time", text_or_null(report.commit_time)},
      {"expectations", text_or_null(report.expectations)},
      {"sandbox", text_or_null(report.sandbox)},
      {"claim_sets", claim_sets_of(report)},
      {"checks", checks_of(report)},
  });
  document.begin_list("findings");
  for (const auto& finding : report.findings)
    document.add_item(finding_of(finding));
  document.end_list();
  document.begin_list("waived");
  for (const auto& waived : report.waived)
    document.add_item(waived_of(waived));
  document.end_list();
  document.begin_list("files");
  for (const auto& row : report.files)
    document.add_item(file_entry_of(report, row));
  document.end_list();
  document.add({
      {"bases", bases_of(report)},
      {"named_bases", named_bases_of(report)},
      {"base_relation", text_or_null(printable(report.base_relation))},
      {"license", license_of(report)},
      {"excluded", excluded_of(report)},
      {"timing", timing_of(report.timing)},
  });
  if (report.lineage) document.add("lineage", lineage_value(*report.lineage));
  return std::move(document).take() + "\n";
}

}  // namespace weightcheck::report
