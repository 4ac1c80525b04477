// SPDX-License-Identifier: Apache-2.0
#include "policy/policy_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/limits.hpp"
#include "policy/rule.hpp"

namespace weightcheck::policy {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

const fs::path documents = fs::path(WEIGHTCHECK_SOURCE) / "tests/unit/policy/documents";

std::string with(std::string_view members) {
  return R"({"schema_version": 1, "checks": ["integrity", "license"], )" + std::string(members) + "}";
}

TEST(PolicyFile, is_read_into_demands) {
  const auto demands = read_policy(content_of(documents / "accepted/everything.json"));
  ASSERT_TRUE(demands.ok()) << demands.error().message;
  EXPECT_EQ(demands->checks, std::vector(std::begin(all_checks), std::end(all_checks)));
  EXPECT_EQ(demands->fail_on, Severity::warning);
  EXPECT_EQ(demands->trust_min, evidence::Trust::pinned);
  EXPECT_EQ(demands->signature, Signed::required);  // by whoever names signers
  ASSERT_EQ(demands->signers.size(), 5U);
  EXPECT_EQ(demands->signers[2].identity, "models@example.org");
  EXPECT_EQ(demands->signers[2].root.substr(0, 16), "0123456789abcdef");
  EXPECT_EQ(demands->upstreams.size(), 3U);
  EXPECT_EQ(demands->commit, git::ObjectId::parse("0123456789abcdef0123456789abcdef01234567"));
  EXPECT_EQ(demands->licenses.allow[3], "GPL-2.0-only WITH Classpath-exception-2.0");
  EXPECT_EQ(demands->licenses.deny, std::vector<std::string>{"CC-BY-NC-4.0"});
  EXPECT_EQ(demands->licenses.commercial, CommercialUse::required);
  EXPECT_EQ(demands->levels.at("download-partial"), Severity::error);
  ASSERT_EQ(demands->waivers.size(), 2U);
  EXPECT_EQ(demands->waivers[0].path.text(), "tools/**");
  EXPECT_TRUE(demands->waivers[1].path.is_whole_model());
  EXPECT_EQ(iso_date(demands->waivers[1].expires), "2028-02-29");
  EXPECT_FALSE(demands->today.has_value());
}

TEST(PolicyFile, leaves_what_it_does_not_say_as_it_is_without_a_policy) {
  const auto demands = read_policy(R"({"schema_version": 1, "checks": ["shape", "integrity", "license"]})");
  ASSERT_TRUE(demands.ok());
  EXPECT_EQ(*demands, Demands{});
}

TEST(PolicyFile, accepts_what_the_documents_show) {
  for (const fs::path& file : files_in(documents / "accepted")) {
    const auto demands = read_policy(content_of(file));
    EXPECT_TRUE(demands.ok()) << file << ": " << demands.error().message;
  }
}

TEST(PolicyFile, refuses_each_fault_by_name_and_line) {
  constexpr std::string_view mark = "// message: ";
  std::size_t refused = 0;
  for (const fs::path& file : files_in(documents / "refused")) {
    const std::string text = content_of(file);
    ASSERT_TRUE(text.starts_with(mark)) << file;
    const std::string expected = text.substr(mark.size(), text.find('\n') - mark.size());
    const auto demands = read_policy(text);
    ASSERT_FALSE(demands.ok()) << file;
    EXPECT_NE(demands.error().message.find(expected), std::string::npos) << file << ": " << demands.error().message;
    EXPECT_NE(demands.error().message.find("line "), std::string::npos) << file;
    ++refused;
  }
  EXPECT_GT(refused, 40U);
}

TEST(PolicyFile, takes_no_level_and_no_waiver_for_any_fixed_rule) {
  for (const Rule* rule : rule_table()) {
    const std::string id(rule->id);
    EXPECT_EQ(read_policy(with(R"("levels": {")" + id + R"(": "note"})")).ok(), rule->level == Level::adjustable) << id;
    const auto waived = read_policy(
        with(R"("waivers": [{"rule": ")" + id + R"(", "path": "**", "reason": "so", "expires": "2027-01-01"}])"));
    EXPECT_EQ(waived.ok(), rule->level == Level::adjustable && rule->area != Area::policy) << id;
  }
}

TEST(PolicyFile, meets_its_limits) {
  EXPECT_EQ(read_policy(std::string(limits::policy_bytes_max + 1, ' ')).error().code, ErrorCode::limit);
  std::string upstreams;
  for (std::size_t i = 0; i <= limits::policy_list_max; ++i)
    upstreams += (i == 0 ? "\"hf:o/" : ", \"hf:o/") + std::to_string(i) + "\"";
  EXPECT_EQ(read_policy(with(R"("upstreams": [)" + upstreams + "]")).error().code, ErrorCode::limit);
  const std::string reason(limits::policy_reason_bytes_max + 1, 'x');
  EXPECT_EQ(
      read_policy(with(R"("waivers": [{"rule": "unsafe-file", "path": "a", "expires": "2027-01-01", "reason": ")" +
                       reason + R"("}])"))
          .error()
          .code,
      ErrorCode::limit);
  EXPECT_EQ(read_policy(std::string(1000, '[')).error().code, ErrorCode::limit);
}

TEST(PolicyFile, knows_licenses_that_the_user_added) {
  const auto known = license::Catalogue::with_additions(
      R"({"schema": "weightcheck-license-facts/1", "licenses": [{"id": "house-license", "source": "legal", "as_of": "2026-11"}]})");
  ASSERT_TRUE(known.ok()) << known.error().message;
  const std::string text = with(R"("licenses": {"allow": ["house-license"]})");
  EXPECT_FALSE(read_policy(text).ok());
  EXPECT_TRUE(read_policy(text, *known).ok());
}

TEST(PolicyFile, names_no_place_in_raw_characters) {
  const auto demands = read_policy("{\"schema_version\": 1, \"checks\": [\"shape\"], \"\\u001b[31m\": 1}");
  ASSERT_FALSE(demands.ok());
  EXPECT_NE(demands.error().message.find("'\\x1b[31m'"), std::string::npos) << demands.error().message;
}

TEST(PolicyExamples, are_accepted_and_say_what_their_names_promise) {
  const fs::path examples = fs::path(WEIGHTCHECK_SOURCE) / "manifests/policies";
  EXPECT_EQ(files_in(examples).size(), 4U);
  for (const fs::path& file : files_in(examples)) {
    const auto demands = read_policy(content_of(file));
    EXPECT_TRUE(demands.ok()) << file << ": " << demands.error().message;
  }
  const auto strict = read_policy(content_of(examples / "strict.json")).value();
  EXPECT_EQ(strict.fail_on, Severity::warning);
  EXPECT_EQ(strict.trust_min, evidence::Trust::pinned);
  EXPECT_TRUE(strict.demands(CheckId::anchor));
  EXPECT_EQ(read_policy(content_of(examples / "ci-default.json"))->checks, Demands{}.checks);
  const auto hub = read_policy(content_of(examples / "hub.json")).value();
  EXPECT_EQ(hub.fail_on, Severity::warning);
  EXPECT_EQ(hub.trust_min, evidence::Trust::pinned);
  EXPECT_TRUE(hub.demands(CheckId::anchor));
  EXPECT_EQ(hub.levels.at("manifest-missing"), Severity::note);
}

}  // namespace
}  // namespace weightcheck::policy
