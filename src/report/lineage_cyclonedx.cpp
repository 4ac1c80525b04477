// SPDX-License-Identifier: Apache-2.0
// CycloneDX 1.6: the model with its pedigree. Ancestors are the bases to which a relation was found, and no others; how
// well that was shown stands in their properties.
#include "base/escape.hpp"
#include "hubs/upstream.hpp"
#include "json/value.hpp"
#include "json/write.hpp"
#include "policy/lineage.hpp"
#include "report/lineage_writer.hpp"
#include "report/package_identity.hpp"

namespace weightcheck::report {
namespace {

using json::Array;
using json::Object;
using json::Value;
using lineage::BaseTotals;

Value ancestor(const BaseTotals& base) {
  Object component{{"type", "machine-learning-model"}, {"name", printable(policy::short_name_of(base))}};
  const auto upstream = hubs::read_upstream(base.upstream);
  const auto commit = git::ObjectId::parse(base.commit);
  if (const std::string purl = upstream.ok() ? package_url(*upstream, commit) : ""; !purl.empty()) {
    component = Object{{"type", "machine-learning-model"},
                       {"group", printable(upstream->owner)},
                       {"name", printable(upstream->name)},
                       {"purl", purl}};
  }
  component.push_back({"version", base.commit});
  if (!base.license.empty()) {
    component.push_back(
        {"licenses",
         Array{Object{{"license", Object{{"name", printable(base.license)}, {"acknowledgement", "declared"}}}}}});
  }
  Array properties{property("lineage:commit_given_by", base.pinned      ? "caller"
                                                       : base.is_ledger ? "ledger"
                                                                        : "directory")};
  for (std::size_t i = 0; i < base.bytes.size(); ++i)
    properties.push_back(property("lineage:bytes_" + std::string(name_of(static_cast<lineage::Evidence>(i))),
                                  std::to_string(base.bytes.at(i))));
  for (const auto& [relation, tensors] : base.tensors)
    properties.push_back(property("lineage:tensors_" + std::string(name_of(relation)), std::to_string(tensors)));
  properties.push_back(property("lineage:tensors_not_taken", std::to_string(base.not_taken.tensors)));
  component.push_back({"properties", std::move(properties)});
  return component;
}

}  // namespace

std::string lineage_cyclonedx(const LineageReport& report) {
  Object model{{"type", "machine-learning-model"}, {"bom-ref", "model"}, {"name", name_of_model(report.model)}};
  Array ancestors;
  for (const BaseTotals& base : report.outcome.bases) {
    if (base.established) ancestors.push_back(ancestor(base));
  }
  Object pedigree;
  if (!ancestors.empty()) pedigree.push_back({"ancestors", std::move(ancestors)});
  pedigree.push_back({"notes", lineage_summary(report.outcome)});
  model.push_back({"pedigree", std::move(pedigree)});
  Array properties{property("lineage:verdict", name_of(report.outcome.verdict)),
                   property("lineage:bytes", std::to_string(report.outcome.bytes)),
                   property("lineage:files_unread", std::to_string(report.outcome.unread.size()))};
  json::ObjectText document;
  document.add({{"bomFormat", "CycloneDX"},
                {"specVersion", "1.6"},
                {"serialNumber", "urn:uuid:" + uuid_of_text(lineage_json(report))},
                {"version", 1},
                {"metadata", Object{{"timestamp", report.finished_at},
                                    {"tools", Object{{"components", Array{Object{{"type", "application"},
                                                                                 {"name", "weightcheck"},
                                                                                 {"version", report.version}}}}}},
                                    {"component", std::move(model)},
                                    {"properties", std::move(properties)}}},
                {"compositions", Array{Object{{"aggregate", "unknown"}, {"assemblies", Array{"model"}}}}}});
  return std::move(document).take() + "\n";
}

}  // namespace weightcheck::report
