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
    {.name = "sarif", .description = "SARIF 2.1.0, for code scanning", .write = write_sarif},
    {.name = "junit", .description = "JUnit XML, for test reports", .write = write_junit},
    {.name = "gitlab", .description = "GitLab's code quality report", .write = write_gitlab},
    {.name = "github", .description = "annotations for a GitHub workflow, and its job summary", .write = write_github},
    {.name = "markdown", .description = "a summary for a merge request or a job", .write = write_markdown},
    {.name = "html", .description = "one page for people, without scripts", .write = write_html},
    {.name = "cyclonedx", .description = "CycloneDX 1.6, a bill of materials of the model", .write = write_cyclonedx},
    {.name = "spdx", .description = "SPDX 3.0.1 with its AI profile", .write = write_spdx},
};

}  // namespace

std::span<const Writer> writers() { return table; }

const Writer* find_writer(std::string_view name) {
  const auto* found = std::ranges::find(table, name, &Writer::name);
  return found == std::end(table) ? nullptr : found;
}

}  // namespace weightcheck::report
