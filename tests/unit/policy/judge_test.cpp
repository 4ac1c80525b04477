// SPDX-License-Identifier: Apache-2.0
#include "policy/judge.hpp"

#include <functional>
#include <iterator>

#include "base/limits.hpp"
#include "judging.hpp"

namespace weightcheck::policy {
namespace {

using evidence::RejectedKind;
using evidence::Trust;
using test::anchored_model;
using test::EvidenceBuilder;
using test::good_model;
using test::path;

const Demands anchor_too{.checks = {CheckId::integrity, CheckId::anchor, CheckId::license, CheckId::shape}};

TEST(Verdict, is_verified_where_every_demanded_check_ran_and_passed) {
  const Judgement judgement = judged(anchored_model(), anchor_too);
  EXPECT_EQ(ending(judgement), verified);
  for (const CheckRecord& check : judgement.checks)
    EXPECT_EQ(check.outcome, Outcome::passed) << name_of(check.check);
  EXPECT_EQ(ending(judged(good_model())), verified);
}

TEST(Verdict, is_failed_for_one_changed_byte) {
  const Judgement judgement = judged(good_model().file("extra.json", "{}").listed("extra.json", "{ "));
  EXPECT_EQ(ending(judgement), failed);
  EXPECT_EQ(record(judgement, CheckId::integrity).outcome, Outcome::failed);
}

TEST(Verdict, is_failed_with_the_check_that_objects) {
  const Judgement leads_out = judged(good_model().refused("a", evidence::Refusal::link_escapes, "links to /etc"));
  EXPECT_EQ(ending(leads_out), failed);
  EXPECT_EQ(record(leads_out, CheckId::shape).outcome, Outcome::failed);
  EXPECT_EQ(record(leads_out, CheckId::license).outcome, Outcome::passed);
  auto model = good_model();
  model.evidence.license.texts.clear();
  model.evidence.license.card.reset();
  EXPECT_EQ(ending(judged(model)), failed);
  EXPECT_EQ(record(judged(model), CheckId::license).outcome, Outcome::failed);
  EXPECT_EQ(record(judged(model), CheckId::shape).outcome, Outcome::passed);
}

TEST(Verdict, is_incomplete_for_a_file_that_could_not_be_read) {
  const auto model = good_model().broken_file("b", 7, ErrorCode::io).listed("b", "7 bytes");
  EXPECT_EQ(ending(judged(model)), incomplete);
  EXPECT_EQ(record(judged(model), CheckId::integrity).outcome, Outcome::could_not_run);
}

TEST(Verdict, is_incomplete_where_the_run_was_interrupted) {
  auto model = good_model();
  model.evidence.interrupted = true;
  EXPECT_EQ(ending(judged(model)), incomplete);
}

TEST(Verdict, is_untrusted_where_nothing_is_claimed) {
  const Judgement judgement = judged(EvidenceBuilder().file("a", "x").pinned(Trust::pinned).examined());
  EXPECT_EQ(ending(judgement), untrusted);
  EXPECT_TRUE(finds(judgement, "manifest-missing"));
}

TEST(Verdict, is_untrusted_for_rejected_evidence_whatever_else_is_wrong) {
  for (const RejectedKind kind : {RejectedKind::manifest_malformed, RejectedKind::pin_not_a_commit,
                                  RejectedKind::pin_conflict, RejectedKind::proof_invalid}) {
    EXPECT_EQ(ending(judged(EvidenceBuilder().rejected(kind))), untrusted);
    EXPECT_EQ(ending(judged(good_model().file("b", "x").listed("b", "y").rejected(kind))), untrusted);
    EXPECT_EQ(ending(judged(EvidenceBuilder().rejected(kind), inspecting())), untrusted);
  }
}

TEST(Verdict, of_inspect_is_inspected_and_never_more) {
  auto model = good_model();
  model.evidence.observations.clear();
  model.evidence.hashed = false;
  EXPECT_EQ(ending(judged(model, inspecting())), inspected);
  EXPECT_EQ(ending(judged(anchored_model(), inspecting())), inspected);
  EXPECT_EQ(ending(judged(model.file("c", "").content("c", evidence::ContentKind::empty), inspecting())), failed);
}

TEST(Verdict, of_inspect_is_incomplete_where_a_demanded_look_failed) {
  auto model = good_model();
  model.evidence.shape_examined = false;
  EXPECT_EQ(ending(judged(model, inspecting())), incomplete);
  EXPECT_EQ(ending(judged(model, {.mode = Mode::inspect, .checks = {CheckId::license}})), inspected);
  model.evidence.shape_gap = "a.json: too large";
  const auto checks = judged(model, inspecting()).checks;
  const auto shape = std::ranges::find(checks, CheckId::shape, &CheckRecord::check);
  ASSERT_NE(shape, checks.end());
  EXPECT_EQ(shape->reason, "could not be examined: a.json: too large");
}

TEST(Precedence, is_1_before_3_before_4) {
  const auto unread = good_model().broken_file("b", 7, ErrorCode::io).listed("b", "7 bytes");
  const Demands strict{.trust_min = Trust::pinned};
  auto nothing_trusted = unread;
  nothing_trusted.pinned(Trust::self);
  EXPECT_EQ(ending(judged(nothing_trusted, strict)), incomplete);  // 3 and 4
  EXPECT_EQ(ending(judged(EvidenceBuilder(nothing_trusted).file("c", "x").listed("c", "y"), strict)), failed);  // all
  EXPECT_EQ(ending(judged(good_model().pinned(Trust::self), strict)), untrusted);
}

TEST(Precedence, lets_no_warning_change_the_verdict_until_warnings_count) {
  auto model = good_model();
  model.evidence.tree.excluded.push_back({.name = "a.incomplete",
                                          .reason = evidence::Exclusion::partial_download,
                                          .finished = "a",
                                          .superseded = true,
                                          .file = std::nullopt});
  model.in_commit("LICENSE", "MIT").in_commit_by_lfs("model.safetensors", "weights");
  EXPECT_EQ(ending(judged(model)), verified);
  EXPECT_EQ(ending(judged(model, {.fail_on = Severity::warning})), failed);
}

TEST(FailingClosed, verifies_nothing_that_was_not_hashed) {
  auto model = anchored_model();
  model.evidence.observations.clear();
  model.evidence.hashed = false;
  EXPECT_EQ(ending(judged(model)), incomplete);
  EXPECT_EQ(ending(judged(model, {.checks = {CheckId::license}})), untrusted);
  EXPECT_EQ(ending(judged(model, {.checks = {CheckId::anchor}})), untrusted);
  EXPECT_EQ(record(judged(model), CheckId::integrity).reason, "nothing was hashed");
}

TEST(FailingClosed, verifies_nothing_by_license_and_shape_alone) {
  auto model = EvidenceBuilder().file("LICENSE", "x").examined().pinned(Trust::pinned);
  Demands demands{.checks = {CheckId::license, CheckId::shape}};
  demands.levels = {{"manifest-missing", Severity::note}, {"anchor-unproven", Severity::note}};
  EXPECT_EQ(ending(judged(model, demands)), untrusted);
  EXPECT_EQ(ending(judged(good_model(), demands)), verified);  // the bytes were held, though nobody asked
}

TEST(FailingClosed, passes_no_integrity_without_one_file_that_matches) {
  Demands lenient;
  lenient.levels = {{"file-missing", Severity::note}};
  auto model = EvidenceBuilder().file("b", "x").listed("a", "gone").pinned(Trust::pinned).examined();
  lenient.levels.emplace("file-unlisted", Severity::note);
  EXPECT_NE(judged(model, lenient).verdict, Verdict::verified);
}

TEST(FailingClosed, passes_no_integrity_with_one_file_that_was_not_reached) {
  const auto model = good_model().broken_file("b", 7, ErrorCode::interrupted).listed("b", "7 bytes");
  EXPECT_EQ(ending(judged(model)), incomplete);  // whether anyone says that the run was interrupted, or not
  EXPECT_EQ(record(judged(model), CheckId::integrity).outcome, Outcome::could_not_run);
}

TEST(FailingClosed, passes_no_anchor_without_a_proof) {
  EXPECT_EQ(ending(judged(good_model(), anchor_too)), untrusted);
  EXPECT_EQ(record(judged(good_model(), anchor_too), CheckId::anchor).outcome, Outcome::could_not_run);
  EXPECT_EQ(record(judged(good_model()), CheckId::anchor).outcome, Outcome::not_demanded);
}

TEST(FailingClosed, fails_the_anchor_for_a_file_that_is_not_the_commits) {
  const auto model = anchored_model().file("b", "x").listed("b", "x").in_commit("b", "y");
  EXPECT_EQ(ending(judged(model, anchor_too)), failed);
  EXPECT_EQ(record(judged(model, anchor_too), CheckId::anchor).outcome, Outcome::failed);
}

TEST(FailingClosed, passes_no_anchor_for_files_that_the_proof_does_not_cover) {
  auto model = anchored_model().file("deep/a", "x").listed("deep/a", "x");
  model.evidence.proof->unproven_folders = {path("deep")};
  EXPECT_EQ(ending(judged(model, anchor_too)), untrusted);
  EXPECT_EQ(ending(judged(model)), verified);
}

TEST(FailingClosed, refuses_a_demand_for_nothing) {
  EXPECT_EQ(ending(judged(good_model(), {.checks = {}})), untrusted);
}

TEST(FailingClosed, does_not_go_by_findings_where_trust_is_demanded) {
  Demands demands{.trust_min = Trust::pinned};
  demands.levels = {{"trust-self", Severity::note}};
  const Judgement judgement = judged(good_model().pinned(Trust::self), demands);
  EXPECT_EQ(ending(judgement), untrusted);
  EXPECT_EQ(found(judgement, "trust-self")->severity, Severity::error);
}

TEST(Judgement, folds_findings_by_rule_and_subject_and_puts_errors_first) {
  auto model = good_model();
  for (std::size_t i = 0; i < limits::findings_of_a_rule_max + 500; ++i)
    model.file("extra" + std::to_string(i), "x");
  model.evidence.tree.excluded.push_back({.name = "a.incomplete",
                                          .reason = evidence::Exclusion::partial_download,
                                          .finished = "a",
                                          .superseded = true,
                                          .file = std::nullopt});
  const Judgement judgement = judged(model);
  const Finding* unlisted = found(judgement, "file-unlisted");
  ASSERT_NE(unlisted, nullptr);
  EXPECT_EQ(unlisted->paths_total, limits::findings_of_a_rule_max + 500);
  EXPECT_EQ(unlisted->paths.size(), limits::findings_of_a_rule_max);
  EXPECT_TRUE(std::ranges::is_sorted(unlisted->paths));
  EXPECT_TRUE(std::ranges::is_sorted(judgement.findings, std::greater{}, &Finding::severity));
}

TEST(Judgement, tells_together_what_one_rule_says_of_too_many_files) {
  auto model = good_model();
  for (std::size_t i = 0; i < limits::findings_of_a_rule_max + 5; ++i)
    model.listed("gone" + std::to_string(100'000 + i), "x");
  const Judgement judgement = judged(model);
  EXPECT_EQ(ending(judgement), failed);
  EXPECT_EQ(std::ranges::count(judgement.findings, "file-missing", &Finding::rule), 1);
  const Finding* missing = found(judgement, "file-missing");
  ASSERT_NE(missing, nullptr);
  EXPECT_EQ(missing->message,
            "'gone100000' is listed by the manifest and is not here (1 byte); 'gone100001', 'gone100002', 'gone100003' "
            "and 10,001 more files are not here either");
  EXPECT_EQ(missing->paths_total, limits::findings_of_a_rule_max + 5);
  EXPECT_EQ(missing->paths.size(), limits::findings_of_a_rule_max);
}

TEST(Judgement, tells_the_gravest_of_what_a_rule_says_of_one_file) {
  const auto model = good_model()
                         .file("a\tb", "x")
                         .listed("a\tb", "x")
                         .refused("a\tb", evidence::Refusal::name_invalid, "it has a tab");
  EXPECT_EQ(found(judged(model), "name-unsafe")->severity, Severity::error);
}

TEST(Judgement, is_the_same_for_the_same_evidence) {
  const auto model = anchored_model().file("b", "x").listed("c", "y");
  const Judgement once = judged(model), again = judged(model);
  EXPECT_EQ(once.findings, again.findings);
  EXPECT_EQ(once.checks, again.checks);
  EXPECT_EQ(once.rows, again.rows);
}

}  // namespace
}  // namespace weightcheck::policy
