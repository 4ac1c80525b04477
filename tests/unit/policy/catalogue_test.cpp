// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "base/escape.hpp"
#include "policy/rule.hpp"

namespace weightcheck::policy {
namespace {

// What no policy may lower or waive (RULES, the rows marked with an exclamation mark).
constexpr std::array locked_by_promise = {
    "file-modified", "size-differs", "manifest-malformed", "pin-conflict", "anchor-differs", "proof-invalid",
    "header-invalid", "index-path-unsafe", "symlink-escape", "special-file",
    // Why a signature was refused
    "signature-malformed", "signature-unsupported", "signature-invalid", "signer-untrusted", "signer-mismatch",
    "log-entry-invalid", "timestamp-invalid", "signature-conflict"};

// What else none may: a file that nobody read or that holds no content, and whose word the evidence is.
constexpr std::array locked_besides = {"file-unreadable",  "changed-while-read",    "lfs-pointer",
                                       "pin-not-a-commit", "signer-not-allowed",    "upstream-not-allowed",
                                       "commit-not-found", "upstream-inconsistent", "claims-conflict",
                                       "excluded-content", "ledger-wrong"};

bool is_kebab_case(std::string_view id) {
  const auto is_word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  for (std::size_t i = 0; i < id.size(); ++i) {
    if (is_word(id[i])) continue;
    if (id[i] != '-' || i == 0 || i + 1 == id.size() || id[i + 1] == '-') return false;
  }
  return id.find('-') != std::string_view::npos;  // subject and condition
}

TEST(Catalogue, gives_every_rule_an_id_of_its_own) {
  std::set<std::string_view> ids;
  for (const Rule* rule : rule_table()) {
    EXPECT_TRUE(is_kebab_case(rule->id)) << rule->id;
    EXPECT_TRUE(ids.insert(rule->id).second) << rule->id;
    EXPECT_EQ(find_rule(rule->id), rule);
  }
  EXPECT_EQ(find_rule("no-such-rule"), nullptr);
  EXPECT_EQ(find_rule(""), nullptr);
}

TEST(Catalogue, tells_of_every_rule_what_it_found_why_it_matters_and_what_to_do) {
  for (const Rule* rule : rule_table()) {
    EXPECT_NE(rule->check, nullptr) << rule->id;
    EXPECT_FALSE(rule->title.empty()) << rule->id;
    EXPECT_FALSE(rule->title.ends_with('.')) << rule->id;
    EXPECT_TRUE(rule->reason.ends_with('.')) << rule->id;
    EXPECT_TRUE(rule->cure.ends_with('.')) << rule->id;
    for (const std::string_view text : {rule->title, rule->reason, rule->cure}) {
      EXPECT_FALSE(hides_characters(text)) << rule->id;
      EXPECT_EQ(text.find("verified"), std::string_view::npos) << rule->id << ": a report that fails must not say it";
    }
  }
}

TEST(Catalogue, shows_of_every_rule_what_fires_it_and_what_silences_it) {
  for (const Rule* rule : rule_table()) {
    EXPECT_FALSE(rule->example.fires.empty()) << rule->id;
    EXPECT_FALSE(rule->example.silenced.empty()) << rule->id;
    EXPECT_NE(rule->example.fires, rule->example.silenced) << rule->id;
    for (const std::string_view lines : {rule->example.given, rule->example.fires, rule->example.silenced}) {
      EXPECT_FALSE(lines.starts_with('\n') || lines.ends_with('\n')) << rule->id;
      EXPECT_EQ(lines.find("```"), std::string_view::npos) << rule->id;
    }
  }
}

TEST(Catalogue, locks_what_was_promised_and_only_errors) {
  std::set<std::string_view> locked(locked_by_promise.begin(), locked_by_promise.end());
  locked.insert(locked_besides.begin(), locked_besides.end());
  for (const Rule* rule : rule_table())
    EXPECT_EQ(rule->level == Level::locked, locked.erase(rule->id) == 1) << rule->id;
  EXPECT_TRUE(locked.empty()) << *locked.begin();
  for (const Rule* rule : rule_table()) {
    EXPECT_TRUE(rule->level != Level::locked || rule->severity == Severity::error) << rule->id;
  }
}

TEST(Catalogue, ends_with_the_policy_which_judges_what_waivers_did_to_the_others) {
  const auto& table = rule_table();
  const auto first = std::ranges::find(table, Area::policy, &Rule::area);
  ASSERT_NE(first, table.end());
  EXPECT_TRUE(std::all_of(first, table.end(), [](const Rule* rule) { return rule->area == Area::policy; }));
}

TEST(Catalogue, leads_from_every_area_but_the_policy_to_a_check) {
  for (const Rule* rule : rule_table()) {
    EXPECT_EQ(check_of(rule->area).has_value(), rule->area != Area::policy) << rule->id;
    EXPECT_FALSE(name_of(rule->area).empty());
  }
}

}  // namespace
}  // namespace weightcheck::policy
