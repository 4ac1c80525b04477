// SPDX-License-Identifier: Apache-2.0
// SPDX 3.0.1 as JSON-LD. The AI profile asks five things of a model's package: where it comes from, its version, its
// purpose, when it was released and who supplies it. Only a model of which all five are known is written as one and
// claims the profile; any other is a software package whose purpose is "model".
#include <algorithm>

#include "base/escape.hpp"
#include "hubs/upstream.hpp"
#include "json/value.hpp"
#include "json/write.hpp"
#include "report/escape.hpp"
#include "report/package_identity.hpp"
#include "report/signature_words.hpp"
#include "report/writer.hpp"

namespace weightcheck::report {
namespace {

using json::Array;
using json::Object;
using json::Value;
using policy::Report;

constexpr std::string_view creation = "_:creation";
// There is no expression for a license that nobody knows: SPDX has an element for it.
constexpr std::string_view no_assertion = "expandedlicensing_NoAssertionLicense";

class Graph {
 public:
  explicit Graph(const Report& report)
      : report_(report), identity_(identity_of(report)), space_("urn:uuid:" + uuid_of(report) + "#") {}

  std::string write() && {
    document_.add("@context", "https://spdx.org/rdf/3.0.1/spdx-context.jsonld");
    document_.begin_list("@graph");
    add_creation();
    add_model();
    for (const auto& row : report_.files) {
      if (row.size) add_file(row);
    }
    relate("model", "contains", files_, report_.exit_code == 0 ? "complete" : "noAssertion");
    add_licenses();
    add_bases();
    add_document();
    document_.end_list();
    return std::move(document_).take() + "\n";
  }

 private:
  [[nodiscard]] std::string id(std::string_view local) const { return space_ + std::string(local); }

  Object element(std::string_view type, std::string_view local) {
    elements_.emplace_back(id(local));
    return Object{{"type", type}, {"spdxId", id(local)}, {"creationInfo", creation}};
  }

  void add_creation() {
    document_.add_item(Object{{"type", "CreationInfo"},
                              {"@id", creation},
                              {"specVersion", "3.0.1"},
                              {"created", report_.finished_at},
                              {"createdBy", Array{id("agent")}},
                              {"createdUsing", Array{id("tool")}}});
    Object agent = element("SoftwareAgent", "agent");
    agent.push_back({"name", "weightcheck"});
    document_.add_item(std::move(agent));
    Object tool = element("Tool", "tool");
    tool.push_back({"name", "weightcheck-" + report_.tool.version});
    document_.add_item(std::move(tool));
  }

  [[nodiscard]] bool is_known() const {
    return !identity_.upstream.empty() && !identity_.commit.empty() && !identity_.owner.empty() &&
           !report_.commit_time.empty();
  }

  void add_model() {
    Object model = element(is_known() ? "ai_AIPackage" : "software_Package", "model");
    model.push_back({"name", identity_.name});
    model.push_back({"comment", "weightcheck: " + std::string(name_of(report_.verdict)) +
                                    ", trust: " + std::string(evidence::name_of(report_.trust)) +
                                    " (upstream: " + std::string(evidence::name_of(report_.upstream_trust)) + ")" +
                                    (report_.signature ? ", " + signer_words(report_) : std::string())});
    model.push_back({"software_primaryPurpose", "model"});
    if (!identity_.upstream.empty()) model.push_back({"software_downloadLocation", identity_.upstream});
    if (!identity_.commit.empty()) model.push_back({"software_packageVersion", identity_.commit});
    if (!identity_.purl.empty()) model.push_back({"software_packageUrl", identity_.purl});
    if (is_known()) {
      model.push_back({"releaseTime", report_.commit_time});
      model.push_back({"suppliedBy", id("supplier")});
    }
    document_.add_item(std::move(model));
    if (!is_known()) return;
    Object supplier = element("Organization", "supplier");
    supplier.push_back({"name", identity_.owner});
    document_.add_item(std::move(supplier));
  }

  void add_file(const evidence::FileRow& row) {
    const std::string local = "file-" + std::to_string(files_.size() + 1);
    Object file = element("software_File", local);
    file.push_back({"name", printable(row.path.text())});
    if (const auto sha256 = row.digests.sha256()) {
      file.push_back(
          {"verifiedUsing", Array{Object{{"type", "Hash"}, {"algorithm", "sha256"}, {"hashValue", sha256->hex()}}}});
    }
    document_.add_item(std::move(file));
    files_.emplace_back(id(local));
  }

  void relate(std::string_view from, std::string_view type, const Array& to, std::string_view completeness) {
    if (to.empty()) return;
    Object relation = element("Relationship", "relation-" + std::to_string(++relations_));
    relation.push_back({"from", id(from)});
    relation.push_back({"relationshipType", type});
    relation.push_back({"to", to});
    relation.push_back({"completeness", completeness});
    document_.add_item(std::move(relation));
  }

  void relate_license(std::string_view local, std::string_view type, const std::string& expression) {
    Object license = element("simplelicensing_LicenseExpression", local);
    license.push_back({"simplelicensing_licenseExpression", expression});
    document_.add_item(std::move(license));
    relate("model", type, {Value(id(local))}, "noAssertion");
  }

  void add_licenses() {
    const auto& license = report_.license;
    std::string declared;
    for (const auto& one : license.declared_names)
      declared += (declared.empty()            ? ""
                   : license.declares_a_choice ? " OR "
                                               : " AND ") +
                  (one.spdx.empty() ? license_ref(one.text) : one.spdx);
    if (!declared.empty()) relate_license("declared-license", "hasDeclaredLicense", declared);
    if (license.detected.empty() || license.confidence != 1.0) {
      relate("model", "hasConcludedLicense", {Value(no_assertion)}, "noAssertion");
    } else {
      relate_license("concluded-license", "hasConcludedLicense",
                     license.detected_spdx.empty() ? license_ref(license.detected) : license.detected_spdx);
    }
  }

  void add_base(std::string_view name, const std::optional<git::ObjectId>& commit) {
    const std::string local = "base-" + std::to_string(bases_.size() + 1);
    Object base = element("software_Package", local);
    base.push_back({"name", printable(name)});
    base.push_back({"software_primaryPurpose", "model"});
    if (commit) base.push_back({"software_packageVersion", commit->hex()});
    const auto upstream = hubs::read_upstream(name, hubs::Bare::hub_name);
    if (const std::string purl = upstream.ok() ? package_url(*upstream, commit) : ""; !purl.empty())
      base.push_back({"software_packageUrl", purl});
    document_.add_item(std::move(base));
    bases_.emplace_back(id(local));
  }

  void add_bases() {
    for (const auto& base : report_.named_bases)
      add_base(base.name, base.commit);
    for (const auto& base : report_.bases) {
      const auto is_it = [&](const auto& named) { return named.commit == base.commit; };
      if (std::ranges::none_of(report_.named_bases, is_it)) add_base("commit " + base.commit.hex(), base.commit);
    }
    relate("model", "descendantOf", bases_, "noAssertion");
  }

  void add_document() {
    Array profiles{"core", "software", "simpleLicensing"};
    if (is_known()) profiles.emplace_back("ai");
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

  const Report& report_;
  const PackageIdentity identity_;
  const std::string space_;
  json::ObjectText document_;
  Array elements_{}, files_{}, bases_{};  // ids
  std::size_t relations_ = 0;
};

}  // namespace

std::string write_spdx(const Report& report, const Style&) { return Graph(report).write(); }

}  // namespace weightcheck::report
