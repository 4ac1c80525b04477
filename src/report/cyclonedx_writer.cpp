// SPDX-License-Identifier: Apache-2.0
// CycloneDX 1.6 with a machine-learning model as its subject: what files it is made of, with the digests that were
// computed, which licenses it declares and which text lies in it, and which models it says that it comes from.
#include <algorithm>
#include <utility>

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

// `id` is for ids of the SPDX list; any other license is a name.
Value license(std::string_view spdx, std::string_view name, std::string_view acknowledgement,
              std::string_view link = {}) {
  Object license{spdx.empty() ? json::Member{"name", name} : json::Member{"id", spdx},
                 {"acknowledgement", acknowledgement}};
  // A path in the model is no URL that a reader of the document could follow.
  if (link.starts_with("https://") || link.starts_with("http://")) license.push_back({"url", printable(link)});
  return Object{{"license", std::move(license)}};
}

// The text is the publisher's license only where it is a known one word for word; anything less is evidence alone.
bool is_concluded(const policy::LicenseSummary& seen) { return !seen.detected.empty() && seen.confidence == 1.0; }

// An expression stands alone here, so that a choice leaves no room for what was concluded.
Array licenses_of(const Report& report) {
  const policy::LicenseSummary& seen = report.license;
  Array all;
  std::string choice;
  for (const auto& declared : seen.declared_names) {
    const bool has_link = declared.text == report.license_name;
    all.push_back(license(declared.spdx, printable(declared.text), "declared",
                          has_link ? std::string_view(report.license_link) : ""));
    choice += (choice.empty() ? "" : " OR ") + (declared.spdx.empty() ? license_ref(declared.text) : declared.spdx);
  }
  if (seen.declares_a_choice) return {Object{{"expression", choice}, {"acknowledgement", "declared"}}};
  if (is_concluded(seen)) all.push_back(license(seen.detected_spdx, seen.detected, "concluded"));
  return all;
}

Value ancestor(std::string_view name, const std::optional<git::ObjectId>& commit, std::string_view base_license) {
  Object component{{"type", "machine-learning-model"}, {"name", printable(name)}};
  const auto base = hubs::read_upstream(name, hubs::Bare::hub_name);
  if (const std::string purl = base.ok() ? package_url(*base, commit) : ""; !purl.empty()) {
    component = Object{{"type", "machine-learning-model"}, {"group", base->owner}, {"name", base->name}};
    component.push_back({"purl", purl});
  }
  if (commit) component.push_back({"version", commit->hex()});
  if (!base_license.empty()) component.push_back({"licenses", Array{license("", printable(base_license), "declared")}});
  return component;
}

// A base that is named and that was held against the model is one ancestor.
Array ancestors_of(const Report& report) {
  Array all;
  for (const auto& base : report.named_bases)
    all.push_back(ancestor(base.name, base.commit, base.license));
  for (const auto& base : report.bases) {
    const bool named =
        std::ranges::any_of(report.named_bases, [&](const auto& one) { return one.commit == base.commit; });
    if (!named) all.push_back(ancestor("commit " + base.commit.hex(), base.commit, ""));
  }
  return all;
}

Value model_of(const Report& report) {
  const PackageIdentity identity = identity_of(report);
  Object model{{"type", "machine-learning-model"}, {"bom-ref", "model"}};
  if (!identity.owner.empty()) model.push_back({"group", identity.owner});
  model.push_back({"name", identity.name});
  if (!identity.commit.empty()) model.push_back({"version", identity.commit});
  if (!identity.purl.empty()) model.push_back({"purl", identity.purl});
  if (Array licenses = licenses_of(report); !licenses.empty()) model.push_back({"licenses", std::move(licenses)});
  if (!identity.upstream.empty()) {
    model.push_back({"externalReferences", Array{Object{{"type", "vcs"}, {"url", identity.upstream}}}});
  }
  Object pedigree;
  if (Array ancestors = ancestors_of(report); !ancestors.empty())
    pedigree.push_back({"ancestors", std::move(ancestors)});
  if (report.pin) {
    Object commit{{"uid", report.pin->commit.hex()}};
    if (!identity.upstream.empty()) commit.push_back({"url", identity.upstream});
    pedigree.push_back({"commits", Array{std::move(commit)}});
  }
  if (!pedigree.empty()) model.push_back({"pedigree", std::move(pedigree)});
  return model;
}

Value file_of(const Report& report, const evidence::FileRow& row) {
  Object file{{"type", "file"}, {"bom-ref", "file:" + uri_path(row.path.text())}, {"name", printable(row.path.text())}};
  if (const auto sha256 = row.digests.sha256())
    file.push_back({"hashes", Array{Object{{"alg", "SHA-256"}, {"content", sha256->hex()}}}});
  if (row.path.text() == report.license.file && !report.license.detected.empty()) {
    const auto& seen = report.license;
    const json::Member name =
        seen.detected_spdx.empty() ? json::Member{"name", seen.detected} : json::Member{"id", seen.detected_spdx};
    file.push_back({"evidence", Object{{"licenses", Array{Object{{"license", Object{name}}}}}}});
  }
  file.push_back(
      {"properties", Array{property("size", std::to_string(*row.size)), property("integrity", name_of(row.integrity)),
                           property("anchor", name_of(row.anchor))}});
  return file;
}

}  // namespace

std::string write_cyclonedx(const Report& report, const Style&) {
  Array properties{property("verdict", name_of(report.verdict)), property("trust", evidence::name_of(report.trust)),
                   property("trust_upstream", evidence::name_of(report.upstream_trust))};
  if (report.signature) properties.push_back(property("signature", signer_words(report)));
  json::ObjectText document;
  document.add({
      {"bomFormat", "CycloneDX"},
      {"specVersion", "1.6"},
      {"serialNumber", "urn:uuid:" + uuid_of(report)},
      {"version", 1},
      {"metadata", Object{{"timestamp", report.finished_at},
                          {"tools", Object{{"components", Array{Object{{"type", "application"},
                                                                       {"name", "weightcheck"},
                                                                       {"version", report.tool.version}}}}}},
                          {"component", model_of(report)},
                          {"properties", std::move(properties)}}},
  });
  document.begin_list("components");
  for (const auto& row : report.files) {
    if (row.size) document.add_item(file_of(report, row));
  }
  document.end_list();
  // Only of a run that passed is it known that nothing was left out.
  document.add("compositions", Array{Object{{"aggregate", report.exit_code == 0 ? "complete" : "unknown"},
                                            {"assemblies", Array{"model"}}}});
  return std::move(document).take() + "\n";
}

}  // namespace weightcheck::report
