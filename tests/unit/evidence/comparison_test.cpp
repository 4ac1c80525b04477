// SPDX-License-Identifier: Apache-2.0
#include "evidence/comparison.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "git/lfs_pointer.hpp"
#include "hash/sha256.hpp"
#include "support/model_path.hpp"

namespace weightcheck::evidence {
namespace {

using test::path;
Digest digest(std::string_view content) { return hash::sha256(bytes_of(content)); }
git::ObjectId blob(std::string_view content) {
  return git::object_id(git::ObjectFormat::sha1, git::ObjectType::blob, bytes_of(content)).value();
}

// A model in memory, what is claimed of it, and what hashing saw.
class Comparison : public testing::Test {
 protected:
  void file(std::string_view name, std::string_view content) {
    tree_.files.push_back({.path = path(name), .size = content.size()});
    seen_.push_back({.path = path(name), .identity = {.size = content.size()}, .digests = DigestSet{digest(content)}});
  }
  void claim(std::string_view name, std::string_view content, bool with_size = true) {
    sets_[0].claims.push_back({.span = {.path = path(name)},
                               .file_size = with_size ? std::optional<std::uint64_t>(content.size()) : std::nullopt,
                               .expected = {digest(content)}});
  }
  void entry(std::string_view name, const git::ObjectId& id, git::Mode mode = git::Mode::file) {
    if (!proof_) proof_.emplace();
    proof_->entries.push_back({.path = path(name), .mode = mode, .id = id});
  }

  FileRow row(std::string_view name) {
    for (ClaimSet& set : sets_)
      std::ranges::sort(set.claims, {}, &Claim::path);
    if (proof_) std::ranges::sort(proof_->entries, {}, &git::ProofEntry::path);
    const auto rows = compare({.tree = tree_,
                               .claim_sets = sets_,
                               .observations = seen_,
                               .commit = proof_ ? &*proof_ : nullptr,
                               .pointer_stubs = stubs_});
    EXPECT_TRUE(std::ranges::is_sorted(rows, {}, &FileRow::path));
    const auto found = std::ranges::find(rows, path(name), &FileRow::path);
    if (found == rows.end()) throw std::runtime_error("no such row");
    return *found;
  }

