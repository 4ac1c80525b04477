// SPDX-License-Identifier: Apache-2.0
// SPDX 3.0.1 as JSON-LD: the model as a package, and the bases to which a relation was found as what it descends from.
// A base of which the AI profile's five facts are known is written as an AIPackage; when it was released is the time
// that its commit tells.
#include <utility>

#include "base/escape.hpp"
#include "hubs/upstream.hpp"
#include "json/value.hpp"
#include "policy/lineage.hpp"
#include "report/assemble.hpp"
#include "report/lineage_writer.hpp"
#include "report/package_identity.hpp"
#include "report/spdx_graph.hpp"

namespace weightcheck::report {
namespace {

using json::Array;
using json::Object;
using json::Value;
using lineage::BaseTotals;

class LineageGraph {
 public:
  explicit LineageGraph(const LineageReport& report)
      : report_(report), graph_(uuid_of_text(lineage_json(report)), report.finished_at, report.version) {}

  std::string write() && {
    Object model = graph_.element("software_Package", "model");
    model.push_back({"name", name_of_model(report_.model)});
    model.push_back({"comment", lineage_summary(report_.outcome)});
    model.push_back({"software_primaryPurpose", "model"});
    graph_.add(std::move(model));
    for (const BaseTotals& base : report_.outcome.bases) {
      if (base.established) add_base(base);
    }
    json::Array profiles{"core", "software"};
    if (has_ai_) profiles.emplace_back("ai");
    return std::move(graph_).finish(std::move(profiles));
  }

 private:
  void add_base(const BaseTotals& base) {
    const std::string local = "base-" + std::to_string(++bases_);
    const auto upstream = hubs::read_upstream(base.upstream);
    const std::string released = time_of_committer(base.committer);
    const std::string owner = upstream.ok() ? printable(upstream->owner) : "";
    const bool is_known = upstream.ok() && !owner.empty() && !released.empty();
    has_ai_ = has_ai_ || is_known;
    Object package = graph_.element(is_known ? "ai_AIPackage" : "software_Package", local);
    package.push_back({"name", printable(policy::short_name_of(base))});
    if (!base.license.empty()) {
      package.push_back({"comment", "license, as the base's own card names it: " + printable(base.license)});
    }
    package.push_back({"software_primaryPurpose", "model"});
    package.push_back({"software_packageVersion", base.commit});
    if (upstream.ok()) package.push_back({"software_downloadLocation", upstream->url});
    const auto commit = git::ObjectId::parse(base.commit);
    if (const std::string purl = upstream.ok() ? package_url(*upstream, commit) : ""; !purl.empty())
      package.push_back({"software_packageUrl", purl});
    if (is_known) {
      package.push_back({"releaseTime", released});
      package.push_back({"suppliedBy", graph_.id(local + "-supplier")});
    }
    graph_.add(std::move(package));
    if (is_known) graph_.add_named("Organization", local + "-supplier", owner);
    relate(base, local);
  }

  void relate(const BaseTotals& base, const std::string& local) {
    std::string shown;
    for (std::size_t i = 0; i < base.bytes.size(); ++i) {
      shown += (i == 0 ? "bytes: " : ", ") + std::string(name_of(static_cast<lineage::Evidence>(i))) + " " +
               std::to_string(base.bytes.at(i));
    }
    Object relation = graph_.element("Relationship", local + "-relation");
    relation.push_back({"comment", shown + (base.pinned ? "; the commit was given by the caller"
                                                        : "; the commit is the base's own word")});
    relation.push_back({"from", graph_.id("model")});
    relation.push_back({"relationshipType", "descendantOf"});
    relation.push_back({"to", Array{graph_.id(local)}});
    relation.push_back({"completeness", "noAssertion"});
    graph_.add(std::move(relation));
  }

  const LineageReport& report_;
  SpdxGraph graph_;
  std::size_t bases_ = 0;
  bool has_ai_ = false;
};

}  // namespace

std::string lineage_spdx(const LineageReport& report) { return LineageGraph(report).write(); }

}  // namespace weightcheck::report
