// SPDX-License-Identifier: Apache-2.0
#include "judging.hpp"

namespace weightcheck::policy {
namespace {

using test::anchored_model;
using test::commit_id;
using test::digest;
using test::EvidenceBuilder;
using test::good_model;
using test::path;

TEST(ProvenanceRules, hash_unanchored_names_files_that_are_in_no_tree) {
  const Judgement judgement = judged(anchored_model().file("b", "x").listed("b", "x"));
  EXPECT_TRUE(says(judgement, "hash-unanchored", "'b' is in no tree of commit " + commit_id('a').hex()));
  EXPECT_EQ(ending(judgement), failed);
  EXPECT_FALSE(finds(judged(anchored_model()), "hash-unanchored"));
  EXPECT_FALSE(finds(judged(good_model()), "hash-unanchored"));  // without a proof nothing is known of trees
}

TEST(ProvenanceRules, anchor_differs_for_other_bytes_under_a_name_of_the_commit) {
  const auto changed = good_model().in_commit("LICENSE", "ISC").in_commit_by_lfs("model.safetensors", "weights");
  EXPECT_TRUE(says(judged(changed), "anchor-differs", "'LICENSE' is in commit"));
  EXPECT_EQ(ending(judged(changed)), failed);
  EXPECT_FALSE(finds(judged(anchored_model()), "anchor-differs"));
}

TEST(ProvenanceRules, anchor_differs_explains_changed_line_ends) {
  auto model = good_model().in_commit("LICENSE", "ISC").in_commit_by_lfs("model.safetensors", "weights");
  model.evidence.line_ends_changed = {path("LICENSE")};
  EXPECT_TRUE(says(judged(model), "anchor-differs", "only its line ends differ"));
  EXPECT_NE(found(judged(model), "anchor-differs")->help.find("autocrlf"), std::string::npos);
}

TEST(ProvenanceRules, anchor_differs_leaves_pointer_stubs_to_their_own_rule) {
  auto model = anchored_model();
  model.evidence.pointer_stubs = {{.path = path("model.safetensors")}};
  EXPECT_FALSE(finds(judged(model), "anchor-differs"));
  EXPECT_TRUE(finds(judged(model), "lfs-pointer"));
  EXPECT_EQ(ending(judged(model)), failed);
}

TEST(ProvenanceRules, anchor_unproven_warns_of_a_pin_without_proof) {
  EXPECT_TRUE(says(judged(good_model()), "anchor-unproven", "there is no COMMIT.proof"));
  EXPECT_FALSE(finds(judged(anchored_model()), "anchor-unproven"));
  auto unpinned = good_model();
  unpinned.evidence.pin.reset();
  EXPECT_FALSE(finds(judged(unpinned), "anchor-unproven"));
}

TEST(ProvenanceRules, anchor_unproven_is_a_note_where_a_signature_stands_alone) {
  auto model = good_model().pinned(evidence::Trust::self);
  model.evidence.signature.emplace();
  EXPECT_EQ(found(judged(model), "anchor-unproven")->severity, Severity::note);
  model.pinned(evidence::Trust::pinned);
  EXPECT_EQ(found(judged(model), "anchor-unproven")->severity, Severity::warning) << "the caller asked for a commit";
  model.pinned(evidence::Trust::self).evidence.signature.reset();
  EXPECT_EQ(found(judged(model), "anchor-unproven")->severity, Severity::warning);
}

TEST(ProvenanceRules, anchor_unproven_names_files_that_no_recorded_tree_covers) {
  auto model = anchored_model().file("deep/a", "x").listed("deep/a", "x");
  model.evidence.proof->unproven_folders = {path("deep")};
  EXPECT_TRUE(says(judged(model), "anchor-unproven", "'deep/a' is not covered by the proof"));
  EXPECT_TRUE(finds(judged(unhashed(model)), "anchor-unproven"));  // that much is known before hashing
  EXPECT_FALSE(finds(judged(unhashed(anchored_model())), "anchor-unproven"));
}

TEST(ProvenanceRules, anchor_absent_is_a_note_about_what_was_not_downloaded) {
  const Judgement judgement = judged(anchored_model().in_commit("README.md", "x"));
  EXPECT_TRUE(says(judgement, "anchor-absent", "'README.md' is in commit"));
  EXPECT_EQ(ending(judgement), verified);
  EXPECT_FALSE(finds(judged(anchored_model()), "anchor-absent"));
}

TEST(ProvenanceRules, mode_differs_is_a_note) {
  auto model = anchored_model();
  EXPECT_FALSE(finds(judged(model), "mode-differs"));
  model.evidence.modes_differ = {"LICENSE"};
  EXPECT_TRUE(finds(judged(model), "mode-differs"));
  EXPECT_EQ(ending(judged(model)), verified);
}

TEST(ProvenanceRules, commits_mixed_warns_of_files_of_several_commits) {
  auto model = anchored_model();
  auto& layout = model.evidence.layouts.emplace_back();
  layout.commits = {commit_id('a')};
  EXPECT_FALSE(finds(judged(model), "commits-mixed"));
  layout.commits = {commit_id('a'), commit_id('b'), commit_id('c')};
  EXPECT_TRUE(says(judged(model), "commits-mixed", "names 3 different commits"));
}

TEST(ProvenanceRules, claims_conflict_names_the_two_sources_once_with_all_files) {
  auto model = good_model();
  EXPECT_FALSE(finds(judged(model), "claims-conflict"));
  auto& claims = model.claims("the hub cache", evidence::Coverage::some);
  claims.push_back({.span = {.path = path("LICENSE")}, .file_size = 3, .expected = {digest("BSD")}});
  claims.push_back({.span = {.path = path("model.safetensors")}, .file_size = 8, .expected = {digest("heights!")}});
  EXPECT_TRUE(says(judged(model), "claims-conflict",
                   "'LICENSE' and 'model.safetensors' are one thing by the manifest and another by the hub cache"));
  EXPECT_EQ(ending(judged(model)), failed);
}

TEST(ProvenanceRules, commit_signature_unchecked_is_a_note_about_signed_commits) {
  auto model = anchored_model();
  EXPECT_FALSE(finds(judged(model), "commit-signature-unchecked"));
  model.evidence.proof->details.is_signed = true;
  EXPECT_TRUE(finds(judged(model), "commit-signature-unchecked"));
}

}  // namespace
}  // namespace weightcheck::policy
