// SPDX-License-Identifier: Apache-2.0
#include "evidence/comparison.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "git/lfs_pointer.hpp"
#include "hash/sha256.hpp"

namespace weightcheck::evidence {
namespace {

ModelPath path(std::string_view text) { return ModelPath::parse(text).value(); }
Digest digest(std::string_view content) { return hash::sha256(bytes_of(content)); }
git::ObjectId blob(std::string_view content) {
  return git::object_id(git::ObjectFormat::sha1, git::ObjectType::blob, bytes_of(content)).value();
}

// A model in memory, what is claimed of it, and what hashing saw.
class Comparison : public testing::Test {
 protected:
  void file(std::string_view name, std::string_view content) {
    tree_.files.push_back({.path = path(name), .size = content.size()});
    seen_.push_back(
        {.path = path(name), .identity = {.size = content.size()}, .digests = DigestSet{.sha256 = digest(content)}});
  }
  void claim(std::string_view name, std::string_view content, bool with_size = true) {
    claims_.push_back({.path = path(name),
                       .size = with_size ? std::optional<std::uint64_t>(content.size()) : std::nullopt,
                       .sha256 = digest(content)});
  }
  void entry(std::string_view name, const git::ObjectId& id, git::Mode mode = git::Mode::file) {
    if (!proof_) proof_.emplace();
    proof_->entries.push_back({.path = path(name), .mode = mode, .id = id});
  }

  FileRow row(std::string_view name) {
    std::ranges::sort(claims_, {}, &Claim::path);
    if (proof_) std::ranges::sort(proof_->entries, {}, &git::ProofEntry::path);
    const auto rows = compare({.tree = tree_,
                               .claims = claims_,
                               .observations = seen_,
                               .commit = proof_ ? &*proof_ : nullptr,
                               .pointer_stubs = stubs_});
    EXPECT_TRUE(std::ranges::is_sorted(rows, {}, &FileRow::path));
    const auto found = std::ranges::find(rows, path(name), &FileRow::path);
    if (found == rows.end()) throw std::runtime_error("no such row");
    return *found;
  }

  ModelTree tree_;
  std::vector<Claim> claims_;
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
  EXPECT_TRUE(row("c").claimed);
  EXPECT_EQ(row("d").integrity, Integrity::unlisted);
}

TEST_F(Comparison, holds_every_byte_of_a_digest) {
  file("a", "same");
  for (std::size_t at = 0; at < digest("same").bytes.size(); ++at) {
    claims_.clear();
    claim("a", "same");
    claims_[0].sha256->bytes.at(at) ^= std::byte{1};
    EXPECT_EQ(row("a").integrity, Integrity::differs) << at;
  }
}

TEST_F(Comparison, sees_a_wrong_size_without_any_digest) {
  file("a", "123");
  claim("a", "1234");
  seen_.clear();
  EXPECT_EQ(row("a").integrity, Integrity::too_short);
  claims_.clear();
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
  seen_[1].digests->blob_id = blob("text");
  seen_[2].digests->blob_id = blob("text");
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
  EXPECT_FALSE(row("gone").claimed);
}

TEST_F(Comparison, never_anchors_a_pointer_stub) {
  const std::string stub = git::canonical_lfs_pointer(digest("weights"), 7);
  file("model.safetensors", stub);
  seen_[0].digests->blob_id = blob(stub);
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
  seen_[0].digests->blob_id = blob("text");
  entry("part", blob("text"), git::Mode::submodule);
  EXPECT_EQ(row("part").anchor, Anchor::differs);
}

TEST_F(Comparison, holds_a_blob_claim_against_raw_bytes_and_pointers) {
  file("a", "text");
  claims_.push_back({.path = path("a"), .blob_id = blob(git::canonical_lfs_pointer(digest("text"), 4))});
  EXPECT_EQ(row("a").integrity, Integrity::ok);
  claims_[0].blob_id = blob("text");
  EXPECT_EQ(row("a").integrity, Integrity::unhashed);
  seen_[0].digests->blob_id = blob("text");
  EXPECT_EQ(row("a").integrity, Integrity::ok);
  seen_[0].digests->blob_id = blob("other");
  EXPECT_EQ(row("a").integrity, Integrity::differs);
  claims_[0].sha256 = digest("text");
  EXPECT_EQ(row("a").integrity, Integrity::differs) << "every part of a claim counts";
}

TEST_F(Comparison, calls_nothing_equal_of_which_nothing_was_said) {
  file("a", "text");
  claim("a", "text");
  claims_[0].sha256.reset();
  EXPECT_EQ(row("a").integrity, Integrity::unhashed);
}

}  // namespace
}  // namespace weightcheck::evidence
