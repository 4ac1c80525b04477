// SPDX-License-Identifier: Apache-2.0
#include "anchor/cross_check.hpp"

#include <gtest/gtest.h>

#include <string>

#include "hash/sha256.hpp"
#include "support/proof_builder.hpp"

namespace weightcheck::anchor {
namespace {

using test::ProofBuilder;

ModelPath path(std::string_view text) { return ModelPath::parse(text).value(); }

// One commit: a plain file, an LFS file, a link and a submodule; and the list a truthful hub gives of it.
class CrossCheck : public testing::Test {
 protected:
  CrossCheck() {
    const std::string pointer = git::canonical_lfs_pointer(weights_, 7);
    proof_ = git::parse_proof(bytes_of(ProofBuilder()
                                           .file("config.json", "{}")
                                           .file("w.safetensors", pointer)
                                           .file("z-link", "config.json", "120000")
                                           .entry("vendored", "160000", *git::ObjectId::parse(std::string(40, '5')))
                                           .build()
                                           .proof))
                 .value();
    listed_ = {{.path = path("config.json"), .size = 2, .id = id("config.json")},
               {.path = path("w.safetensors"),
                .size = 7,
                .id = id("w.safetensors"),
                .sha256 = weights_,
                .lfs = true,
                .pointer_bytes = pointer.size()},
               {.path = path("z-link"), .size = 11, .id = id("z-link")}};
  }
  git::ObjectId id(std::string_view name) const { return proof_.find(path(name))->id; }
  void expect_disagreement() const {
    const auto checked = cross_check(proof_, listed_);
    ASSERT_FALSE(checked.ok());
    EXPECT_EQ(checked.error().code, ErrorCode::inconsistent) << checked.error().message;
  }

  Digest weights_ = hash::sha256(bytes_of("weights"));
  git::CommitProof proof_;
  std::vector<ListedFile> listed_;
};

TEST_F(CrossCheck, is_content_where_list_and_commit_agree) { EXPECT_TRUE(cross_check(proof_, listed_)->empty()); }

TEST_F(CrossCheck, finds_another_blob_id) {
  listed_[0].id = id("z-link");
  expect_disagreement();
}

TEST_F(CrossCheck, finds_another_digest) {
  listed_[1].sha256 = hash::sha256(bytes_of("heights"));
  expect_disagreement();
}

TEST_F(CrossCheck, finds_another_size) {
  listed_[1].size = 8;
  expect_disagreement();
}

TEST_F(CrossCheck, finds_another_size_of_nothing) {
  listed_[1].size = 0;
  listed_[1].pointer_bytes.reset();
  expect_disagreement();
}

TEST_F(CrossCheck, finds_files_that_one_side_does_not_know) {
  listed_.erase(listed_.begin());
  expect_disagreement();
  listed_.insert(listed_.begin(), {.path = path("a-new"), .size = 1, .id = id("z-link")});
  expect_disagreement();
}

TEST_F(CrossCheck, finds_a_file_behind_the_last) {
  listed_.push_back({.path = path("zz"), .size = 1, .id = id("z-link")});
  expect_disagreement();
}

TEST_F(CrossCheck, compares_digests_where_the_hub_names_no_blob_ids) {
  for (ListedFile& file : listed_) {
    file.id.reset();
    file.pointer_bytes.reset();
  }
  EXPECT_TRUE(cross_check(proof_, listed_).ok());
  listed_[1].sha256 = hash::sha256(bytes_of("heights"));
  expect_disagreement();
}

TEST_F(CrossCheck, notes_pointers_of_another_form) {
  listed_[1].pointer_bytes = 200;
  listed_[1].sha256 = hash::sha256(bytes_of("behind an extension"));
  const auto notes = cross_check(proof_, listed_).value();
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_NE(notes[0].find("git-lfs writes: 1;"), std::string::npos);
}

}  // namespace
}  // namespace weightcheck::anchor
