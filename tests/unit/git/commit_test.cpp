// SPDX-License-Identifier: Apache-2.0
#include "git/commit.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.hpp"
#include "support/git_repository.hpp"

namespace weightcheck::git {
namespace {

const std::string tree_line = "tree " + std::string(40, '1') + "\n";
const std::string people = "author A <a@example> 1 +0000\ncommitter C <c@example> 2 +0100\n";

Result<Commit> commit_of(const std::string& body) { return parse_commit(ObjectFormat::sha1, bytes_of(body)); }

TEST(Commit, tells_tree_parents_people_and_message) {
  const auto commit = commit_of(tree_line + "parent " + std::string(40, '2') + "\nparent " + std::string(40, '3') +
                                "\n" + people + "\nwhy\n\nmore")
                          .value();
  EXPECT_EQ(commit.tree.hex(), std::string(40, '1'));
  ASSERT_EQ(commit.parents.size(), 2U);
  EXPECT_EQ(commit.parents[1].hex(), std::string(40, '3'));
  EXPECT_EQ(commit.author, "A <a@example> 1 +0000");
  EXPECT_EQ(commit.committer, "C <c@example> 2 +0100");
  EXPECT_EQ(commit.message, "why\n\nmore");
  EXPECT_FALSE(commit.is_signed);
}

TEST(Commit, may_have_no_message_or_one_of_any_bytes) {
  EXPECT_EQ(commit_of(tree_line + people + "\n")->message, "");
  const std::string bytes("\0\xff\n \n", 5);
  EXPECT_EQ(commit_of(tree_line + people + "\n" + bytes)->message, bytes);
}

TEST(Commit, knows_a_signature_from_other_headers_of_many_lines) {
  const std::string armour = "-----BEGIN PGP SIGNATURE-----\n \n abc=\n -----END PGP SIGNATURE-----\n";
  EXPECT_TRUE(commit_of(tree_line + people + "gpgsig " + armour + "\nm")->is_signed);
  EXPECT_TRUE(commit_of(tree_line + people + "encoding ISO-8859-1\ngpgsig-sha256 " + armour + "\nm")->is_signed);
  EXPECT_FALSE(commit_of(tree_line + people + "mergetag object 1\n gpgsig inside\n tag v1\n\nm")->is_signed);
  EXPECT_FALSE(commit_of(tree_line + people + "\ngpgsig " + armour)->is_signed) << "that is the message";
}

TEST(Commit, refuses_headers_out_of_their_order) {
  for (const std::string& body :
       {std::string(), std::string("\n"), people + "\n", people + tree_line + "\n", tree_line + "\n",
        tree_line + people, tree_line + "author A\n\n", tree_line + "committer C\nauthor A\n\n",
        tree_line + people + tree_line + "\n", tree_line + people + "parent " + std::string(40, '2') + "\n\n",
        tree_line + people + people + "\n", tree_line + " continued\n" + people + "\n",
        tree_line + people + " continued\n\n", tree_line + people + "nokey\n\n",
        tree_line + people + std::string("x a\0b\n\n", 7), "tree " + std::string(40, '1') + " \n" + people + "\n",
        "tree " + std::string(39, '1') + "\n" + people + "\n", "tree " + std::string(40, 'A') + "\n" + people + "\n",
        tree_line + "parent x\n" + people + "\n"}) {
    EXPECT_EQ(commit_of(body).error().code, ErrorCode::malformed) << body;
  }
}

TEST(Commit, refuses_ids_of_the_other_format) {
  const std::string body = "tree " + std::string(64, '1') + "\n" + people + "\n";
  EXPECT_FALSE(commit_of(body).ok());
  EXPECT_TRUE(parse_commit(ObjectFormat::sha256, bytes_of(body)).ok());
}

TEST(Commit, bounds_its_size) {
  EXPECT_EQ(commit_of(tree_line + people + "\n" + std::string(limits::commit_bytes_max, 'm')).error().code,
            ErrorCode::limit);
}

TEST(Commit, reads_what_git_writes) {
  for (const auto format : {test::GitRepository::Format::sha1, test::GitRepository::Format::sha256}) {
    const test::GitRepository repository(format);
    repository.write("a", "a");
    const std::string first = repository.commit("one");
    const std::string second = repository.commit("two\n\nwith a body");
    const std::string body = repository.git({"cat-file", "commit", second});
    const auto commit = parse_commit(ObjectId::parse(second)->format(), bytes_of(body)).value();
    EXPECT_EQ(commit.tree.hex(), repository.git_line({"rev-parse", "HEAD^{tree}"}));
    EXPECT_EQ(commit.parents.at(0).hex(), first);
    EXPECT_EQ(commit.author, "A. Publisher <a@example> 1700000000 +0000");
    EXPECT_EQ(commit.message, "two\n\nwith a body\n");
  }
}

TEST(Commit, of_a_hub_is_signed) {
  const std::string folder = WEIGHTCHECK_SHARED "/fixtures/git/";
  const std::string body = test::read_file(folder + "commit_signed.raw");
  if (body.empty()) GTEST_SKIP() << "no shared fixtures";
  const auto commit = commit_of(body).value();
  EXPECT_TRUE(commit.is_signed);
  EXPECT_EQ(object_id(ObjectFormat::sha1, ObjectType::commit, bytes_of(body))->hex() + "\n",
            test::read_file(folder + "commit_signed.oid"));
  const std::string tree = test::read_file(folder + "tree_root.raw");
  EXPECT_EQ(object_id(ObjectFormat::sha1, ObjectType::tree, bytes_of(tree)).value(), commit.tree);
  EXPECT_EQ(commit.tree.hex() + "\n", test::read_file(folder + "tree_root.oid"));
}

}  // namespace
}  // namespace weightcheck::git
