// SPDX-License-Identifier: Apache-2.0
// The lineage_table of formats, and the sentence that the bills of materials say.
#include "report/lineage_writer.hpp"

#include <algorithm>
#include <array>

#include "base/wording.hpp"
#include "policy/lineage.hpp"

namespace weightcheck::report {
namespace {

constexpr LineageWriter lineage_table[] = {
    {.name = "text", .description = "for people; ends with the verdict line", .write = lineage_text},
    {.name = "json",
     .description = "the published contract, manifests/schema/lineage-1.schema.json",
     .write = lineage_json},
    {.name = "html", .description = "one page for people with a map of the tensors", .write = lineage_html},
    {.name = "cyclonedx", .description = "CycloneDX 1.6, with the pedigree", .write = lineage_cyclonedx},
    {.name = "spdx", .description = "SPDX 3.0.1, with what the model descends from", .write = lineage_spdx},
};

}  // namespace

std::span<const LineageWriter> lineage_writers() { return lineage_table; }

const LineageWriter* find_lineage_writer(std::string_view name) {
  const auto* found = std::ranges::find(lineage_table, name, &LineageWriter::name);
  return found == std::end(lineage_table) ? nullptr : found;
}

std::string lineage_summary(const lineage::Outcome& outcome) {
  std::array<lineage::Count, lineage::relations> counts{};
  for (const lineage::Row& row : outcome.rows) {
    lineage::Count& count = counts.at(static_cast<std::size_t>(row.relation));
    ++count.tensors;
    count.bytes += row.tensor.bytes;
  }
  std::string text = std::string(name_of(outcome.verdict)) + ".";
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const lineage::Count& count = counts.at(i);
    if (count.tensors == 0) continue;
    const double percent =
        outcome.bytes == 0 ? 0 : 100.0 * static_cast<double>(count.bytes) / static_cast<double>(outcome.bytes);
    text += " " + std::string(name_of(static_cast<lineage::Relation>(i))) + ": " + policy::percent_words(percent) +
            " % of the bytes, " + counted(count.tensors, "tensor") + ".";
  }
  if (!outcome.unread.empty()) text += " " + counted(outcome.unread.size(), "weight file") + " could not be read.";
  return text;
}

}  // namespace weightcheck::report
