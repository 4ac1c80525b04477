// SPDX-License-Identifier: Apache-2.0
#include "judging.hpp"

namespace weightcheck::policy {
namespace {

using evidence::ContentKind;
using test::anchored_model;
using test::blob_id;
using test::digest;
using test::EvidenceBuilder;
using test::good_model;
using test::path;

TEST(IntegrityRules, file_modified_shows_both_digests_and_whose_content_it_is) {
  const auto exchanged = good_model().file("a", "one").file("b", "two").listed("a", "two").listed("b", "one");
  const Judgement judgement = judged(exchanged);
  EXPECT_TRUE(says(judgement, "file-modified", digest("one").hex()));
  EXPECT_TRUE(says(judgement, "file-modified", digest("two").hex()));
  EXPECT_TRUE(says(judgement, "file-modified", "these bytes are listed as 'b'"));
  EXPECT_EQ(ending(judgement), failed);
  EXPECT_FALSE(finds(judged(good_model()), "file-modified"));
}

// A header of 100 bytes, then tensors of 60 and 40 bytes and an empty one between them.
weights::WeightFile with_layout(std::string_view name) {
  auto inspection = std::make_shared<tensors::Inspection>();
  auto& layout = inspection->layout.emplace();
  layout.data_begin = 100;
  layout.data_size = 100;
  layout.tensors = {{.begin = 0, .end = 60, .name = layout.names.add("first")},
                    {.begin = 60, .end = 60, .name = layout.names.add("empty")},
                    {.begin = 60, .end = 100, .name = layout.names.add("second")}};
  return {.path = path(name),
          .size = 200,
          .format = "safetensors",
          .examined = weights::Examined::yes,
          .inspection = std::move(inspection)};
}

std::string told_of_damage(std::vector<midstates::ByteRange> broken) {
  auto model = good_model().file("b.safetensors", "here").listed("b.safetensors", "said");
  model.evidence.weight_files = {with_layout("b.safetensors")};
  model.evidence.observations.back().spans = {.line = digest("said"), .broken = std::move(broken)};
  const auto judgement = judged(model);
  const auto* finding = found(judgement, "file-modified");
  return finding == nullptr ? "" : finding->message.substr(finding->message.find("; by the file of states"));
}

TEST(IntegrityRules, file_modified_tells_the_place_where_states_show_one) {
  EXPECT_EQ(told_of_damage({{130, 140}}), "; by the file of states bytes 130-139 differ: 'first'");
  EXPECT_EQ(told_of_damage({{160, 200}}), "; by the file of states bytes 160-199 differ: 'second'");
  EXPECT_EQ(told_of_damage({{159, 161}}), "; by the file of states bytes 159-160 differ: 'first', 'second'");
  EXPECT_EQ(told_of_damage({{0, 100}}), "; by the file of states bytes 0-99 differ: the header");
  EXPECT_EQ(told_of_damage({{0, 101}}), "; by the file of states bytes 0-100 differ: the header, 'first'");
  EXPECT_EQ(told_of_damage({{100, 110}, {120, 130}, {140, 150}, {160, 170}}),
            "; by the file of states bytes 100-109, 120-129, 140-149 and 1 more range differ: 'first', 'second'");
}

TEST(IntegrityRules, file_modified_tells_no_place_where_the_states_are_those_that_are_wrong) {
  auto model = good_model().file("b", "here").listed("b", "said");
  model.evidence.observations.back().spans = {.line = digest("here"), .broken = {{0, 4}}, .wrong_hints = 1};
  EXPECT_TRUE(finds(judged(model), "file-modified"));
  EXPECT_FALSE(says(judged(model), "file-modified", "states"));
}

TEST(IntegrityRules, midstates_wrong_is_a_note_that_weighs_nothing) {
  auto model = good_model();
  const auto before = ending(judged(model));
  model.evidence.midstates_wrong = {{path("LICENSE"), "1 of 2 states"}};
  EXPECT_TRUE(says(judged(model), "midstates-wrong", "'LICENSE'"));
  model.evidence.midstates_wrong = {{std::nullopt, "line 3: it is not sorted"}};
  EXPECT_TRUE(says(judged(model), "midstates-wrong", "line 3: it is not sorted"));
  EXPECT_EQ(found(judged(model), "midstates-wrong")->severity, Severity::note);
  EXPECT_EQ(ending(judged(model)), before);
  EXPECT_FALSE(finds(judged(good_model()), "midstates-wrong"));
}

TEST(IntegrityRules, file_modified_speaks_for_claims_by_blob_id_too) {
  auto model = good_model().file("a", "text");
  auto& claims = model.evidence.claim_sets[0].claims;
  claims.push_back({.span = {.path = path("a")}, .expected = {blob_id("other")}});
  EXPECT_TRUE(says(judged(model), "file-modified", "its git blob is " + blob_id("text").hex() + ", expected"));
  claims.back().expected = {blob_id("text")};
  EXPECT_FALSE(finds(judged(model), "file-modified"));
}

TEST(IntegrityRules, file_missing_names_what_is_listed_and_not_here) {
  EXPECT_TRUE(says(judged(good_model().listed("gone", "1234")), "file-missing", "'gone'"));
  EXPECT_TRUE(says(judged(good_model().listed("gone", "1234")), "file-missing", "4 bytes"));
  EXPECT_EQ(ending(judged(good_model().listed("gone", "1234"))), failed);
  EXPECT_FALSE(finds(judged(good_model()), "file-missing"));
}

TEST(IntegrityRules, file_missing_weighs_less_where_only_the_cache_lists_what_was_never_fetched) {
  auto model = good_model().listed("gone", "1234");
  model.evidence.layouts = {{.source = "the hub cache", .not_fetched = {path("gone")}}};
  EXPECT_EQ(ending(judged(model)), failed) << "the manifest asks for it";
  model.evidence.manifest.reset();
  model.evidence.claim_sets[0].source = "the hub cache";
  EXPECT_EQ(found(judged(model), "file-missing")->severity, Severity::warning);
}

TEST(IntegrityRules, file_unlisted_names_what_is_here_and_not_listed) {
  const Judgement judgement = judged(good_model().file("added.json", "{}").file("b", ""));
  EXPECT_TRUE(says(judgement, "file-unlisted", "'added.json' and 'b' are here and not listed by the manifest"));
  EXPECT_EQ(ending(judgement), failed);
  EXPECT_FALSE(finds(judged(good_model()), "file-unlisted"));
  EXPECT_FALSE(finds(judged(EvidenceBuilder().file("a", "x")), "file-unlisted"));  // manifest-missing says it
}

TEST(IntegrityRules, size_differs_counts_the_bytes) {
  auto model = good_model().file("a", "123").listed("a", "12345").file("b", "12345").listed("b", "1");
  const Judgement judgement = judged(model);
  EXPECT_TRUE(says(judgement, "size-differs", "'a' is 2 bytes short: 3 instead of 5; 'b' is of another size, too"));
  EXPECT_TRUE(says(judged(good_model().file("b", "12345").listed("b", "1")), "size-differs",
                   "'b' is 4 bytes too long: 5 instead of 1"));
  EXPECT_FALSE(finds(judgement, "file-modified"));
  EXPECT_FALSE(finds(judged(good_model()), "size-differs"));
}

TEST(IntegrityRules, size_differs_before_anything_is_hashed) {
  auto model = good_model().file("a", "123").listed("a", "12345");
  model.evidence.observations.clear();
  model.evidence.hashed = false;
  EXPECT_TRUE(finds(judged(model), "size-differs"));
}

TEST(IntegrityRules, file_unreadable_is_about_the_disk_and_not_the_model) {
  const Judgement judgement = judged(good_model().broken_file("a", 1, ErrorCode::io).listed("a", "x"));
  EXPECT_TRUE(says(judgement, "file-unreadable", "'a': read failed at byte 17"));
  EXPECT_EQ(ending(judgement), incomplete);
  EXPECT_EQ(ending(judged(good_model().refused("b", evidence::Refusal::unreadable, "permission denied"))), incomplete);
  EXPECT_FALSE(finds(judged(good_model()), "file-unreadable"));
}

TEST(IntegrityRules, changed_while_read_is_neither_equal_nor_different) {
  const Judgement judgement = judged(good_model().broken_file("a", 1, ErrorCode::changed).listed("a", "x"));
  EXPECT_TRUE(finds(judgement, "changed-while-read"));
  EXPECT_FALSE(finds(judgement, "file-modified"));
  EXPECT_EQ(ending(judgement), incomplete);
  EXPECT_FALSE(finds(judged(good_model()), "changed-while-read"));
}

TEST(IntegrityRules, an_interrupted_file_is_no_finding) {
  auto model = good_model().broken_file("a", 1, ErrorCode::interrupted).listed("a", "x");
  model.evidence.interrupted = true;
  EXPECT_FALSE(finds(judged(model), "file-unreadable"));
  EXPECT_EQ(ending(judged(model)), incomplete);
}

TEST(IntegrityRules, lfs_pointer_shows_what_it_stands_for_and_whether_that_is_expected) {
  const std::string stub = git::canonical_lfs_pointer(digest("weights!"), 8);
  auto model = good_model().file("w.safetensors", stub);
  model.evidence.pointer_stubs = {
      {.path = path("w.safetensors"), .pointer = git::LfsPointer{.sha256 = digest("weights!"), .size = 8}}};
  EXPECT_TRUE(says(judged(model), "lfs-pointer", "8 bytes with sha256 " + digest("weights!").hex()));
  EXPECT_TRUE(
      says(judged(EvidenceBuilder(model).listed("w.safetensors", "weights!")), "lfs-pointer", "is expected here"));
  EXPECT_TRUE(
      says(judged(EvidenceBuilder(model).listed("w.safetensors", "others")), "lfs-pointer", "is not what is expected"));
  model.evidence.pointer_stubs[0].pointer.reset();
  EXPECT_TRUE(says(judged(model), "lfs-pointer", "not the content"));
  EXPECT_EQ(ending(judged(model)), failed);
  EXPECT_FALSE(finds(judged(good_model()), "lfs-pointer"));
}

TEST(IntegrityRules, lfs_pointer_counts_also_where_the_manifest_lists_the_pointer_itself) {
  const std::string stub = git::canonical_lfs_pointer(digest("weights!"), 8);
  auto model = good_model().file("w.safetensors", stub).listed("w.safetensors", stub);
  model.evidence.pointer_stubs = {{.path = path("w.safetensors")}};
  EXPECT_EQ(ending(judged(model)), failed);
}

TEST(IntegrityRules, what_lies_in_place_of_weights_has_a_rule_each) {
  for (const auto& [kind, rule] :
       {std::pair{ContentKind::html_page, "html-page"}, std::pair{ContentKind::json_error_page, "json-page"},
        std::pair{ContentKind::text_page, "text-page"}, std::pair{ContentKind::empty, "empty-file"},
        std::pair{ContentKind::zeros, "zero-run"}}) {
    auto model = good_model().file("w.bin", "x").listed("w.bin", "x").content("w.bin", kind);
    EXPECT_TRUE(finds(judged(model), rule));
    EXPECT_EQ(ending(judged(model)), failed) << rule;
    model.evidence.contents[0].in_place_of_weights = false;  // a web page called index.html is none of our business
    EXPECT_FALSE(finds(judged(model), rule));
  }
}

TEST(IntegrityRules, a_file_that_loaders_read_is_asked_the_same) {
  auto model = good_model().file("config.json", "x").listed("config.json", "x");
  model.evidence.contents = {{.path = path("config.json"), .kind = ContentKind::text_page, .read_by_loaders = true}};
  model.evidence.bodies = {{.path = path("config.json"), .words = "Entry not found"}};
  EXPECT_TRUE(says(judged(model), "text-page",
                   "under the name of one that loaders read: 'Entry not found'; there is no such file"));
  EXPECT_FALSE(finds(judged(model), "json-invalid"));
  model.evidence.contents[0].kind = ContentKind::text;
  model.evidence.bodies = {{.path = path("config.json"), .json_fault = "not JSON at line 2"}};
  EXPECT_TRUE(says(judged(model), "json-invalid", "'config.json' cannot be loaded: not JSON at line 2"));
  EXPECT_EQ(ending(judged(model)), failed);
}

TEST(IntegrityRules, line_ends_are_told_where_they_alone_differ) {
  auto model = good_model().file("a", "1\r\n").listed("a", "2\r\n").file("b", "1\r\n").listed("b", "1\n");
  model.evidence.line_ends_changed = {path("a"), path("b")};
  EXPECT_TRUE(says(judged(model), "file-modified", "only its line ends differ"));
  EXPECT_NE(found(judged(model), "file-modified")->help.find("autocrlf"), std::string::npos);
  EXPECT_TRUE(says(judged(model), "size-differs", "only its line ends differ"));
}

TEST(IntegrityRules, download_partial_is_an_error_where_the_finished_file_is_not_here) {
  auto model = good_model();
  EXPECT_FALSE(finds(judged(model), "download-partial"));
  auto& excluded = model.evidence.tree.excluded;
  excluded = {
      {.name = "a.bin.incomplete",
       .reason = evidence::Exclusion::partial_download,
       .finished = "a.bin",
       .file = std::nullopt},
      {.name = "b.bin.part",
       .reason = evidence::Exclusion::partial_download,
       .finished = "b.bin",
       .file = std::nullopt},
      {.name = "SHA256.manifest", .reason = evidence::Exclusion::own_file, .finished = "", .file = std::nullopt}};
  EXPECT_EQ(std::ranges::count(judged(model).findings, "download-partial", &Finding::rule), 1);
  EXPECT_EQ(ending(judged(model)), failed);
  for (auto& entry : excluded)
    entry.superseded = true;
  EXPECT_TRUE(finds(judged(model), "download-partial"));
  EXPECT_EQ(ending(judged(model)), verified);
}

TEST(IntegrityRules, download_partial_of_another_commit_is_a_leftover) {
  auto model = anchored_model();
  model.evidence.tree.excluded = {{.name = "../../blobs/0.incomplete",
                                   .reason = evidence::Exclusion::partial_download,
                                   .finished = "",
                                   .file = std::nullopt}};
  EXPECT_EQ(found(judged(model), "download-partial")->severity, Severity::warning) << "all of the commit is here";
  model.evidence.proof->unproven_folders = {path("unet")};
  EXPECT_EQ(found(judged(model), "download-partial")->severity, Severity::error) << "it may be a file of that folder";
  model.evidence.proof->unproven_folders.clear();
  model.in_commit("vocab.json", "{}");
  EXPECT_EQ(found(judged(model), "download-partial")->severity, Severity::error);
  auto listed = good_model();
  listed.evidence.tree.excluded = model.evidence.tree.excluded;
  EXPECT_EQ(found(judged(listed), "download-partial")->severity, Severity::error) << "no word of what the commit holds";
}

TEST(IntegrityRules, download_partial_is_an_error_where_aria2_says_that_a_file_is_not_finished) {
  auto model = good_model().file("w.bin", "x").listed("w.bin", "x");
  const auto leave = [&](const std::string& name) {
    model.evidence.tree.excluded = {
        {.name = name, .reason = evidence::Exclusion::partial_download, .finished = "w.bin", .file = std::nullopt}};
  };
  leave("w.bin.part");
  EXPECT_EQ(found(judged(model), "download-partial")->severity, Severity::warning);
  leave("w.bin.aria2");
  EXPECT_EQ(found(judged(model), "download-partial")->severity, Severity::error);
}

TEST(IntegrityRules, companions_are_told_once_and_fail_nothing) {
  auto model = good_model();
  for (const char* name : {"._LICENSE", "sub/.DS_Store"}) {
    model.evidence.tree.excluded.push_back(
        {.name = name, .reason = evidence::Exclusion::companion, .finished = "", .file = std::nullopt});
  }
  EXPECT_EQ(std::ranges::count(judged(model).findings, "companion-file", &Finding::rule), 1);
  EXPECT_EQ(ending(judged(model)), verified);
}

TEST(IntegrityRules, metadata_that_disagrees_or_cannot_be_used_is_told) {
  auto model = good_model();
  EXPECT_FALSE(finds(judged(model), "metadata-inconsistent"));
  EXPECT_FALSE(finds(judged(model), "metadata-ignored"));
  auto& layout = model.evidence.layouts.emplace_back();
  layout.disagreements = {{.path = path("LICENSE"), .message = "two digests"}};
  layout.ignored = {{.name = "x.metadata", .reason = "it is cut off"}};
  EXPECT_TRUE(says(judged(model), "metadata-inconsistent", "'LICENSE': two digests"));
  EXPECT_TRUE(says(judged(model), "metadata-ignored", "'x.metadata' was not used"));
}

TEST(IntegrityRules, content_elsewhere_finds_a_renamed_file) {
  const auto renamed = good_model().file("b", "content").listed("a", "content");
  EXPECT_TRUE(says(judged(renamed), "content-elsewhere", "'b' holds the content that is listed as 'a'"));
  EXPECT_EQ(found(judged(renamed), "content-elsewhere")->severity, Severity::note);
  EXPECT_FALSE(finds(judged(good_model().file("b", "unknown")), "content-elsewhere"));
  EXPECT_FALSE(finds(judged(good_model().file("b", "MIT").listed("b", "MIT")), "content-elsewhere"));  // a copy
}

TEST(IntegrityRules, names_reach_the_message_escaped) {
  const Judgement judgement = judged(good_model().file("\x1b[31mred", "x").listed("\x1b[31mred", "y"));
  EXPECT_TRUE(says(judgement, "file-modified", "'\\x1b[31mred'"));
}

}  // namespace
}  // namespace weightcheck::policy
