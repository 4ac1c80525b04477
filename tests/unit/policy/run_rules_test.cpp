// SPDX-License-Identifier: Apache-2.0
// A rule speaks once, when what it needs is there.
#include "policy/run_rules.hpp"

#include "odd_models.hpp"
#include "support/rounds.hpp"

namespace weightcheck::policy {
namespace {

using evidence::ContentKind;
using test::good_model;

bool is_told(const std::vector<Finding>& findings, std::string_view rule) {
  return std::ranges::find(findings, rule, &Finding::rule) != findings.end();
}

TEST(Rules, speak_once_and_are_not_asked_again) {
  auto model = unhashed(good_model().file("b.safetensors", "<html>").content("b.safetensors", ContentKind::html_page));
  evidence::Evidence seen = model.build();
  const Demands demands;
  Judge judge(seen, demands);
  EXPECT_TRUE(is_told(judge.before_hashing(), "html-page"));
  seen.contents.clear();
  EXPECT_TRUE(finds(judge.decide(), "html-page"));
}

TEST(Rules, that_need_bytes_wait_for_them) {
  const auto changed = good_model().file("b", "x").listed("b", "y");
  evidence::Evidence seen = unhashed(changed).build();
  const Demands demands;
  Judge judge(seen, demands);
  EXPECT_FALSE(is_told(judge.before_hashing(), "file-modified"));
  seen = test::EvidenceBuilder(changed).build();
  EXPECT_TRUE(finds(judge.decide(), "file-modified"));
}

TEST(Rules, of_the_policy_need_everything) {
  for (const Rule* rule : rule_table())
    EXPECT_TRUE(rule->area != Area::policy || rule->needs == Needs::digests) << rule->id;
}

TEST(Rules, take_nothing_back_that_was_told_before_hashing) {
  for (unsigned seed = 0; seed < test::rounds(1000U); ++seed) {
    OddModels odd(seed);
    const auto model = odd.model();
    const Demands demands = odd.demands();
    evidence::Evidence seen = unhashed(model).build();
    Judge in_steps(seen, demands);
    const auto early = in_steps.before_hashing();
    seen = test::EvidenceBuilder(model).build();
    const Judgement judgement = in_steps.decide();
    for (const Finding& told : early)
      EXPECT_NE(std::ranges::find(judgement.findings, told), judgement.findings.end()) << seed << " " << told.message;
    const Judgement at_once = judge(seen, demands);
    EXPECT_EQ(at_once.findings, judgement.findings) << seed;
    EXPECT_EQ(at_once.waived, judgement.waived) << seed;
    EXPECT_EQ(at_once.checks, judgement.checks) << seed;
    EXPECT_EQ(ending(at_once), ending(judgement)) << seed;
  }
}

}  // namespace
}  // namespace weightcheck::policy
