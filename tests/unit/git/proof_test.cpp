// SPDX-License-Identifier: Apache-2.0
#include "git/proof.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "base/limits.hpp"
#include "hash/sha256.hpp"
#include "support/git_repository.hpp"
#include "support/proof_builder.hpp"

namespace weightcheck::git {
namespace {

using test::ProofBuilder;

ModelPath path(std::string_view text) { return ModelPath::parse(text).value(); }
Result<CommitProof> proof_of(const std::string& proof) { return parse_proof(bytes_of(proof)); }

ErrorCode refusal(const std::string& proof) {
  const auto parsed = proof_of(proof);
  return parsed.ok() ? ErrorCode::usage : parsed.error().code;  // usage: never given by the parser
}

TEST(Proof, lists_the_files_of_the_commit_by_path) {
  const auto built =
      ProofBuilder().file("b", "1").file("a/b/c", "2").file("a-b", "3", "100755").file("a0", "4", "120000").build();
  const auto proof = proof_of(built.proof).value();
  EXPECT_EQ(proof.commit, built.commit);
  std::vector<std::string> names;
  for (const ProofEntry& entry : proof.entries)
    names.push_back(entry.path.text());
  EXPECT_EQ(names, (std::vector<std::string>{"a-b", "a/b/c", "a0", "b"}));
  EXPECT_EQ(proof.find(path("a-b"))->mode, Mode::executable);
  EXPECT_EQ(proof.find(path("a0"))->mode, Mode::symlink);
  EXPECT_EQ(proof.find(path("a/b/c"))->id, ProofBuilder().id_of(ObjectType::blob, "2"));
  EXPECT_EQ(proof.find(path("a/b")), nullptr);
  EXPECT_EQ(proof.find(path("c")), nullptr);
}

TEST(Proof, tells_folders_whose_trees_it_does_not_hold) {
  const ObjectId unknown = *ObjectId::parse(std::string(40, '9'));
  const auto built =
      ProofBuilder().file("x/a", "1").entry("x/b", "40000", unknown).entry("x/b.c", "40000", unknown).build();
  const auto proof = proof_of(built.proof).value();
  EXPECT_EQ(proof.unproven_folders, (std::vector<ModelPath>{path("x/b"), path("x/b.c")}));
  EXPECT_TRUE(proof.is_unproven(path("x/b/deep/file")));
  EXPECT_TRUE(proof.is_unproven(path("x/b.c/d")));
  EXPECT_FALSE(proof.is_unproven(path("x/a")));
  EXPECT_FALSE(proof.is_unproven(path("x/b")));
  EXPECT_FALSE(proof.is_unproven(path("x/bb/c")));
}

TEST(Proof, reads_pointers_that_stand_in_it) {
  const Digest digest = hash::sha256(bytes_of("weights"));
  const std::string pointer = canonical_lfs_pointer(digest, 7);
  const std::string lax = "version https://hawser.github.com/spec/v1\noid sha256:" + digest.hex() + "\nsize 7\n";
  const auto proof =
      proof_of(
          ProofBuilder().file("a", pointer).file("b", pointer).file("c", lax).blob(pointer).blob(lax).build().proof)
          .value();
  EXPECT_EQ(proof.find(path("a"))->pointer, (LfsPointer{digest, 7, PointerForm::canonical}));
  EXPECT_EQ(proof.find(path("b"))->pointer, proof.find(path("a"))->pointer);
  EXPECT_EQ(proof.find(path("c"))->pointer->form, PointerForm::lax);
}

TEST(Proof, matches_lfs_content_by_pointer_id_or_by_the_pointer_it_holds) {
  const Digest digest = hash::sha256(bytes_of("weights"));
  const Digest other = hash::sha256(bytes_of("heights"));
  const std::string pointer = canonical_lfs_pointer(digest, 7);
  const std::string lax = pointer.substr(0, pointer.size() - 1);
  const std::string extended = "version https://git-lfs.github.com/spec/v1\next-0-x sha256:" + other.hex() +
                               "\noid sha256:" + digest.hex() + "\nsize 7\n";
  const auto proof = proof_of(ProofBuilder()
                                  .file("canonical", pointer)
                                  .file("lax", lax)
                                  .file("extended", extended)
                                  .file("link", pointer, "120000")
                                  .file("empty", "")
                                  .blob(lax)
                                  .blob(extended)
                                  .build()
                                  .proof)
                         .value();
  const auto matches = [&](const char* name, const Digest& sha256, std::uint64_t size) {
    return is_lfs_content(*proof.find(path(name)), sha256, size).value();
  };
  EXPECT_TRUE(matches("canonical", digest, 7));
  EXPECT_FALSE(matches("canonical", digest, 8));
  EXPECT_FALSE(matches("canonical", other, 7));
  EXPECT_TRUE(matches("lax", digest, 7));
  EXPECT_FALSE(matches("lax", other, 7));
  EXPECT_FALSE(matches("lax", digest, 8));
  EXPECT_FALSE(matches("lax", digest, 6));
  EXPECT_FALSE(matches("extended", digest, 7));
  EXPECT_FALSE(matches("link", digest, 7));
  EXPECT_TRUE(matches("empty", hash::sha256({}), 0));
  EXPECT_FALSE(matches("canonical", hash::sha256({}), 0));
}

TEST(Proof, is_void_once_any_byte_of_it_is_another) {
  const std::string pointer = canonical_lfs_pointer(hash::sha256(bytes_of("w")), 1);
  const auto built = ProofBuilder().file("a/b", "1").file("c", pointer).blob(pointer).build();
  ASSERT_TRUE(proof_of(built.proof).ok());
  for (std::size_t i = 0; i < built.proof.size(); ++i) {
    for (const int bit : {0, 5}) {
      std::string changed = built.proof;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      const auto parsed = proof_of(changed);
      EXPECT_TRUE(!parsed.ok() || parsed->commit != built.commit) << "byte " << i;
    }
  }
  // Cut short, it is void, or proves less where the cut is between two objects: never the same.
  for (std::size_t size = 0; size < built.proof.size(); ++size) {
    const auto parsed = proof_of(built.proof.substr(0, size));
    EXPECT_TRUE(!parsed.ok() || *parsed != *proof_of(built.proof)) << size;
  }
  EXPECT_FALSE(proof_of(built.proof + "\n").ok());
  EXPECT_FALSE(proof_of("\n" + built.proof).ok());
}

// Whoever looks for a commit by its first digits finds one; a pin is its whole id.
TEST(Proof, of_an_id_that_differs_in_its_last_digit_is_refused) {
  auto built = ProofBuilder().file("a", "1").build();
  char& last_digit = built.proof[39];
  last_digit = last_digit == '0' ? '1' : '0';
  EXPECT_EQ(refusal(built.proof), ErrorCode::malformed);
}

TEST(Proof, refuses_objects_that_do_not_belong_to_the_commit) {
  const ProofBuilder builder;
  const auto built = ProofBuilder().file("a", "1").file("b/c", "2").build();
  const std::string foreign_tree =
      builder.object(ObjectType::tree, ProofBuilder::tree_line("100644", "x", builder.id_of(ObjectType::blob, "")));
  const std::string pointer = canonical_lfs_pointer(hash::sha256(bytes_of("w")), 1);
  const std::string tree = built.proof.substr(built.proof.find("tree ", built.proof.find("\n\n")) - 41);
  EXPECT_EQ(refusal(built.proof), ErrorCode::usage);
  EXPECT_EQ(refusal(built.proof + foreign_tree), ErrorCode::malformed);
  EXPECT_EQ(refusal(built.proof + builder.object(ObjectType::blob, pointer)), ErrorCode::malformed);
  EXPECT_EQ(refusal(built.proof + builder.object(ObjectType::blob, "1")), ErrorCode::malformed)
      << "referenced, but no pointer";
  EXPECT_EQ(refusal(built.proof + tree), ErrorCode::malformed) << "twice";
  EXPECT_EQ(refusal(built.proof + built.proof), ErrorCode::malformed) << "a second commit";
  EXPECT_EQ(refusal(built.proof + builder.object(ObjectType::tag, "object x\n")), ErrorCode::malformed);
  EXPECT_EQ(refusal(tree), ErrorCode::malformed) << "no commit first";
  const std::string leaf = ProofBuilder::tree_line("100644", "a", builder.id_of(ObjectType::blob, "1"));
  const std::string body = ProofBuilder::commit_body(builder.id_of(ObjectType::tree, leaf));
  const std::string leaf_tree = builder.object(ObjectType::tree, leaf);
  EXPECT_EQ(refusal(builder.object(ObjectType::commit, body) + leaf_tree), ErrorCode::usage);
  EXPECT_EQ(refusal(builder.object(ObjectType::tree, body) + leaf_tree), ErrorCode::malformed)
      << "a tree that reads like a commit";
  EXPECT_EQ(refusal(built.proof.substr(0, built.proof.size() - tree.size())), ErrorCode::malformed)
      << "without its trees";
  EXPECT_EQ(refusal(built.proof + std::string(40, '9') + " missing\n"), ErrorCode::malformed);
}

TEST(Proof, refuses_objects_in_the_place_of_others) {
  const std::string pointer = canonical_lfs_pointer(hash::sha256(bytes_of("w")), 1);
  const ObjectId blob = ProofBuilder().id_of(ObjectType::blob, pointer);
  EXPECT_EQ(refusal(ProofBuilder().entry("a", "40000", blob).file("b", pointer).blob(pointer).build().proof),
            ErrorCode::malformed);
  EXPECT_EQ(refusal(ProofBuilder().file("b", pointer, "120000").blob(pointer).build().proof), ErrorCode::malformed)
      << "a link's target is no pointer";
  const auto with_folder = ProofBuilder().file("b/c", "1");
  const ObjectId tree = ProofBuilder().id_of(
      ObjectType::tree, ProofBuilder::tree_line("100644", "c", with_folder.id_of(ObjectType::blob, "1")));
  EXPECT_EQ(refusal(ProofBuilder(with_folder).entry("a", "100644", tree).build().proof), ErrorCode::malformed);
}

TEST(Proof, refuses_mixed_formats) {
  const auto sha1 = ProofBuilder().file("a", "1").build();
  const ProofBuilder sha256(ObjectFormat::sha256);
  EXPECT_EQ(refusal(sha1.proof + sha256.object(ObjectType::tree, "")), ErrorCode::malformed);
}

TEST(Proof, refuses_names_that_are_no_path_inside_a_model) {
  for (const char* name : {"C:x", "a\\..\\b", "\\x", "..\\x"}) {
    const auto parsed = proof_of(ProofBuilder().file(name, "1").build().proof);
    EXPECT_EQ(parsed.error().code, ErrorCode::malformed) << name;
  }
}

TEST(Proof, says_what_is_wrong_with_which_object) {
  auto built = ProofBuilder().file("a", "1").build();
  built.proof[built.proof.size() - 2] = static_cast<char>(built.proof[built.proof.size() - 2] ^ 1);
  const std::string message = proof_of(built.proof).error().message;
  EXPECT_NE(message.find("object "), std::string::npos) << message;
  EXPECT_NE(message.find(" has the id "), std::string::npos) << message;
  EXPECT_NE(proof_of("\x1b[31m commit 5\n").error().message.find("\\x1b"), std::string::npos) << "escaped";
}

TEST(Proof, bounds_depth_and_number_of_paths) {
  std::string deep;
  for (std::size_t i = 1; i < limits::tree_depth_max; ++i)
    deep += "d/";
  EXPECT_EQ(refusal(ProofBuilder().file(deep + "f", "1").build().proof), ErrorCode::usage);
  EXPECT_EQ(refusal(ProofBuilder().file("d/" + deep + "f", "1").build().proof), ErrorCode::limit);

  // Ten folders in ten folders, eight times over, in nine small trees: a hundred million paths.
  const ProofBuilder builder;
  std::string trees;
  ObjectId below = builder.id_of(ObjectType::blob, "");
  std::string mode = "100644";
  for (int level = 0; level < 9; ++level) {
    std::string body;
    for (char name = 'a'; name < 'k'; ++name)
      body += ProofBuilder::tree_line(mode, std::string(200, name), below);
    trees += builder.object(ObjectType::tree, body);
    below = builder.id_of(ObjectType::tree, body);
    mode = "40000";
  }
  EXPECT_EQ(refusal(builder.object(ObjectType::commit, ProofBuilder::commit_body(below)) + trees), ErrorCode::limit);
}

TEST(Proof, bounds_its_own_size) {
  EXPECT_EQ(refusal(std::string(limits::proof_bytes_max + 1, 'x')), ErrorCode::limit);
  EXPECT_EQ(refusal(std::string(40, 'a') + " tree 18446744073709551615\nx"), ErrorCode::malformed);
}

TEST(Proof, of_ten_thousand_files_is_read) {
  ProofBuilder builder;
  for (int i = 0; i < 10000; ++i) {
    builder.file("layer-" + std::to_string(i % 100) + "/model-" + std::to_string(i) + ".safetensors",
                 std::to_string(i));
  }
  const auto built = builder.build();
  const auto proof = proof_of(built.proof).value();
  EXPECT_EQ(proof.entries.size(), 10000U);
  EXPECT_TRUE(std::ranges::is_sorted(proof.entries, {}, &ProofEntry::path));
}

// Every entry against what git lists, and every content against its entry.
void expect_what_git_says(const test::ModelRepository& model) {
  const std::string bytes = model.repository.proof();
  const auto proof = proof_of(bytes).value();
  EXPECT_EQ(proof.commit.hex(), model.commit);
  EXPECT_TRUE(proof.unproven_folders.empty());
  EXPECT_TRUE(std::ranges::is_sorted(proof.entries, {}, &ProofEntry::path));

  std::string listed;
  for (const ProofEntry& entry : proof.entries) {
    const char* const mode = entry.mode == Mode::file         ? "100644 blob "
                             : entry.mode == Mode::executable ? "100755 blob "
                             : entry.mode == Mode::symlink    ? "120000 blob "
                                                              : "160000 commit ";
    listed += mode + entry.id.hex() + "\t" + entry.path.text() + '\0';
  }
  EXPECT_EQ(listed, model.repository.git({"ls-tree", "-r", "-z", "HEAD"}));

  for (const auto& [name, content] : model.content) {
    const ProofEntry* entry = proof.find(path(name));
    ASSERT_NE(entry, nullptr) << name;
    const bool raw = object_id(proof.format(), ObjectType::blob, bytes_of(content)).value() == entry->id;
    const bool lfs = is_lfs_content(*entry, hash::sha256(bytes_of(content)), content.size()).value();
    EXPECT_TRUE(raw || lfs) << name;
    EXPECT_EQ(raw && lfs, content.empty()) << name;
  }
}

TEST(Proof, agrees_with_git_over_a_model_repository) {
  const test::ModelRepository model;
  expect_what_git_says(model);
  const auto proof = proof_of(model.repository.proof()).value();
  for (const char* name : {"weights.bin", "tokenizer.model"}) {
    const std::string& content = model.content.at(name);
    EXPECT_TRUE(is_lfs_content(*proof.find(path(name)), hash::sha256(bytes_of(content)), content.size()).value())
        << name;
  }
}

TEST(Proof, agrees_with_git_over_a_sha256_repository) {
  expect_what_git_says(test::ModelRepository(test::GitRepository::Format::sha256));
}

TEST(Proof, carries_the_pointers_git_prints) {
  const test::ModelRepository model;
  const std::string id = model.repository.git_line({"rev-parse", "HEAD:weights.bin"});
  const std::string proof = model.repository.proof() + model.repository.git({"cat-file", "--batch"}, id + "\n");
  EXPECT_EQ(proof_of(proof)->find(path("weights.bin"))->pointer->size, 70000U);
}

// The files of a real model, as far as they are here, against its proof.
struct RealModel {
  const char* name;
  const char* commit;
  std::size_t files;
  std::size_t absent;
};

class RealProof : public testing::TestWithParam<RealModel> {};

TEST_P(RealProof, holds_every_file_that_is_here) {
  const std::filesystem::path folder = std::string(WEIGHTCHECK_SHARED "/fixtures/models/") + GetParam().name;
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no shared fixtures";
  const auto proof = proof_of(test::read_file(folder / "COMMIT.proof")).value();
  EXPECT_EQ(proof.commit.hex(), GetParam().commit);
  std::size_t raw = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder / "files")) {
    if (!file.is_regular_file()) continue;
    const ProofEntry* entry = proof.find(path(std::filesystem::relative(file.path(), folder / "files").string()));
    ASSERT_NE(entry, nullptr) << file.path();
    const std::string content = test::read_file(file.path());
    if (object_id(ObjectFormat::sha1, ObjectType::blob, bytes_of(content)).value() == entry->id) ++raw;
  }
  EXPECT_EQ(raw, GetParam().files);
  EXPECT_EQ(proof.entries.size() - raw, GetParam().absent);
}

INSTANTIATE_TEST_SUITE_P(Models, RealProof,
                         testing::Values(RealModel{"bert-large-ner", "f9f2a5f6f1aea0cd245265e7563b7680022a368e", 4, 0},
                                         RealModel{"granite-3.1-1b", "73154eec21d1b9803ca85a415ddc9cec1287a492", 10, 1},
                                         RealModel{"silero-vad", "806dcba3f0b5d95282d0889a074954a2f8c6397b", 2, 109}));

}  // namespace
}  // namespace weightcheck::git
