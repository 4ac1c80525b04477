// SPDX-License-Identifier: Apache-2.0
#include "report/findings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weightcheck::report {
namespace {

using policy::Finding;

Finding finding(std::string rule, std::string path) {
  return {.rule = std::move(rule), .subject = path, .message = "m", .paths = {path}, .paths_total = 1};
}

TEST(Folding, leaves_a_hundred_of_a_rule_as_they_are) {
  const std::vector<Finding> findings(findings_of_a_rule_max, finding("file-modified", "a"));
  EXPECT_EQ(folded(findings), findings);
}

TEST(Folding, makes_one_of_more_and_loses_no_count) {
  std::vector<Finding> findings;
  for (int i = 0; i < 25'001; ++i)
    findings.push_back(finding("file-modified", "shard-" + std::to_string(i)));
  findings.push_back(finding("file-missing", "z"));
  const auto all = folded(findings);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].paths_total, 25'001U);
  EXPECT_EQ(all[0].paths.size(), locations_max);
  EXPECT_THAT(all[0].message, testing::StartsWith("25,001 findings of this kind"));
  EXPECT_EQ(all[1], findings.back());
}

TEST(Fingerprint, is_the_same_whatever_the_message_says) {
  Finding one = finding("file-modified", "a"), other = one;
  other.message = "another size";
  other.paths_total = 7;
  EXPECT_EQ(fingerprint_of(one), fingerprint_of(other));
  EXPECT_NE(fingerprint_of(one), fingerprint_of(finding("file-modified", "b")));
  EXPECT_NE(fingerprint_of(one), fingerprint_of(finding("file-missing", "a")));
}

TEST(Fingerprint, of_folded_findings_does_not_hang_on_the_first_file) {
  std::vector<Finding> some, others;
  for (int i = 0; i < 200; ++i) {
    some.push_back(finding("file-modified", "a" + std::to_string(i)));
    others.push_back(finding("file-modified", "b" + std::to_string(i)));
  }
  EXPECT_EQ(fingerprint_of(folded(some)[0]), fingerprint_of(folded(others)[0]));
}

TEST(Places, begin_where_the_program_was_started) {
  policy::Report report;
  const Finding one = finding("file-modified", "x/y");
  const auto place = [&](std::string model) {
    report.model = std::move(model);
    return places_of(report, one).front();
  };
  EXPECT_EQ(place("models/m/"), "models/m/x/y");
  EXPECT_EQ(place("./m"), "m/x/y");
  EXPECT_EQ(place("."), "x/y");
  EXPECT_EQ(place("/srv/m"), "x/y");
  EXPECT_EQ(place("../m"), "x/y");
}

TEST(Places, of_what_is_about_the_model_are_its_card_else_its_license) {
  policy::Report report{.model = "m"};
  const Finding about_all{.rule = "license-missing"};
  EXPECT_THAT(places_of(report, about_all), testing::ElementsAre("m/LICENSE"));
  report.files.push_back({.path = *ModelPath::parse("README.md"), .size = 1});
  EXPECT_THAT(places_of(report, about_all), testing::ElementsAre("m/README.md"));
}

TEST(Places, are_at_most_a_hundred) {
  Finding many = finding("file-unlisted", "a");
  many.paths.assign(1000, "a");
  EXPECT_EQ(places_of({}, many).size(), locations_max);
}

}  // namespace
}  // namespace weightcheck::report
