// SPDX-License-Identifier: Apache-2.0
// What a policy's levels and waivers do to findings and verdict.
#include "policy/adjust.hpp"

#include "base/limits.hpp"
#include "judging.hpp"
#include "policy/rule.hpp"

namespace weightcheck::policy {
namespace {

using evidence::Trust;
using test::anchored_model;
using test::EvidenceBuilder;
using test::good_model;
using test::path;

constexpr Date today{std::chrono::year(2027), std::chrono::month(1), std::chrono::day(31)};

Waiver waiver(std::string_view rule, std::string_view pattern, std::string_view expires = "2027-12-31") {
  return {.rule = std::string(rule),
          .path = PathPattern::parse(pattern).value(),
          .reason = "agreed in ticket 7",
          .expires = parse_date(expires).value()};
}

Demands with(std::vector<Waiver> waivers) { return {.waivers = std::move(waivers), .today = today}; }

EvidenceBuilder with_unlisted(std::initializer_list<std::string_view> names) {
  auto model = good_model();
  for (const auto name : names)
    model.file(name, "x");
  return model;
}

TEST(Levels, decide_what_counts) {
  const auto model = with_unlisted({"b"});
  EXPECT_EQ(ending(judged(model)), failed);
  const Judgement lowered = judged(model, {.levels = {{"file-unlisted", Severity::warning}}});
  EXPECT_EQ(ending(lowered), verified);
  EXPECT_EQ(found(lowered, "file-unlisted")->severity, Severity::warning);
  EXPECT_EQ(ending(judged(good_model(), {.levels = {{"anchor-unproven", Severity::error}}})), failed);
}

TEST(Levels, hold_for_every_case_of_a_rule) {
  auto model = anchored_model();
  model.evidence.manifest.reset();  // the claims stay: another source has them
  EXPECT_EQ(ending(judged(model)), verified);
  EXPECT_EQ(ending(judged(model, {.levels = {{"manifest-missing", Severity::error}}})), untrusted);
}

TEST(Levels, cannot_touch_what_is_locked) {
  const auto model = good_model().file("b", "x").listed("b", "y");
  EXPECT_EQ(ending(judged(model, {.levels = {{"file-modified", Severity::note}}})), failed);
  const auto leads_out = good_model().refused("a", evidence::Refusal::link_escapes, "links to /etc");
  EXPECT_EQ(ending(judged(leads_out, {.levels = {{"symlink-escape", Severity::note}}})), failed);
  const auto unnamed = good_model().refused("a\tb", evidence::Refusal::name_invalid, "it has a tab");
  EXPECT_EQ(ending(judged(unnamed, {.levels = {{"name-unsafe", Severity::note}}})), failed);
}

TEST(Levels, of_hash_unanchored_let_files_of_another_origin_pass_the_anchor_check) {
  const auto model = anchored_model().file("notes.md", "x").listed("notes.md", "x");
  Demands demands{.checks = {CheckId::integrity, CheckId::anchor}};
  EXPECT_EQ(ending(judged(model, demands)), failed);
  demands.levels = {{"hash-unanchored", Severity::warning}};
  EXPECT_EQ(ending(judged(model, demands)), verified);
  EXPECT_EQ(record(judged(model, demands), CheckId::anchor).reason, "2 of 3 files shown to be in the commit");
  const auto alien = good_model().in_commit("other", "x");
  EXPECT_NE(judged(alien, demands).verdict, Verdict::verified);  // not one file of it is in the commit
}

TEST(Waivers, take_only_the_files_they_are_for) {
  const Judgement judgement = judged(with_unlisted({"a.md", "b.md", "c.bin"}), with({waiver("file-unlisted", "*.md")}));
  EXPECT_EQ(ending(judgement), failed);
  const Finding* left = found(judgement, "file-unlisted");
  ASSERT_NE(left, nullptr);
  EXPECT_EQ(left->paths, std::vector<std::string>{"c.bin"});
  EXPECT_EQ(left->paths_total, 1U);
  EXPECT_EQ(left->message, "'c.bin' is here and not listed by the manifest");
  ASSERT_EQ(judgement.waived.size(), 1U);
  const Waived& waived = judgement.waived[0];
  EXPECT_EQ(waived.finding.paths, (std::vector<std::string>{"a.md", "b.md"}));
  EXPECT_EQ(waived.finding.message, "'a.md' and 'b.md' are here and not listed by the manifest");
  EXPECT_EQ(waived.waiver, "*.md");
  EXPECT_EQ(waived.reason, "agreed in ticket 7");
  EXPECT_EQ(waived.expires, "2027-12-31");
}

TEST(Waivers, that_take_everything_leave_no_finding) {
  const auto model = with_unlisted({"a.md", "b.md"});
  const Demands demands = with({waiver("file-unlisted", "a.md"), waiver("file-unlisted", "b.??")});
  const Judgement judgement = judged(model, demands);
  EXPECT_EQ(ending(judgement), verified);
  EXPECT_FALSE(finds(judgement, "file-unlisted"));
  EXPECT_FALSE(finds(judgement, "waiver-unused"));
  EXPECT_EQ(judgement.waived.size(), 2U);
}

TEST(Waivers, take_a_finding_of_several_files_whole_or_not_at_all) {
  auto model = good_model().file("A", "x").file("a", "x").listed("A", "x").listed("a", "x");
  const Demands one = with({waiver("name-collision", "A")});
  EXPECT_TRUE(finds(judged(model, one), "name-collision"));
  EXPECT_TRUE(finds(judged(model, one), "waiver-unused"));
  const Judgement both = judged(model, with({waiver("name-collision", "A"), waiver("name-collision", "a")}));
  EXPECT_FALSE(finds(both, "name-collision"));
  EXPECT_FALSE(finds(both, "waiver-unused"));
}

TEST(Waivers, take_findings_of_their_own_rule_only) {
  const Judgement judgement = judged(with_unlisted({"b"}), with({waiver("file-missing", "b")}));
  EXPECT_EQ(ending(judgement), failed);
  EXPECT_TRUE(finds(judgement, "file-unlisted"));
}

TEST(Waivers, of_the_model_as_a_whole_take_findings_that_name_no_file) {
  auto model = good_model();
  model.evidence.pin.reset();
  model.evidence.trust = Trust::none;
  EXPECT_EQ(ending(judged(model)), failed);
  EXPECT_EQ(ending(judged(model, with({waiver("pin-missing", ".")}))), verified);
  EXPECT_EQ(ending(judged(model, with({waiver("pin-missing", "**")}))), failed);
  EXPECT_EQ(ending(judged(with_unlisted({"b"}), with({waiver("file-unlisted", ".")}))), failed);
}

TEST(Waivers, hold_to_the_end_of_their_last_day) {
  const auto model = with_unlisted({"b"});
  EXPECT_EQ(ending(judged(model, with({waiver("file-unlisted", "b", "2027-01-31")}))), verified);
  const Judgement late = judged(model, with({waiver("file-unlisted", "b", "2027-01-30")}));
  EXPECT_EQ(ending(late), failed);
  EXPECT_TRUE(says(late, "waiver-expired", "ended on 2027-01-30"));
  EXPECT_FALSE(finds(late, "waiver-unused"));
  EXPECT_TRUE(late.waived.empty());
}

TEST(Waivers, hold_on_no_day_where_nobody_says_what_day_it_is) {
  Demands demands = with({waiver("file-unlisted", "b")});
  demands.today.reset();
  EXPECT_EQ(ending(judged(with_unlisted({"b"}), demands)), failed);
}

TEST(Waivers, cannot_touch_what_is_locked) {
  auto changed = good_model().file("b", "x").listed("b", "y");
  EXPECT_EQ(ending(judged(changed, with({waiver("file-modified", "b")}))), failed);
  const auto leads_out = good_model().refused("a", evidence::Refusal::link_escapes, "links to /etc");
  EXPECT_EQ(ending(judged(leads_out, with({waiver("symlink-escape", "a")}))), failed);
  const auto unnamed = good_model().refused("a b", evidence::Refusal::name_invalid, "it is odd");
  EXPECT_EQ(ending(judged(unnamed, with({waiver("name-unsafe", "a b")}))), failed);
  Demands trust = with({waiver("trust-self", ".")});
  trust.trust_min = Trust::pinned;
  const Judgement judgement = judged(good_model().pinned(Trust::self), trust);
  EXPECT_EQ(ending(judgement), untrusted);
  EXPECT_TRUE(finds(judgement, "trust-self"));
}

TEST(Waivers, do_not_stand_in_for_evidence) {
  const Judgement judgement = judged(EvidenceBuilder().file("a", "x").pinned(Trust::pinned).examined(),
                                     with({waiver("manifest-missing", "."), waiver("anchor-unproven", ".")}));
  EXPECT_EQ(ending(judgement), untrusted);
  EXPECT_EQ(record(judgement, CheckId::integrity).reason, "there is nothing to verify against");
}

TEST(Waivers, excuse_files_from_the_anchor_check) {
  auto model =
      anchored_model().file("README.md", "x").listed("README.md", "x").file("deep/a", "y").listed("deep/a", "y");
  model.evidence.proof->unproven_folders = {path("deep")};
  Demands demands = with({waiver("hash-unanchored", "README.md")});
  demands.checks = {CheckId::integrity, CheckId::anchor};
  EXPECT_EQ(ending(judged(model, demands)), untrusted);  // of deep/a nothing is known
  demands.waivers.push_back(waiver("anchor-unproven", "deep/*"));
  EXPECT_EQ(ending(judged(model, demands)), verified);
  EXPECT_EQ(ending(judged(good_model(), demands)), untrusted);  // without a proof nothing is excused
}

TEST(Waivers, that_excuse_nothing_are_told) {
  const Judgement judgement = judged(good_model(), with({waiver("file-unlisted", "old.md")}));
  EXPECT_EQ(ending(judgement), verified);
  EXPECT_TRUE(says(judgement, "waiver-unused", "the waiver of file-unlisted for 'old.md' excused nothing"));
  Demands strict = with({waiver("file-unlisted", "old.md")});
  strict.fail_on = Severity::warning;
  strict.levels = {{"anchor-unproven", Severity::note}};
  EXPECT_EQ(ending(judged(good_model(), strict)), failed);
}

TEST(Waivers, that_cover_a_part_of_a_finding_are_told_what_else_it_concerns) {
  auto model = good_model();
  evidence::RemoteCode reference{
      .file = path("config.json"), .key = "auto_map.AutoModel", .value = "m.M", .other_repository = {}};
  reference.code = {path("m.py")};
  model.evidence.remote_code.push_back(std::move(reference));
  Demands demands = with({waiver("remote-code", "config.json")});
  EXPECT_TRUE(
      says(judged(model, demands), "waiver-unused",
           "the waiver of remote-code for 'config.json' excused nothing, as what it is for concerns 'm.py' as well"));
  demands.waivers.push_back(waiver("remote-code", "*.py"));
  EXPECT_FALSE(finds(judged(model, demands), "waiver-unused"));
  EXPECT_FALSE(finds(judged(model, demands), "remote-code"));
}

TEST(Waivers, are_not_called_unused_before_the_question_was_asked) {
  const Demands demands = with({waiver("file-unlisted", "old.md")});
  auto model = good_model();
  model.evidence.hashed = false;
  model.evidence.observations.clear();
  EXPECT_FALSE(finds(judged(model, demands), "waiver-unused"));
  Demands look = demands;
  look.mode = Mode::inspect;
  EXPECT_FALSE(finds(judged(model, look), "waiver-unused"));
  look.waivers = {waiver("unsafe-file", "old.bin")};
  EXPECT_TRUE(finds(judged(model, look), "waiver-unused"));
  auto interrupted = good_model();
  interrupted.evidence.interrupted = true;
  EXPECT_FALSE(finds(judged(interrupted, demands), "waiver-unused"));
  EXPECT_FALSE(finds(judged(good_model().rejected(evidence::RejectedKind::pin_conflict), demands), "waiver-unused"));
}

TEST(Waivers, excuse_each_of_the_files_that_are_told_together) {
  auto model = good_model();
  for (std::size_t i = 0; i < limits::findings_of_a_rule_max + 2; ++i)
    model.listed("gone" + std::to_string(100'000 + i), "x");
  const Judgement one = judged(model, with({waiver("file-missing", "gone110001")}));
  EXPECT_EQ(ending(one), failed);
  EXPECT_EQ(found(one, "file-missing")->paths_total, limits::findings_of_a_rule_max + 1);
  EXPECT_EQ(one.waived.at(0).finding.paths, std::vector<std::string>{"gone110001"});
  EXPECT_EQ(ending(judged(model, with({waiver("file-missing", "gone10*")}))), failed);
  EXPECT_EQ(ending(judged(model, with({waiver("file-missing", "gone1*")}))), verified);
}

// The kinds of which a rule's drafts are decide over levels, waivers and the exit code: they are not told together.
TEST(Drafts, keep_apart_what_is_beyond_their_number_by_what_is_decided_by_it) {
  const auto about = [](std::string name, Draft kind) {
    kind.subject = name;
    kind.message = "says " + name;
    kind.paths = {std::move(name)};
    return kind;
  };
  Drafts drafts;
  for (std::size_t i = 0; i < limits::findings_of_a_rule_max; ++i)
    drafts.push_back(about(std::to_string(i), {}));
  for (const std::string name : {"a", "b"}) {
    drafts.push_back(about(name, {}));
    drafts.push_back(about(name + " locked", {.level = Level::locked}));
    drafts.push_back(about(name + " grave", {.severity = Severity::error}));
    drafts.push_back(about(name + " unread", {.consequence = Consequence::unfinished}));
  }
  drafts.push_back({.subject = "all", .message = "of the whole"});
  const Rule rule{.id = "a-rule", .severity = Severity::warning, .title = "the title", .reason = "", .cure = ""};
  const std::vector<Draft> told = std::move(drafts).take(rule);
  ASSERT_EQ(told.size(), limits::findings_of_a_rule_max + 5);
  EXPECT_EQ(told.at(limits::findings_of_a_rule_max).message, "of the whole");
  const std::vector<std::vector<std::string>> kinds = {
      {"a", "b"}, {"a locked", "b locked"}, {"a grave", "b grave"}, {"a unread", "b unread"}};
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const Draft& further = told.at(limits::findings_of_a_rule_max + 1 + i);
    EXPECT_EQ(further.paths, kinds[i]);
    EXPECT_EQ(further.level == Level::locked, i == 1);
    EXPECT_EQ(further.severity.has_value(), i == 2);
    EXPECT_EQ(further.consequence.has_value(), i == 3);
    EXPECT_EQ(further.said_of_paths, "too many to be told one by one: the title");
  }
}

}  // namespace
}  // namespace weightcheck::policy