  ModelTree tree_;
  std::vector<ClaimSet> sets_{{.source = "the manifest", .coverage = Coverage::all}};
  std::vector<FileObservation> seen_;
  std::optional<git::CommitProof> proof_;
  std::vector<ModelPath> stubs_;
};

TEST_F(Comparison, tells_equal_from_different_from_missing_from_unlisted) {
  file("a", "same");
  file("b", "changed");
  file("d", "extra");
  claim("a", "same");
  claim("b", "original", false);
  claim("c", "gone");
  EXPECT_EQ(row("a").integrity, Integrity::ok);
  EXPECT_EQ(row("b").integrity, Integrity::differs);
  EXPECT_EQ(row("c").integrity, Integrity::missing);
  EXPECT_TRUE(row("c").claimed());
  EXPECT_EQ(row("d").integrity, Integrity::unlisted);
}

TEST_F(Comparison, holds_every_byte_of_a_digest) {
  file("a", "same");
  for (std::size_t at = 0; at < digest("same").bytes.size(); ++at) {
    sets_[0].claims.clear();
    claim("a", "same");
    Digest wrong = digest("same");
    wrong.bytes.at(at) ^= std::byte{1};
    sets_[0].claims[0].expected = {wrong};
    EXPECT_EQ(row("a").integrity, Integrity::differs) << at;
  }
}

TEST_F(Comparison, sees_a_wrong_size_without_any_digest) {
  file("a", "123");
  claim("a", "1234");
  seen_.clear();
  EXPECT_EQ(row("a").integrity, Integrity::too_short);
  sets_[0].claims.clear();
  claim("a", "12");
  EXPECT_EQ(row("a").integrity, Integrity::too_long);
}

TEST_F(Comparison, calls_nothing_equal_that_was_not_hashed) {
  file("a", "same");
  claim("a", "same");
  seen_.clear();
  EXPECT_EQ(row("a").integrity, Integrity::unhashed);
  seen_ = {{.path = path("a"), .identity = {}, .digests = DigestSet{}}};
  EXPECT_EQ(row("a").integrity, Integrity::unhashed);
  for (const auto& [code, integrity] :
       {std::pair{ErrorCode::io, Integrity::unreadable}, std::pair{ErrorCode::changed, Integrity::changed},
        std::pair{ErrorCode::interrupted, Integrity::unhashed}}) {
    seen_ = {{.path = path("a"), .identity = {}, .digests = Error{code, "x"}}};
    EXPECT_EQ(row("a").integrity, integrity);
  }
}

TEST_F(Comparison, anchors_by_pointer_or_by_raw_blob_and_by_nothing_else) {
  file("lfs", "big");
  file("raw", "text");
  file("wrong", "text");
  file("unasked", "text");
  file("alien", "text");
  seen_[1].digests->add(blob("text"));
  seen_[2].digests->add(blob("text"));
  entry("lfs", blob(git::canonical_lfs_pointer(digest("big"), 3)));
  entry("raw", blob("text"));
  entry("wrong", blob("other"));
  entry("unasked", blob("text"));
  entry("gone", blob("x"));
  EXPECT_EQ(row("lfs").anchor, Anchor::anchored_lfs);
  EXPECT_EQ(row("raw").anchor, Anchor::anchored_raw);
  EXPECT_EQ(row("wrong").anchor, Anchor::differs);
  EXPECT_EQ(row("unasked").anchor, Anchor::unproven);  // no blob id was computed: nothing was shown
  EXPECT_EQ(row("alien").anchor, Anchor::unanchored);
  EXPECT_EQ(row("gone").anchor, Anchor::absent);
  EXPECT_FALSE(row("gone").claimed());
}

TEST_F(Comparison, tells_a_file_whose_digest_was_ruled_out_from_one_that_was_not_hashed) {
  file("a", "changed!");
  claim("a", "original");
  file("b", "changed!");
  claim("b", "another!");
  for (FileObservation& seen : seen_) {
    seen.digests = DigestSet();
    seen.digests->rule_out(digest("original"));
  }
  EXPECT_EQ(row("a").integrity, Integrity::differs);
  EXPECT_EQ(row("b").integrity, Integrity::unhashed) << "that it is not one content does not say what it is";
  entry("a", blob(git::canonical_lfs_pointer(digest("original"), 8)));
  entry("b", blob(git::canonical_lfs_pointer(digest("another!"), 8)));
  EXPECT_EQ(row("a").anchor, Anchor::differs);
  EXPECT_EQ(row("b").anchor, Anchor::unproven);
  proof_->entries[0].id = blob("a pointer, written otherwise");
  proof_->entries[0].pointer = git::LfsPointer{.sha256 = digest("original"), .size = 8, .form = git::PointerForm::lax};
  EXPECT_EQ(row("a").anchor, Anchor::differs);
  sets_[0].claims[0].expected = {blob(git::canonical_lfs_pointer(digest("original"), 8))};
  EXPECT_EQ(row("a").integrity, Integrity::differs);
}

TEST_F(Comparison, never_anchors_a_pointer_stub) {
  const std::string stub = git::canonical_lfs_pointer(digest("weights"), 7);
  file("model.safetensors", stub);
  seen_[0].digests->add(blob(stub));
  entry("model.safetensors", blob(stub));
  stubs_ = {path("model.safetensors")};
  EXPECT_EQ(row("model.safetensors").anchor, Anchor::differs);
}

TEST_F(Comparison, takes_a_link_of_the_commit_only_for_the_same_link) {
  file("link", "content");
  tree_.files[0].link_target = "target";
  entry("link", blob("target"), git::Mode::symlink);
  EXPECT_EQ(row("link").anchor, Anchor::anchored_raw);
  tree_.files[0].link_target = "elsewhere";
  EXPECT_EQ(row("link").anchor, Anchor::differs);
  tree_.files[0].link_target.reset();  // the link was replaced by a copy
  EXPECT_EQ(row("link").anchor, Anchor::differs);
}

TEST_F(Comparison, leaves_unproven_what_no_recorded_tree_covers) {
  file("deep/a", "x");
  file("deeper", "x");
  proof_.emplace();
  proof_->unproven_folders = {path("deep")};
  EXPECT_EQ(row("deep/a").anchor, Anchor::unproven);
  EXPECT_EQ(row("deeper").anchor, Anchor::unanchored);
  claim("deep/gone", "x");
  claim("gone", "x");
  EXPECT_EQ(row("deep/gone").anchor, Anchor::unproven);
  EXPECT_EQ(row("gone").anchor, Anchor::unanchored);
}

TEST_F(Comparison, takes_no_file_for_a_repository_of_the_commit) {
  file("part", "text");
  seen_[0].digests->add(blob("text"));
  entry("part", blob("text"), git::Mode::submodule);
  EXPECT_EQ(row("part").anchor, Anchor::differs);
}

TEST_F(Comparison, holds_a_blob_claim_against_raw_bytes_and_pointers) {
  file("a", "text");
  auto& claims = sets_[0].claims;
  claims.push_back({.span = {.path = path("a")}, .expected = {blob(git::canonical_lfs_pointer(digest("text"), 4))}});
  EXPECT_EQ(row("a").integrity, Integrity::ok);
  claims[0].expected = {blob("text")};
  EXPECT_EQ(row("a").integrity, Integrity::unhashed);
  seen_[0].digests->add(blob("text"));
  EXPECT_EQ(row("a").integrity, Integrity::ok);
  seen_[0].digests->add(blob("other"));
  EXPECT_EQ(row("a").integrity, Integrity::differs);
  claims[0].expected.emplace_back(digest("text"));
  EXPECT_EQ(row("a").integrity, Integrity::differs) << "every part of a claim counts";
}

TEST_F(Comparison, calls_nothing_equal_of_which_nothing_was_said) {
  file("a", "text");
  claim("a", "text");
  sets_[0].claims[0].expected.clear();
  EXPECT_EQ(row("a").integrity, Integrity::unhashed);
}

TEST_F(Comparison, holds_every_set_and_lets_the_worst_word_speak) {
  file("a", "text");
  claim("a", "text");
  sets_.push_back(
      {.source = "the hub cache", .claims = {{.span = {.path = path("a")}, .expected = {digest("other")}}}});
  EXPECT_EQ(row("a").held, (std::vector{Held::ok, Held::differs}));
  EXPECT_EQ(row("a").integrity, Integrity::differs);
  EXPECT_EQ(row("a").spoken_by, 1U);
  EXPECT_EQ(row("a").contradiction, (Contradiction{0, 1}));
}

TEST_F(Comparison, sees_sets_contradict_each_other_without_the_bytes) {
  file("a", "text");
  seen_.clear();
  claim("a", "text");
  claim("gone", "text");
  sets_.push_back({.source = "the hub cache",
                   .claims = {{.span = {.path = path("a")}, .file_size = 5, .expected = {blob("x")}},
                              {.span = {.path = path("gone")}, .expected = {digest("other")}}}});
  EXPECT_TRUE(row("a").contradiction) << "by size";
  EXPECT_TRUE(row("gone").contradiction) << "by digest, of a file that is not here";
  EXPECT_EQ(row("gone").held, (std::vector{Held::missing, Held::missing}));
}

TEST_F(Comparison, takes_a_git_id_and_a_digest_for_no_contradiction_while_the_bytes_are_unknown) {
  file("a", "text");
  seen_.clear();
  claim("a", "text");
  sets_.push_back({.source = "the git index", .claims = {{.span = {.path = path("a")}, .expected = {blob("text")}}}});
  EXPECT_FALSE(row("a").contradiction);
}

TEST_F(Comparison, asks_only_the_sets_that_speak_for_all_files_what_is_unlisted) {
  file("a", "text");
  sets_.push_back({.source = "a signature", .coverage = Coverage::some});
  EXPECT_TRUE(row("a").unlisted());
  sets_[0].coverage = Coverage::some;
  EXPECT_FALSE(row("a").unlisted());
  EXPECT_FALSE(row("a").claimed());
}

TEST_F(Comparison, finds_no_span_of_a_file_equal_by_the_digest_of_all_of_it) {
  file("a", "text");
  sets_[0].claims = {{.span = {.path = path("a"), .length = 4}, .expected = {digest("text")}}};
  EXPECT_EQ(row("a").integrity, Integrity::unlisted);
  EXPECT_EQ(hold(sets_[0].claims[0], tree_.files[0], *seen_[0].digests), Held::unhashed);
}

TEST_F(Comparison, holds_a_file_against_all_its_pieces) {
  file("a", "texts");
  const std::vector<Piece> pieces = {{0, 3, digest("tex")}, {3, 2, digest("ts")}};
  sets_[0].claims = {{.span = {.path = path("a")}, .file_size = 5, .pieces = pieces}};
  EXPECT_EQ(row("a").integrity, Integrity::unhashed) << "the pieces were not read";
  seen_[0].pieces = {digest("tex")};
  EXPECT_EQ(row("a").integrity, Integrity::unhashed) << "one was not read";
  seen_[0].pieces = {digest("tex"), digest("ts")};
  EXPECT_EQ(row("a").integrity, Integrity::ok);
  seen_[0].pieces[1] = digest("tz");
  EXPECT_EQ(row("a").integrity, Integrity::differs);
  tree_.files[0].size = 6;
  EXPECT_EQ(row("a").integrity, Integrity::too_long);
}

TEST(DeducePointers, makes_a_git_id_mean_the_content_that_another_set_names) {
  const auto claim = [](std::vector<Expected> expected, std::optional<std::uint64_t> size) {
    return std::vector<Claim>{{.span = {.path = path("a")}, .file_size = size, .expected = std::move(expected)}};
  };
  const auto pointer = blob(git::canonical_lfs_pointer(digest("text"), 4));
  std::vector<ClaimSet> sets{{.claims = claim({digest("text")}, 4)}, {.claims = claim({pointer}, std::nullopt)}};
  deduce_pointers(sets);
  EXPECT_EQ(sets[1].claims[0].sha256(), digest("text"));
  EXPECT_EQ(sets[1].claims[0].file_size, 4U);
  sets = {{.claims = claim({digest("other")}, 4)}, {.claims = claim({pointer}, std::nullopt)}};
  deduce_pointers(sets);
  EXPECT_FALSE(sets[1].claims[0].sha256()) << "the pointer is to something else";
}

}  // namespace
}  // namespace weightcheck::evidence
