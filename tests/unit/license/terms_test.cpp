// SPDX-License-Identifier: Apache-2.0
#include "license/facts.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace weightcheck::license {
namespace {

Result<LicenseFacts> facts(const std::string& entries) {
  return parse_license_facts(R"({"schema": "weightcheck-license-facts/1", "licenses": [)" + entries + "]}");
}

std::string refusal(const std::string& entries) {
  const auto parsed = facts(entries);
  return parsed ? "accepted" : parsed.error().message;
}

TEST(LicenseFacts, WhatIsNotSaidIsUnknown) {
  const auto parsed = facts(R"({"id": "x", "source": "s", "as_of": "2026-11"})");
  ASSERT_TRUE(parsed) << parsed.error().message;
  LicenseTerms expected = unknown_terms("x");
  expected.source = "s";
  expected.as_of = "2026-11";
  EXPECT_EQ(parsed->licenses.at(0), expected);
}

TEST(LicenseFacts, ReadsEveryAttribute) {
  const auto parsed = facts(
      R"({"id": "x", "hub": ["h"], "license_names": ["n"], "spdx": "X-1.0", "family": "f", "osi_approved": true, "commercial": "conditional",
          "commercial_limit": "c", "redistribution": "yes", "derivatives": "no-distribution", "copy_of_license": false,
          "notice_file": "required", "notice_keywords": ["k"], "state_changes": "unknown", "display_attribution": "d",
          "attribution_phrases": ["p"], "name_prefix": "P", "share_alike": "same-terms", "use_restrictions": "pass-through",
          "train_other_models": "no", "territory_excluded": "EU", "termination": "t", "note": "n", "source": "s", "verified": "v",
          "as_of": "2026-11-05"})");
  ASSERT_TRUE(parsed) << parsed.error().message;
  const LicenseTerms& terms = parsed->licenses.at(0);
  EXPECT_EQ(terms.osi_approved, Answer::yes);
  EXPECT_EQ(terms.commercial, Commercial::conditional);
  EXPECT_EQ(terms.derivatives, Derivatives::no_distribution);
  EXPECT_EQ(terms.copy_required, Answer::no);
  EXPECT_EQ(terms.notice_file, NoticeFile::required);
  EXPECT_EQ(terms.share_alike, ShareAlike::same_terms);
  EXPECT_EQ(terms.use_restrictions, UseRestrictions::pass_through);
  EXPECT_EQ(terms.attribution_phrases, std::vector<std::string>{"p"});
  EXPECT_EQ(terms.territory_excluded, "EU");
}

TEST(LicenseFacts, RefusesAnEntryWithoutIdSourceOrDate) {
  EXPECT_EQ(refusal(R"({"source": "s", "as_of": "2026-11"})"), "license 1: has no id");
  EXPECT_EQ(refusal(R"({"id": "x", "as_of": "2026-11"})"), "license 1: has no source");
  EXPECT_EQ(refusal(R"({"id": "x", "source": "s", "as_of": "last year"})"), "license 1: has no as_of date (YYYY-MM)");
}

TEST(LicenseFacts, RefusesKeysAndValuesItDoesNotKnow) {
  EXPECT_EQ(refusal(R"({"id": "x", "comercial": "no"})"), "license 1: has the unknown key 'comercial'");
  EXPECT_EQ(refusal(R"({"id": "x", "commercial": "maybe"})"),
            "license 1: commercial is 'maybe', which is not among the known values");
  EXPECT_EQ(refusal(R"({"id": 7})"), "license 1: id is no string");
  EXPECT_EQ(refusal("[]"), "license 1: is no object");
}

TEST(LicenseFacts, RefusesAnIdGivenTwice) {
  const std::string entry = R"({"id": "x", "source": "s", "as_of": "2026-11"})";
  EXPECT_EQ(refusal(entry + "," + entry), "license 'x' is given twice");
}

TEST(LicenseFacts, HoldFamiliesAndReuploaders) {
  const auto read = [](const std::string& families) {
    return parse_license_facts(
        R"({"schema": "weightcheck-license-facts/1", "licenses": [], "reuploaders": ["r"], "families": [)" + families +
        "]}");
  };
  const auto facts =
      read(R"({"family": "F", "license": "x", "names": ["F-*"], "owners": ["o"], "confidence": "likely"})");
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_EQ(facts->families.at(0).names, std::vector<std::string>{"F-*"});
  EXPECT_EQ(facts->reuploaders, std::vector<std::string>{"r"});
  EXPECT_FALSE(read(R"({"family": "F", "license": "x"})"));
  EXPECT_FALSE(read(R"({"family": "F", "licence": "x", "names": ["F-*"]})"));
}

TEST(LicenseFacts, RefusesAnotherSchema) {
  EXPECT_FALSE(parse_license_facts("{}"));
  EXPECT_FALSE(parse_license_facts(R"({"schema": "weightcheck-license-facts/2", "licenses": []})"));
  EXPECT_FALSE(parse_license_facts(R"({"schema": "weightcheck-license-facts/1"})"));
  EXPECT_FALSE(parse_license_facts("not json"));
}

}  // namespace
}  // namespace weightcheck::license
