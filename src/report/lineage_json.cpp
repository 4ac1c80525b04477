// SPDX-License-Identifier: Apache-2.0
// The report of `lineage` as JSON: docs/lineage.md has the form.
#include <map>

#include "base/escape.hpp"
#include "json/value.hpp"
#include "json/write.hpp"
#include "report/lineage_writer.hpp"

namespace weightcheck::report {
namespace {

using json::Array;
using json::Object;
using json::Value;
using lineage::Outcome;

Value printable_or_null(const std::string& text) { return text.empty() ? Value() : Value(printable(text)); }

Value count_of(const lineage::Count& count) { return Object{{"tensors", count.tensors}, {"bytes", count.bytes}}; }

Value base_of(const lineage::BaseTotals& base) {
  Object tensors, bytes;
  Array absent;
  for (const ModelPath& path : base.absent)
    absent.emplace_back(printable(path.text()));
  for (const auto& [relation, count] : base.tensors)
    tensors.push_back({std::string(name_of(relation)), count});
  for (std::size_t i = 0; i < lineage::evidences; ++i)
    bytes.push_back({std::string(name_of(static_cast<lineage::Evidence>(i))), base.bytes.at(i)});
  return Object{{"upstream", printable_or_null(base.upstream)},
                {"commit", base.commit},
                {"license", printable_or_null(base.license)},
                {"trust", base.pinned ? "pinned" : "self"},
                {"established", base.established},
                {"tensors", std::move(tensors)},
                {"bytes", std::move(bytes)},
                {"common", count_of(base.common)},
                {"not_taken", count_of(base.not_taken)},
                {"absent", std::move(absent)}};
}

Value quants_of(const lineage::Quants& quants) {
  const auto& off = quants.first_off;
  return Object{{"tested", quants.tested},
                {"on_level", quants.on_level},
                {"of", quants.of_all ? "all values" : "samples"},
                {"first_off", off ? Value(Object{{"row", off->row}, {"column", off->column}}) : Value()},
                {"error", quants.error}};
}

Value row_of(const Outcome& outcome, const lineage::Row& row) {
  Array shape, also_in, steps, pieces;
  for (const std::uint64_t dimension : row.tensor.shape)
    shape.emplace_back(dimension);
  for (const std::size_t base : row.also_in)
    also_in.emplace_back(outcome.bases[base].commit);
  for (const lineage::Relation step : row.steps)
    steps.emplace_back(name_of(step));
  for (const lineage::RowPiece& piece : row.pieces)
    pieces.push_back(Object{{"base_tensor", printable(piece.base_tensor)}, {"bytes", piece.bytes}});
  const bool related = row.base.has_value();
  Object members{{"name", printable(row.tensor.name)},
                 {"file", printable(row.tensor.file.text())},
                 {"dtype", row.tensor.dtype_name},
                 {"shape", std::move(shape)},
                 {"bytes", row.tensor.bytes},
                 {"relation", name_of(row.relation)},
                 {"evidence", row.evidence ? Value(name_of(*row.evidence)) : Value()},
                 {"base", related ? Value(outcome.bases[*row.base].commit) : Value()},
                 {"base_tensor", related ? Value(printable(row.base_tensor)) : Value()},
                 {"base_bytes", row.base_bytes},
                 {"common", row.common},
                 {"also_in", std::move(also_in)},
                 {"pieces", row.pieces.empty() ? Value() : Value(std::move(pieces))},
                 {"steps", std::move(steps)}};
  if (row.numbers) {
    members.push_back({"r", row.numbers->r});
    members.push_back({"eq", row.numbers->eq});
    members.push_back({"d", row.numbers->d});
    members.push_back({"rank1", row.numbers->rank1});
    members.push_back({"n", row.numbers->n});
  }
  if (row.quants) members.push_back({"quants", quants_of(*row.quants)});
  return members;
}

Value mixture_of(const Outcome& outcome) {
  if (!outcome.mixture) return {};
  Array weights;
  for (const lineage::Mixture::Weight& one : outcome.mixture->weights)
    weights.push_back(Object{{"base", outcome.bases[one.base].commit}, {"weight", one.weight}});
  return Object{
      {"weights", std::move(weights)}, {"residual", outcome.mixture->residual}, {"exact", outcome.mixture->exact}};
}

Value missing_of(const Outcome& outcome, const lineage::Missing& missing) {
  return Object{{"base", outcome.bases[missing.base].commit},
                {"shard", printable(missing.shard.text())},
                {"begin", missing.range.begin},
                {"end", missing.range.end}};
}

Value unread_of(const lineage::Unread& one) {
  return Object{{"file", printable(one.file.text())}, {"reason", one.why}};
}

Value lineage_finding_of(const policy::Finding& finding) {
  return Object{{"rule", finding.rule},
                {"severity", name_of(finding.severity)},
                {"message", finding.message},
                {"help", finding.help}};
}

}  // namespace

std::string lineage_json(const LineageReport& report) {
  const Outcome& outcome = report.outcome;
  json::ObjectText document;
  document.add({{"schema_version", 1},
                {"tool", Object{{"name", "weightcheck"}, {"version", report.version}}},
                {"command", "lineage"},
                {"model", printable(report.model)},
                {"verdict", name_of(outcome.verdict)},
                {"exit_code", report.exit_code},
                {"bytes", outcome.bytes},
                {"z", outcome.z ? Value(*outcome.z) : Value()}});
  document.begin_list("bases");
  for (const lineage::BaseTotals& base : outcome.bases)
    document.add_item(base_of(base));
  document.end_list();
  document.begin_list("tensors");
  for (const lineage::Row& row : outcome.rows)
    document.add_item(row_of(outcome, row));
  document.end_list();
  document.begin_list("missing");
  for (const lineage::Missing& missing : outcome.missing)
    document.add_item(missing_of(outcome, missing));
  document.end_list();
  document.add("mixture", mixture_of(outcome));
  document.begin_list("unread");
  for (const lineage::Unread& one : outcome.unread)
    document.add_item(unread_of(one));
  document.end_list();
  document.begin_list("findings");
  for (const policy::Finding& finding : report.findings)
    document.add_item(lineage_finding_of(finding));
  document.end_list();
  const double rate = report.seconds > 0 ? static_cast<double>(outcome.bytes) / report.seconds : 0;
  document.add("timing", Object{{"bytes", outcome.bytes}, {"seconds", report.seconds}, {"bytes_per_second", rate}});
  return std::move(document).take() + "\n";
}

Value lineage_value(const Outcome& outcome) {
  Array bases, tensors, missing, unread;
  for (const lineage::BaseTotals& base : outcome.bases)
    bases.push_back(base_of(base));
  for (const lineage::Row& row : outcome.rows)
    tensors.push_back(row_of(outcome, row));
  for (const lineage::Missing& one : outcome.missing)
    missing.push_back(missing_of(outcome, one));
  for (const lineage::Unread& one : outcome.unread)
    unread.push_back(unread_of(one));
  return Object{{"verdict", name_of(outcome.verdict)},
                {"bytes", outcome.bytes},
                {"z", outcome.z ? Value(*outcome.z) : Value()},
                {"bases", std::move(bases)},
                {"tensors", std::move(tensors)},
                {"missing", std::move(missing)},
                {"mixture", mixture_of(outcome)},
                {"unread", std::move(unread)}};
}

std::string per_tensor_json(const Outcome& outcome) {
  std::map<std::string, int> names;
  for (const lineage::Row& row : outcome.rows)
    ++names[row.tensor.name];
  json::ObjectText document;
  for (const lineage::Row& row : outcome.rows) {
    if (!row.sha256) continue;
    const std::string name = printable(row.tensor.name);
    document.add(names[row.tensor.name] == 1 ? name : printable(row.tensor.file.text()) + ":" + name,
                 row.sha256->hex());
  }
  return std::move(document).take() + "\n";
}

}  // namespace weightcheck::report
