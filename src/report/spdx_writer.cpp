// SPDX-License-Identifier: Apache-2.0
// SPDX 3.0.1 as JSON-LD. The AI profile asks five things of a model's package: where it comes from, its version, its
// purpose, when it was released and who supplies it. Only a model of which all five are known is written as one and
// claims the profile; any other is a software package whose purpose is "model".
#include <algorithm>

#include "base/escape.hpp"
#include "hubs/upstream.hpp"
#include "json/value.hpp"
#include "report/escape.hpp"
#include "report/package_identity.hpp"
#include "report/signature_words.hpp"
#include "report/spdx_graph.hpp"
#include "report/writer.hpp"

namespace weightcheck::report {
namespace {

using json::Array;
using json::Object;
using json::Value;
using policy::Report;

// There is no expression for a license that nobody knows: SPDX has an element for it.
constexpr std::string_view no_assertion = "expandedlicensing_NoAssertionLicense";

class ModelGraph {
 public:
  explicit ModelGraph(const Report& report)
      : report_(report),
        identity_(identity_of(report)),
        graph_(uuid_of(report), report.finished_at, report.tool.version) {}

  std::string write() && {
    add_model();
    for (const auto& row : report_.files) {
      if (row.size) add_file(row);
    }
    relate("model", "contains", files_, report_.exit_code == 0 ? "complete" : "noAssertion");
    add_licenses();
    add_bases();
    json::Array profiles{"core", "software", "simpleLicensing"};
    if (is_known()) profiles.emplace_back("ai");
    return std::move(graph_).finish(std::move(profiles));
  }

 private:
  [[nodiscard]] bool is_known() const {
    return !identity_.upstream.empty() && !identity_.commit.empty() && !identity_.owner.empty() &&
           !report_.commit_time.empty();
  }

  void add_model() {
    Object model = graph_.element(is_known() ? "ai_AIPackage" : "software_Package", "model");
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
      model.push_back({"suppliedBy", graph_.id("supplier")});
    }
    graph_.add(std::move(model));
    if (is_known()) graph_.add_named("Organization", "supplier", identity_.owner);
  }

  void add_file(const evidence::FileRow& row) {
    const std::string local = "file-" + std::to_string(files_.size() + 1);
    Object file = graph_.element("software_File", local);
    file.push_back({"name", printable(row.path.text())});
    if (const auto sha256 = row.digests.sha256()) {
      file.push_back(
          {"verifiedUsing", Array{Object{{"type", "Hash"}, {"algorithm", "sha256"}, {"hashValue", sha256->hex()}}}});
    }
    graph_.add(std::move(file));
    files_.emplace_back(graph_.id(local));
  }

  void relate(std::string_view from, std::string_view type, const Array& to, std::string_view completeness) {
    if (to.empty()) return;
    Object relation = graph_.element("Relationship", "relation-" + std::to_string(++relations_));
    relation.push_back({"from", graph_.id(from)});
    relation.push_back({"relationshipType", type});
    relation.push_back({"to", to});
    relation.push_back({"completeness", completeness});
    graph_.add(std::move(relation));
  }

  void relate_license(std::string_view local, std::string_view type, const std::string& expression) {
    Object license = graph_.element("simplelicensing_LicenseExpression", local);
    license.push_back({"simplelicensing_licenseExpression", expression});
    graph_.add(std::move(license));
    relate("model", type, {Value(graph_.id(local))}, "noAssertion");
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
    Object base = graph_.element("software_Package", local);
    base.push_back({"name", printable(name)});
    base.push_back({"software_primaryPurpose", "model"});
    if (commit) base.push_back({"software_packageVersion", commit->hex()});
    const auto upstream = hubs::read_upstream(name, hubs::Bare::hub_name);
    if (const std::string purl = upstream.ok() ? package_url(*upstream, commit) : ""; !purl.empty())
      base.push_back({"software_packageUrl", purl});
    graph_.add(std::move(base));
    bases_.emplace_back(graph_.id(local));
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

  const Report& report_;
  const PackageIdentity identity_;
  SpdxGraph graph_;
  Array files_{}, bases_{};  // ids
  std::size_t relations_ = 0;
};

}  // namespace

std::string write_spdx(const Report& report, const Style&) { return ModelGraph(report).write(); }

}  // namespace weightcheck::report
