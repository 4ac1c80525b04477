// SPDX-License-Identifier: Apache-2.0
#include "judging.hpp"
#include "policy/rule.hpp"

namespace weightcheck::policy {
namespace {

using evidence::RejectedKind;
using evidence::Trust;
using test::EvidenceBuilder;
using test::good_model;

TEST(ManifestRules, manifest_missing_weighs_by_what_else_says_what_the_files_must_be) {
  auto model = good_model();
  EXPECT_FALSE(finds(judged(model), "manifest-missing"));
  model.evidence.manifest.reset();
  model.evidence.claim_sets[0].source = "the commit's trees";
  model.evidence.claim_sets[0].coverage = evidence::Coverage::commit;
  EXPECT_EQ(found(judged(model), "manifest-missing")->severity, Severity::warning);
  EXPECT_TRUE(says(judged(model), "manifest-missing", "taken from the commit's trees"));
  EXPECT_EQ(ending(judged(model)), verified);

  const auto bare = EvidenceBuilder().file("a", "x").examined().pinned(Trust::pinned);
  EXPECT_EQ(found(judged(bare), "manifest-missing")->severity, Severity::error);
  EXPECT_EQ(ending(judged(bare)), untrusted);
  EXPECT_EQ(found(judged(bare, inspecting()), "manifest-missing")->severity, Severity::note);
  EXPECT_EQ(ending(judged(bare, inspecting())), inspected);
}

TEST(ManifestRules, rejected_evidence_has_a_rule_for_every_kind) {
  for (const auto& [kind, rule] : {std::pair{RejectedKind::manifest_malformed, "manifest-malformed"},
                                   std::pair{RejectedKind::pin_not_a_commit, "pin-not-a-commit"},
                                   std::pair{RejectedKind::pin_conflict, "pin-conflict"},
                                   std::pair{RejectedKind::proof_invalid, "proof-invalid"}}) {
    const Judgement judgement = judged(EvidenceBuilder().rejected(kind));
    EXPECT_TRUE(says(judgement, rule, "line 3: it is not as it should be"));
    EXPECT_EQ(ending(judgement), untrusted);
    EXPECT_FALSE(finds(judgement, "manifest-missing"));
    EXPECT_FALSE(finds(judgement, "pin-missing"));
    EXPECT_FALSE(finds(judged(good_model()), rule));
    EXPECT_EQ(find_rule(rule)->level, Level::locked) << rule;  // a waiver would hide why the run ended
  }
}

TEST(ManifestRules, pin_missing_fails_a_model_that_nothing_ties_to_a_commit) {
  auto model = good_model();
  EXPECT_FALSE(finds(judged(model), "pin-missing"));
  model.evidence.pin.reset();
  model.evidence.trust = Trust::none;
  EXPECT_TRUE(finds(judged(model), "pin-missing"));
  EXPECT_EQ(ending(judged(model)), failed);
  EXPECT_EQ(ending(judged(model, {.levels = {{"pin-missing", Severity::warning}}})), verified);
}

TEST(ManifestRules, trust_self_is_a_note_until_more_is_demanded) {
  const auto model = good_model().pinned(Trust::self);
  EXPECT_FALSE(finds(judged(good_model()), "trust-self"));
  EXPECT_EQ(found(judged(model), "trust-self")->severity, Severity::note);
  EXPECT_EQ(ending(judged(model)), verified);
  const Demands pinned{.trust_min = Trust::pinned};
  EXPECT_EQ(ending(judged(model, pinned)), untrusted);
  EXPECT_TRUE(says(judged(model, pinned), "trust-self", "this one lay beside the weights"));
  EXPECT_EQ(ending(judged(good_model(), pinned)), verified);
}

TEST(ManifestRules, trust_self_tells_of_a_pin_that_is_demanded_and_not_there) {
  auto model = good_model();
  model.evidence.pin.reset();
  model.evidence.trust = Trust::none;
  Demands demands{.trust_min = Trust::self, .levels = {{"pin-missing", Severity::note}}};
  EXPECT_EQ(ending(judged(model, demands)), untrusted);
  EXPECT_TRUE(says(judged(model, demands), "trust-self", "a pin is demanded, and there is none"));
  EXPECT_EQ(ending(judged(good_model().pinned(Trust::self), demands)), verified);
}

}  // namespace
}  // namespace weightcheck::policy
