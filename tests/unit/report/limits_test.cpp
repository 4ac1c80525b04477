// SPDX-License-Identifier: Apache-2.0
// What the readers of reports take at most: of each format, with more findings than they would.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/findings.hpp"
#include "report/writer.hpp"

namespace weightcheck::report {
namespace {

policy::Report report_with(std::size_t findings_a_rule, std::size_t rules, std::size_t name_bytes = 8) {
  policy::Report report{.model = "m", .exit_code = 1};
  for (std::size_t rule = 0; rule < rules; ++rule) {
    for (std::size_t i = 0; i < findings_a_rule; ++i) {
      std::string path = std::to_string(i);
      path.resize(name_bytes, 'x');
      report.findings.push_back({.rule = "rule-" + std::to_string(rule),
                                 .subject = path,
                                 .message = "'" + path + "' differs",
                                 .help = "Look.",
                                 .paths = {path},
                                 .paths_total = 1});
    }
  }
  return report;
}

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

TEST(Sarif, keeps_fewer_results_than_github_does) {
  const std::string one_rule = write_sarif(report_with(25'001, 1), {});
  EXPECT_EQ(count(one_rule, "\"level\": \"error\"") - count(write_sarif({}, {}), "\"level\": \"error\""), 1U);
  EXPECT_LE(count(write_sarif(report_with(100, 80), {}), "primaryLocationLineHash"), results_max);
}

TEST(Sarif, shows_a_hundred_places_of_a_result) {
  EXPECT_EQ(count(write_sarif(report_with(500, 1), {}), "physicalLocation\""), locations_max);
}

TEST(GitHub, says_ten_annotations_of_a_type) {
  policy::Report report = report_with(40, 1);
  auto warnings = report_with(10, 1).findings;
  for (auto& finding : warnings)
    finding.severity = policy::Severity::warning;
  report.findings.insert(report.findings.end(), warnings.begin(), warnings.end());
  const std::string text = write_github(report, {});
  EXPECT_EQ(count(text, "::error "), 10U);
  EXPECT_EQ(count(text, "::warning "), 10U);
  EXPECT_EQ(count(text, "::error title=weightcheck::and 31 more, see the summary\n"), 1U);
}

TEST(Markdown, stays_under_a_mebibyte_and_counts_the_rest) {
  const std::string text = write_markdown(report_with(100, 40, 4000), {});
  EXPECT_LT(text.size(), 1U << 20U);
  EXPECT_THAT(text, testing::HasSubstr("findings more, which have no room here"));
}

TEST(Markdown, says_how_many_files_it_does_not_list) {
  policy::Report report = report_with(1, 1);
  report.findings[0].paths.assign(1000, "a");
  report.findings[0].paths_total = 5000;
  EXPECT_THAT(write_markdown(report, {}), testing::HasSubstr("- and 4,980 more\n"));
}

}  // namespace
}  // namespace weightcheck::report
