// SPDX-License-Identifier: Apache-2.0
// One cause, one finding; and nothing that counts is lost by it.
#include "policy/causes.hpp"

#include "odd_models.hpp"
#include "policy/run_rules.hpp"
#include "support/rounds.hpp"

namespace weightcheck::policy {
namespace {

using evidence::ContentKind;
using evidence::Refusal;
using test::anchored_model;
using test::EvidenceBuilder;
using test::path;

constexpr std::string_view shard = "model-00001-of-00002.safetensors";

// Listed and in the commit with other bytes, of another size where that is asked for.
EvidenceBuilder in_place_of_a_shard(std::string_view content, ContentKind kind) {
  auto model =
      anchored_model().file(shard, content).listed(shard, "the tensors").in_commit_by_lfs(shard, "the tensors");
  model.content(shard, kind);
  if (kind == ContentKind::lfs_pointer) model.evidence.pointer_stubs.push_back({.path = path(shard)});
  return model;
}

std::vector<std::string> rules_about(const Judgement& judgement, std::string_view name) {
  std::vector<std::string> rules;
  for (const Finding& finding : judgement.findings) {
    if (std::ranges::find(finding.paths, name) != finding.paths.end()) rules.push_back(finding.rule);
  }
  return rules;
}

using Rules = std::vector<std::string>;

Waiver waiver_for(std::string_view rule, std::string_view path) {
  return {.rule = std::string(rule),
          .path = PathPattern::parse(path).value(),
          .reason = "seen",
          .expires = parse_date("2027-12-31").value()};
}

TEST(Causes, are_rules_that_do_not_follow_from_themselves) {
  for (const Rule* rule : rule_table()) {
    EXPECT_FALSE(follows(*rule, *rule)) << rule->id;
    for (const std::string_view cause : rule->follows_from) {
      EXPECT_TRUE(cause.empty() || find_rule(cause) != nullptr) << rule->id << " follows from " << cause;
    }
  }
}

TEST(Causes, are_known_before_hashing_where_the_consequence_is) {
  for (const Rule* rule : rule_table()) {
    for (const Rule* cause : rule_table()) {
      const bool too_late = follows(*rule, *cause) && rule->needs < Needs::digests && cause->needs == Needs::digests;
      EXPECT_FALSE(too_late) << rule->id << " would be taken back for " << cause->id;
    }
  }
}

TEST(Consequences, of_content_that_is_none_are_not_told) {
  const std::pair<ContentKind, const char*> kinds[] = {{ContentKind::lfs_pointer, "lfs-pointer"},
                                                       {ContentKind::html_page, "html-page"},
                                                       {ContentKind::json_error_page, "json-page"},
                                                       {ContentKind::zeros, "zero-run"}};
  for (const auto& [kind, rule] : kinds) {
    for (const std::string_view content : {"not tensors", "of another size"}) {
      const Judgement judgement = judged(in_place_of_a_shard(content, kind));
      EXPECT_EQ(rules_about(judgement, shard), Rules{rule}) << content;
      EXPECT_EQ(ending(judgement), failed);
      EXPECT_EQ(record(judgement, CheckId::integrity).outcome, Outcome::failed);
      EXPECT_EQ(record(judgement, CheckId::anchor).outcome, Outcome::failed);
    }
  }
}

TEST(Consequences, of_another_size_are_not_told) {
  EXPECT_EQ(rules_about(judged(in_place_of_a_shard("shorter", ContentKind::weights)), shard), Rules{"size-differs"});
}

// The one finding names both witnesses; that the commit contradicts as well still counts for the anchor check.
TEST(Consequences, are_what_the_commit_says_of_a_change_that_the_manifest_shows) {
  EXPECT_EQ(rules_about(judged(in_place_of_a_shard("THE TENSORS", ContentKind::weights)), shard),
            (Rules{"file-modified"}));
}

TEST(Consequences, of_a_file_that_is_missing_are_not_told) {
  auto model = anchored_model().listed(shard, "x").in_commit_by_lfs(shard, "x");
  model.evidence.reconciliation.missing_shards = {
      {.index = path("model.safetensors.index.json"), .shard = path(shard), .tensors = 7}};
  model.evidence.reconciliation.incomplete_sets = {set_without(shard)};
  EXPECT_EQ(rules_about(judged(model), shard), Rules{"file-missing"});
  EXPECT_EQ(record(judged(model), CheckId::shape).outcome, Outcome::failed);
  model.refused(shard, Refusal::link_escapes, "links to /tmp");
  EXPECT_EQ(rules_about(judged(model), shard), Rules{"symlink-escape"});
}

TEST(Consequences, are_told_of_a_set_of_which_more_is_missing_than_is_named) {
  auto model = anchored_model().listed(shard, "x");
  model.evidence.reconciliation.incomplete_sets = {set_without(shard, 1)};
  EXPECT_TRUE(finds(judged(model), "shard-set-incomplete"));
}

TEST(Consequences, are_taken_out_of_a_list_path_by_path) {
  const Judgement judgement = judged(anchored_model().file("a", "x").file("b", "y").in_commit("b", "y"));
  EXPECT_EQ(rules_about(judgement, "a"), Rules{"hash-unanchored"});
  EXPECT_EQ(rules_about(judgement, "b"), Rules{"file-unlisted"});
  EXPECT_EQ(found(judgement, "file-unlisted")->message, "'b' is here and not listed by the manifest");
}

TEST(Consequences, of_a_license_that_is_not_here_are_not_told) {
  auto model = anchored_model();
  model.evidence.license.texts.clear();
  model.evidence.license.card.reset();
  EXPECT_TRUE(finds(judged(model), "license-missing"));
  EXPECT_FALSE(finds(judged(model), "license-undeclared"));
}

TEST(Consequences, speak_where_the_cause_is_lowered) {
  const auto model = in_place_of_a_shard("not tensors", ContentKind::html_page);
  const Judgement lowered = judged(model, {.levels = {{"html-page", Severity::warning}}});
  EXPECT_EQ(rules_about(lowered, shard), (Rules{"file-modified", "html-page"}));
  const Judgement notes = judged(anchored_model().file("a", "x"),
                                 {.levels = {{"file-unlisted", Severity::note}, {"hash-unanchored", Severity::note}}});
  EXPECT_EQ(rules_about(notes, "a"), (Rules{"file-unlisted", "hash-unanchored"}));
}

TEST(Consequences, speak_where_the_cause_is_waived) {
  Demands demands{.today = parse_date("2027-01-31")};
  demands.waivers = {waiver_for("html-page", "**")};
  const auto model = in_place_of_a_shard("not tensors", ContentKind::html_page);
  EXPECT_EQ(rules_about(judged(model, demands), shard), Rules{"file-modified"});
}

TEST(OneFindingACause, tells_many_files_of_one_cause_at_once) {
  auto model = anchored_model().listed("gone1", "x").listed("gone2", "xy").listed("gone3", "x");
  const Judgement judgement = judged(model);
  EXPECT_EQ(std::ranges::count(judgement.findings, "file-missing", &Finding::rule), 1);
  const Finding& missing = *found(judgement, "file-missing");
  EXPECT_EQ(missing.message,
            "'gone1' is listed by the manifest and is not here (1 byte); 'gone2' and 'gone3' are not here either");
  EXPECT_EQ(missing.paths, (std::vector<std::string>{"gone1", "gone2", "gone3"}));
  EXPECT_EQ(missing.paths_total, 3U);
}

TEST(OneFindingACause, leaves_out_what_is_waived_and_tells_what_answers_differ) {
  auto model = anchored_model().listed("gone1", "x").listed("gone2", "xy").listed("gone3", "x");
  Demands demands{.today = parse_date("2027-01-31")};
  demands.waivers = {waiver_for("file-missing", "gone2")};
  const Judgement judgement = judged(model, demands);
  EXPECT_EQ(found(judgement, "file-missing")->paths, (std::vector<std::string>{"gone1", "gone3"}));
  ASSERT_EQ(judgement.waived.size(), 1U);
  EXPECT_EQ(judgement.waived[0].finding.paths, std::vector<std::string>{"gone2"});

  auto pages = anchored_model();
  for (const char* name : {"a.safetensors", "b.safetensors", "c.safetensors"})
    pages.file(name, "text").listed(name, "tensors").content(name, ContentKind::text_page);
  pages.evidence.bodies = {{.path = path("a.safetensors"), .words = "Entry not found"},
                           {.path = path("b.safetensors"), .words = "Entry not found"},
                           {.path = path("c.safetensors"), .words = "Too many requests"}};
  EXPECT_EQ(std::ranges::count(judged(pages).findings, "text-page", &Finding::rule), 2);
}

TEST(OneFindingACause, is_the_reserved_space_of_a_download_and_not_its_zeros) {
  auto model = in_place_of_a_shard(std::string(11, '\0'), ContentKind::zeros);
  model.evidence.tree.excluded.push_back({.name = std::string(shard) + ".aria2",
                                          .reason = evidence::Exclusion::partial_download,
                                          .finished = std::string(shard),
                                          .file = std::nullopt});
  EXPECT_EQ(rules_about(judged(model), shard), Rules{"download-partial"});
}

TEST(OneFindingACause, is_a_new_name_and_not_an_absence_beside_a_stranger) {
  const auto model = anchored_model().listed("extra.bin", "tensors").file("extra (1).bin", "tensors");
  const Judgement judgement = judged(model);
  EXPECT_EQ(rules_about(judgement, "extra (1).bin"), Rules{"file-missing"});
  EXPECT_EQ(rules_about(judgement, "extra.bin"), Rules{"file-missing"});
  EXPECT_TRUE(says(judgement, "file-missing", "'extra (1).bin', which is not listed, has its size"));
}

TEST(OneFindingACause, is_a_new_name_also_where_only_an_index_expects_the_old_one) {
  auto model = anchored_model();
  model.evidence.reconciliation.missing_shards = {
      {.index = path("model.safetensors.index.json"), .shard = path(shard), .tensors = 0}};
  model.evidence.reconciliation.unindexed_weights = {
      {.path = path("model-00001-of-00002 (1).safetensors"), .index = path("model.safetensors.index.json")}};
  auto inspection = std::make_shared<tensors::Inspection>();
  inspection->layout.emplace();
  model.evidence.weight_files.push_back({.path = path("model-00001-of-00002 (1).safetensors"),
                                         .format = "safetensors",
                                         .examined = weights::Examined::yes,
                                         .inspection = inspection});
  std::ranges::sort(model.evidence.weight_files, {}, &weights::WeightFile::path);
  EXPECT_EQ(rules_about(judged(model), "model-00001-of-00002 (1).safetensors"), Rules{"index-shard-missing"});
}

// Is this said of the path, or of the model as a whole, as gravely and with as early an exit code?
bool says_as_much(const Finding& told, const Finding& left_out, const std::string& name) {
  const bool same = name.empty() ? told.paths.empty() : std::ranges::find(told.paths, name) != told.paths.end();
  return same && told.severity >= left_out.severity && told.consequence <= left_out.consequence;
}

std::vector<Adjusted> all_of(const Demands& demands, const evidence::Evidence& seen,
                             const std::vector<evidence::FileRow>& rows) {
  RuleRun rules(seen, demands);
  rules.run(Needs::digests, rows);
  return rules.all();
}

TEST(OneFindingACause, loses_no_path_that_is_found_fault_with_and_no_exit_code) {
  std::size_t left_out = 0;
  for (unsigned seed = 0; seed < test::rounds(2000U); ++seed) {
    OddModels odd(seed);
    const evidence::Evidence seen = odd.model().build();
    const Demands demands = odd.demands();
    const Judgement judgement = judge(seen, demands);
    const auto all = all_of(demands, seen, judgement.rows);
    left_out += all.size() - judgement.findings.size();
    const auto is_told = [&](const Adjusted& one, const std::string& name) {
      return std::ranges::any_of(judgement.findings,
                                 [&](const Finding& told) { return says_as_much(told, one.finding, name); });
    };
    for (const Adjusted& one : all) {
      EXPECT_TRUE(!one.paths.empty() || is_told(one, "")) << seed << " " << one.rule->id;
      for (const std::string& name : one.paths)
        EXPECT_TRUE(is_told(one, name)) << seed << " " << one.rule->id << " " << name;
    }
    const bool fails = std::ranges::any_of(all, [&](const Adjusted& one) {
      return one.finding.severity >= demands.fail_on && one.finding.consequence == Consequence::differs;
    });
    EXPECT_TRUE(!fails || judgement.exit_code == 1) << seed;
  }
  EXPECT_GT(left_out, test::rounds(2000U));  // or the models try nothing
}

// Law 2: what differs, is absent or is not what it is called stays told when a manifest or a proof is added.
TEST(OneFindingACause, hides_nothing_when_evidence_is_added) {
  for (unsigned seed = 0; seed < test::rounds(500U); ++seed) {
    const evidence::Evidence whole = OddModels(seed).model().build();
    for (const bool without_manifest : {true, false}) {
      evidence::Evidence less = whole;
      if (without_manifest) {
        less.manifest.reset();
        less.claim_sets.clear();
      } else {
        less.proof.reset();
      }
      const Judgement more = judge(whole, {});
      for (const Finding& before : judge(less, {}).findings) {
        if (before.rule == "unsafe-file") continue;  // which the commit may vouch for
        for (const std::string& name : before.paths) {
          EXPECT_TRUE(std::ranges::any_of(more.findings,
                                          [&](const Finding& told) {
                                            return told.severity >= before.severity &&
                                                   std::ranges::find(told.paths, name) != told.paths.end();
                                          }))
              << seed << " " << before.rule << " " << name;
        }
      }
    }
  }
}

}  // namespace
}  // namespace weightcheck::policy
