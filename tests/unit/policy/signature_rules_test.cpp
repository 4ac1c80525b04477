// SPDX-License-Identifier: Apache-2.0
#include "judging.hpp"

namespace weightcheck::policy {
namespace {

using evidence::ClaimSet;
using evidence::OriginKind;
using evidence::RejectedKind;
using test::digest;
using test::EvidenceBuilder;
using test::good_model;
using test::path;

// The files of a good model, and what lists them is signed.
EvidenceBuilder signed_model() {
  EvidenceBuilder model = good_model();
  model.evidence.manifest.reset();
  model.evidence.pin.reset();
  model.evidence.trust = evidence::Trust::none;
  ClaimSet& set = model.evidence.claim_sets.front();
  set.source = "the signature";
  set.origin = {OriginKind::signed_by, "signer"};
  model.evidence.signature.emplace();
  return model;
}

TEST(SignatureRules, are_silent_about_a_model_that_is_signed_as_it_is) {
  const Judgement judgement = judged(signed_model());
  EXPECT_EQ(ending(judgement), verified);
  for (const auto& finding : judgement.findings) {
    EXPECT_NE(find_rule(finding.rule)->area, Area::signature) << finding.rule;
    EXPECT_EQ(finding.severity, Severity::note) << finding.rule;
  }
}

TEST(SignatureRules, tell_why_a_signature_was_refused_and_end_with_4) {
  const std::pair<RejectedKind, std::string_view> kinds[] = {
      {RejectedKind::signature_malformed, "signature-malformed"},
      {RejectedKind::signature_unsupported, "signature-unsupported"},
      {RejectedKind::signature_invalid, "signature-invalid"},
      {RejectedKind::signer_untrusted, "signer-untrusted"},
      {RejectedKind::signer_mismatch, "signer-mismatch"},
      {RejectedKind::log_entry_invalid, "log-entry-invalid"},
      {RejectedKind::timestamp_invalid, "timestamp-invalid"},
      {RejectedKind::signature_conflict, "signature-conflict"}};
  for (const auto& [kind, rule] : kinds) {
    const Judgement judgement = judged(good_model().rejected(kind));
    EXPECT_TRUE(finds(judgement, rule)) << rule;
    EXPECT_EQ(ending(judgement), untrusted) << rule;
  }
}

TEST(SignatureRules, file_unsigned_speaks_where_no_other_list_is_there) {
  const Judgement judgement = judged(signed_model().file("extra", "x"));
  EXPECT_TRUE(says(judgement, "file-unsigned", "'extra' is here and not signed"));
  EXPECT_FALSE(finds(judgement, "file-unlisted"));
  EXPECT_EQ(ending(judgement), failed);
}

TEST(SignatureRules, file_unsigned_says_nothing_of_what_is_left_out) {
  auto model = signed_model().file("extra", "x");
  model.evidence.claim_sets.front().silent_on = {path("extra")};
  EXPECT_FALSE(finds(judged(model), "file-unsigned"));
}

TEST(SignatureRules, weights_unsigned_speaks_of_weights_that_are_left_out) {
  auto model = signed_model().file("notes.txt", "x").file(".github/model.safetensors", "y");
  const ModelPath weights = path(".github/model.safetensors");
  model.evidence.weight_files.insert(model.evidence.weight_files.begin(), {.path = weights});
  model.evidence.claim_sets.front().silent_on = {weights, path("notes.txt")};
  EXPECT_FALSE(finds(judged(model), "weights-unsigned"));
  model.evidence.signature->left_out_files = {weights, path("notes.txt")};
  const Judgement judgement = judged(model);
  EXPECT_TRUE(
      says(judgement, "weights-unsigned", "'.github/model.safetensors' is weights that the signature leaves out"));
  EXPECT_FALSE(says(judgement, "weights-unsigned", "notes.txt"));
  model.evidence.contents = {{.path = path("notes.txt"), .kind = evidence::ContentKind::weights}};
  EXPECT_TRUE(says(judged(model), "weights-unsigned", "notes.txt")) << "weights by their bytes";
}

TEST(SignatureRules, excuse_nothing_that_hides_in_a_place_of_git_or_a_client) {
  auto model = signed_model().file(".git/x/pytorch.safetensors", "x");
  model.evidence.signature->left_out = {path(".git")};
  model.evidence.claim_sets.front().silent_on = {path(".git/x/pytorch.safetensors")};
  EXPECT_EQ(found(judged(model), "excluded-content")->severity, Severity::error);
  auto with = [](const std::string& name, evidence::ContentKind kind) {
    auto other = signed_model().file(name, "x");
    other.evidence.signature->left_out = {path(".git")};
    other.evidence.claim_sets.front().silent_on = {path(name)};
    other.evidence.contents = {{.path = path(name), .kind = kind}};
    return found(judged(other), "excluded-content")->severity;
  };
  EXPECT_EQ(with(".git/HEAD", evidence::ContentKind::text), Severity::warning) << "a text that no loader looks for";
  EXPECT_EQ(with(".git/HEAD", evidence::ContentKind::weights), Severity::error);
  EXPECT_EQ(with(".git/HEAD", evidence::ContentKind::script), Severity::error);
  EXPECT_EQ(with(".git/config.json", evidence::ContentKind::text), Severity::error);
  EXPECT_EQ(with(".git/model.bin", evidence::ContentKind::text), Severity::error);
}

TEST(SignatureRules, config_unsigned_speaks_of_what_loaders_read_and_import) {
  auto model = signed_model();
  const std::vector<ModelPath> paths{path(".github/config.yml"), path("LICENSE.md"), path("code.py"), path("setup.py"),
                                     path("tokenizer.json")};
  for (const ModelPath& one : paths) {
    model.file(one.text(), "x");
    const bool is_read = one.name().ends_with("yml") || one.name().ends_with("json");
    model.evidence.contents.push_back({.path = one, .read_by_loaders = is_read});
  }
  model.evidence.imported = {path("code.py")};
  model.evidence.claim_sets.front().silent_on = paths;
  EXPECT_FALSE(finds(judged(model), "config-unsigned"));
  model.evidence.signature->left_out_files = paths;
  EXPECT_TRUE(says(judged(model), "config-unsigned",
                   "'code.py' and 'tokenizer.json' are read by loaders, and left out by the signature"));
}

TEST(SignatureRules, symlink_unsigned_speaks_even_of_a_link_to_the_signed_bytes) {
  auto model = signed_model();
  model.evidence.tree.files.front().link_target = "elsewhere";
  EXPECT_TRUE(finds(judged(model), "symlink-unsigned"));
  EXPECT_EQ(ending(judged(model)), failed);
  model.evidence.signature->left_out = {model.evidence.tree.files.front().path};
  EXPECT_FALSE(finds(judged(model), "symlink-unsigned"));
  model.evidence.signature->left_out.clear();
  model.evidence.signature->links = signature::Links::allowed;
  EXPECT_FALSE(finds(judged(model), "symlink-unsigned"));
}

TEST(SignatureRules, symlink_unsigned_takes_the_links_of_a_hub_cache_for_files) {
  auto model = signed_model();
  model.evidence.tree.layout = evidence::Layout::hub_cache_snapshot;
  model.evidence.tree.files.front().link_target = "../../blobs/abc";
  EXPECT_FALSE(finds(judged(model), "symlink-unsigned"));
}

TEST(SignatureRules, a_link_to_a_folder_is_followed_only_where_something_below_is_signed) {
  auto model = signed_model().refused("link", evidence::Refusal::link_to_directory, "links to folder");
  model.evidence.signature->links = signature::Links::allowed;
  EXPECT_TRUE(finds(judged(model), "symlink-unsigned"));
  EXPECT_TRUE(finds(judged(model), "symlink-escape"));
  model.file("link/a", "x");
  model.claims("the signature", evidence::Coverage::all)
      .push_back({.span = {.path = path("link/a")}, .expected = {digest("x")}});
  EXPECT_FALSE(finds(judged(model), "symlink-unsigned"));
  EXPECT_FALSE(finds(judged(model), "symlink-escape"));
}

TEST(SignatureRules, signature_unchecked_tells_of_one_that_nobody_asked_about) {
  auto model = good_model();
  model.evidence.tree.excluded.push_back({.name = "model.sig", .reason = evidence::Exclusion::own_file});
  EXPECT_TRUE(finds(judged(model), "signature-unchecked"));
  EXPECT_EQ(ending(judged(model)), verified);
  auto asked = signed_model();
  asked.evidence.tree.excluded = model.evidence.tree.excluded;
  EXPECT_TRUE(finds(judged(asked), "signature-unchecked")) << "another one was looked at";
  asked.evidence.signature->inside = path("model.sig");
  EXPECT_FALSE(finds(judged(asked), "signature-unchecked"));
}

TEST(SignatureRules, notes_tell_of_another_order_and_of_older_forms) {
  auto model = signed_model();
  model.evidence.signature->order = signature::Order::other;
  model.evidence.signature->names_key_by_text = true;
  EXPECT_TRUE(finds(judged(model), "signature-order"));
  EXPECT_TRUE(finds(judged(model), "signature-legacy"));
  EXPECT_EQ(ending(judged(model)), verified);
}

TEST(SignatureRules, a_signature_meets_what_strict_asks_and_no_demand_for_a_pin) {
  const Demands strict{.trust_min = evidence::Trust::pinned, .trust_met_by = MetBy::pin_or_signature};
  EXPECT_EQ(ending(judged(signed_model(), strict)), verified);
  EXPECT_EQ(ending(judged(signed_model(), {.trust_min = evidence::Trust::pinned})), untrusted);
}

TEST(SignatureRules, a_demand_for_a_signature_is_met_by_one_alone) {
  const Demands asks{.signature = Signed::required};
  EXPECT_EQ(ending(judged(signed_model(), asks)), verified);
  EXPECT_TRUE(says(judged(good_model(), asks), "trust-self", "a signature is demanded"));
  EXPECT_EQ(ending(judged(good_model(), asks)), untrusted);
}

}  // namespace
}  // namespace weightcheck::policy
