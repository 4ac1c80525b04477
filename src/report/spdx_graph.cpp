// SPDX-License-Identifier: Apache-2.0
#include "report/spdx_graph.hpp"

#include <utility>

namespace weightcheck::report {
namespace {

using json::Array;
using json::Object;

constexpr std::string_view creation = "_:creation";

}  // namespace

SpdxGraph::SpdxGraph(const std::string& uuid, const std::string& created, const std::string& version)
    : space_("urn:uuid:" + uuid + "#") {
  document_.add("@context", "https://spdx.org/rdf/3.0.1/spdx-context.jsonld");
  document_.begin_list("@graph");
  add(Object{{"type", "CreationInfo"},
             {"@id", creation},
             {"specVersion", "3.0.1"},
             {"created", created},
             {"createdBy", Array{id("agent")}},
             {"createdUsing", Array{id("tool")}}});
  add_named("SoftwareAgent", "agent", "weightcheck");
  add_named("Tool", "tool", "weightcheck-" + version);
}

Object SpdxGraph::element(std::string_view type, std::string_view local) {
  elements_.emplace_back(id(local));
  return Object{{"type", type}, {"spdxId", id(local)}, {"creationInfo", creation}};
}

void SpdxGraph::add_named(std::string_view type, std::string_view local, std::string_view name) {
  Object named = element(type, local);
  named.push_back({"name", name});
  add(std::move(named));
}

std::string SpdxGraph::finish(Array profiles) && {
  add_whole("software_Sbom", "bom", profiles, "model", {{"software_sbomType", Array{"analyzed"}}});
  add_whole("SpdxDocument", "document", profiles, "bom", {});
  document_.end_list();
  return std::move(document_).take() + "\n";
}

// Of all elements so far.
void SpdxGraph::add_whole(std::string_view type, std::string_view local, const Array& profiles, std::string_view root,
                          Object members) {
  const Array inside = elements_;
  Object whole = element(type, local);
  whole.push_back({"profileConformance", profiles});
  for (json::Member& member : members)
    whole.push_back(std::move(member));
  whole.push_back({"rootElement", Array{id(root)}});
  whole.push_back({"element", inside});
  add(std::move(whole));
}

}  // namespace weightcheck::report
