// SPDX-License-Identifier: Apache-2.0
// Whatever tensors, files and licenses are called, the page of a lineage has the same elements and attributes as with
// plain names: no name is more than text.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/escape.hpp"
#include "json/utf8.hpp"
#include "report/lineage_writer.hpp"

namespace {

using namespace weightcheck;

void require(bool holds) {
  if (!holds) std::abort();
}

lineage::Row row_of(const std::string& name, lineage::Relation relation, lineage::Evidence evidence) {
  lineage::Row row{.tensor = {.name = name,
                              .file = ModelPath::parse("model.safetensors").value(),
                              .dtype_name = "BF16",
                              .shape = {64, 64},
                              .bytes = 8192}};
  row.relation = relation;
  row.evidence = evidence;
  row.base = 0;
  row.base_tensor = name;
  row.base_bytes = row.tensor.bytes;
  row.numbers.emplace();
  return row;
}

report::LineageReport report_of(const std::string& name) {
  report::LineageReport report{.model = "m" + name, .version = "0"};
  lineage::Outcome& outcome = report.outcome;
  outcome.verdict = lineage::Verdict::derived;
  lineage::BaseTotals base;
  base.upstream = "u" + name;
  base.commit = std::string(40, 'a');
  base.license = "l" + name;
  base.established = true;
  outcome.bases.push_back(base);
  outcome.rows.push_back(row_of("model.layers.0.x" + name, lineage::Relation::same, lineage::Evidence::proven));
  outcome.rows.push_back(row_of("head" + name, lineage::Relation::edited, lineage::Evidence::measured));
  outcome.bytes = 16384;
  outcome.unread.push_back({ModelPath::parse("other.gguf").value(), printable(name)});
  report.findings.push_back({.rule = "ledger-unpinned", .message = printable(name), .help = printable(name)});
  return report;
}

// What stands between < and >.
std::vector<std::string> tags_of(std::string_view page) {
  std::vector<std::string> tags;
  const std::size_t body = page.find("</style>");
  for (std::size_t at = page.find('<', body); at != std::string_view::npos; at = page.find('<', at + 1))
    tags.emplace_back(page.substr(at, page.find('>', at) - at));
  return tags;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A number makes a layer, and what a name holds decides where its row stands.
  std::string name(reinterpret_cast<const char*>(data), std::min<std::size_t>(size, 4096));
  std::erase(name, '.');
  const bool moves = name.find("emb") != std::string::npos || name.find("wte") != std::string::npos ||
                     name.find("wpe") != std::string::npos || name.find("patch") != std::string::npos;
  if (moves) return 0;
  const std::string page = report::lineage_html(report_of(name));
  require(json::find_invalid_utf8(page) == std::string_view::npos);
  require(tags_of(page) == tags_of(report::lineage_html(report_of("plain"))));
  return 0;
}
