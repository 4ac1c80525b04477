// SPDX-License-Identifier: Apache-2.0
// The table of formats.
#include "report/writer.hpp"

#include <algorithm>

namespace weightcheck::report {
namespace {

constexpr Writer table[] = {
    {.name = "text", .description = "for people; ends with the verdict line", .write = write_text},
    {.name = "json",
     .description = "the published contract, manifests/schema/report-1.schema.json",
     .write = write_json},
};

}  // namespace

std::span<const Writer> writers() { return table; }

const Writer* find_writer(std::string_view name) {
  const auto* found = std::ranges::find(table, name, &Writer::name);
  return found == std::end(table) ? nullptr : found;
}

}  // namespace weightcheck::report
