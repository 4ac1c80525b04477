// SPDX-License-Identifier: Apache-2.0
// SPDX 3.0.1 as JSON-LD: the model as a package, and the bases to which a relation was found as what it descends from.
// A base of which the AI profile's five facts are known is written as an AIPackage; when it was released is the time
// that its commit tells.
#include <utility>

#include "base/escape.hpp"
#include "hubs/upstream.hpp"
#include "json/value.hpp"
#include "json/write.hpp"
#include "policy/lineage.hpp"
#include "report/assemble.hpp"
#include "report/lineage_writer.hpp"
#include "report/package_identity.hpp"

namespace weightcheck::report {
namespace {

using json::Array;
using json::Object;
using json::Value;
using lineage::BaseTotals;

constexpr std::string_view lineage_creation = "_:creation";

class LineageGraph {
 public:
  explicit LineageGraph(const LineageReport& report)
      : report_(report), space_("urn:uuid:" + uuid_of_text(lineage_json(report)) + "#") {}

  std::string write() && {
    document_.add("@context", "https://spdx.org/rdf/3.0.1/spdx-context.jsonld");
    document_.begin_list("@graph");
    add_creation();
    Object model = element("software_Package", "model");
    model.push_back({"name", name_of_model(report_.model)});
    model.push_back({"comment", lineage_summary(report_.outcome)});
    model.push_back({"software_primaryPurpose", "model"});
    document_.add_item(std::move(model));
    for (const BaseTotals& base : report_.outcome.bases) {
      if (base.established) add_base(base);
    }
    add_document();
    document_.end_list();
    return std::move(document_).take() + "\n";
  }

 private:
  [[nodiscard]] std::string id(std::string_view local) const { return space_ + std::string(local); }

  Object element(std::string_view type, const std::string& local) {
    elements_.emplace_back(id(local));
    return Object{{"type", type}, {"spdxId", id(local)}, {"creationInfo", lineage_creation}};
  }

  void add_creation() {
    document_.add_item(Object{{"type", "CreationInfo"},
                              {"@id", lineage_creation},
                              {"specVersion", "3.0.1"},
                              {"created", report_.finished_at},
                              {"createdBy", Array{id("agent")}},
                              {"createdUsing", Array{id("tool")}}});
    Object agent = element("SoftwareAgent", "agent");
    agent.push_back({"name", "weightcheck"});
    document_.add_item(std::move(agent));
    Object tool = element("Tool", "tool");
    tool.push_back({"name", "weightcheck-" + report_.version});
    document_.add_item(std::move(tool));
  }

  void add_base(const BaseTotals& base) {
    const std::string local = "base-" + std::to_string(++bases_);
    const auto upstream = hubs::read_upstream(base.upstream);
    const std::string released = time_of_committer(base.committer);
    const std::string owner = upstream.ok() ? printable(upstream->owner) : "";
    const bool is_known = upstream.ok() && !owner.empty() && !released.empty();
    has_ai_ = has_ai_ || is_known;
    Object package = element(is_known ? "ai_AIPackage" : "software_Package", local);
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
      package.push_back({"suppliedBy", id(local + "-supplier")});
    }
    document_.add_item(std::move(package));
    if (is_known) {
      Object supplier = element("Organization", local + "-supplier");
      supplier.push_back({"name", owner});
      document_.add_item(std::move(supplier));
    }
    relate(base, local);
  }

  void relate(const BaseTotals& base, const std::string& local) {
    std::string shown;
    for (std::size_t i = 0; i < base.bytes.size(); ++i) {
      shown += (i == 0 ? "bytes: " : ", ") + std::string(name_of(static_cast<lineage::Evidence>(i))) + " " +
               std::to_string(base.bytes.at(i));
    }
    Object relation = element("Relationship", local + "-relation");
    relation.push_back({"comment", shown + (base.pinned ? "; the commit was given by the caller"
                                                        : "; the commit is the base's own word")});
    relation.push_back({"from", id("model")});
    relation.push_back({"relationshipType", "descendantOf"});
    relation.push_back({"to", Array{id(local)}});
    relation.push_back({"completeness", "noAssertion"});
    document_.add_item(std::move(relation));
  }

  void add_document() {
    Array profiles{"core", "software"};
    if (has_ai_) profiles.emplace_back("ai");
    const Array inside = elements_;
    Object bom = element("software_Sbom", "bom");
    bom.push_back({"profileConformance", profiles});
    bom.push_back({"software_sbomType", Array{"analyzed"}});
    bom.push_back({"rootElement", Array{id("model")}});
    bom.push_back({"element", inside});
    document_.add_item(std::move(bom));
    const Array all = elements_;
    Object document = element("SpdxDocument", "document");
    document.push_back({"profileConformance", std::move(profiles)});
    document.push_back({"rootElement", Array{id("bom")}});
    document.push_back({"element", all});
    document_.add_item(std::move(document));
  }

  const LineageReport& report_;
  const std::string space_;
  json::ObjectText document_;
  Array elements_{};  // ids
  std::size_t bases_ = 0;
  bool has_ai_ = false;
};

}  // namespace

std::string lineage_spdx(const LineageReport& report) { return LineageGraph(report).write(); }

}  // namespace weightcheck::report
