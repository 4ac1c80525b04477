// SPDX-License-Identifier: Apache-2.0
#include "git/tree.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "support/proof_builder.hpp"

namespace weightcheck::git {
namespace {

using test::ProofBuilder;

const ObjectId some_id = ObjectId::parse(std::string(40, '7')).value();

std::string line(std::string_view mode, std::string_view name) { return ProofBuilder::tree_line(mode, name, some_id); }

Result<std::vector<TreeEntry>> entries_of(const std::string& body) {
  return parse_tree(ObjectFormat::sha1, bytes_of(body));
}

TEST(Tree, gives_its_entries_with_modes_and_ids) {
  const auto entries = entries_of(line("100644", "a") + line("100755", "b") + line("120000", "c") + line("40000", "d") +
                                  line("160000", "e") + line("100664", "f"))
                           .value();
  const std::vector<Mode> modes{Mode::file, Mode::executable, Mode::symlink, Mode::folder, Mode::submodule, Mode::file};
  ASSERT_EQ(entries.size(), modes.size());
  for (std::size_t i = 0; i < modes.size(); ++i) {
    EXPECT_EQ(entries[i], (TreeEntry{modes[i], std::string(1, static_cast<char>('a' + i)), some_id}));
  }
}

TEST(Tree, may_be_empty) { EXPECT_TRUE(entries_of("")->empty()); }

TEST(Tree, holds_ids_of_32_bytes_in_sha256_repositories) {
  const ObjectId id = ObjectId::parse(std::string(64, '7')).value();
  const std::string body = ProofBuilder::tree_line("100644", "a", id) + ProofBuilder::tree_line("100644", "b", id);
  EXPECT_EQ(parse_tree(ObjectFormat::sha256, bytes_of(body))->at(1).id, id);
  EXPECT_FALSE(parse_tree(ObjectFormat::sha1, bytes_of(body)).ok());
}

TEST(Tree, sorts_folders_as_if_a_slash_stood_behind_them) {
  EXPECT_TRUE(entries_of(line("100644", "a-b") + line("100644", "a.b") + line("40000", "a") + line("100644", "a0") +
                         line("100644", "aB"))
                  .ok());
  EXPECT_FALSE(entries_of(line("40000", "a") + line("100644", "a.b")).ok());
  EXPECT_FALSE(entries_of(line("100644", "b") + line("100644", "a")).ok());
  EXPECT_TRUE(entries_of(line("100644", "a") + line("100644", "\xff")).ok()) << "bytes compare unsigned";
}

TEST(Tree, refuses_a_name_twice_even_where_others_stand_between) {
  EXPECT_FALSE(entries_of(line("100644", "a") + line("100644", "a")).ok());
  EXPECT_FALSE(entries_of(line("100644", "a") + line("100644", "a.b") + line("40000", "a")).ok());
}

TEST(Tree, refuses_modes_git_does_not_write) {
  for (const char* mode : {"", "0", "040000", "100600", "644", "100645", "-100644", "140000"}) {
    EXPECT_EQ(entries_of(line(mode, "a")).error().code, ErrorCode::malformed) << mode;
  }
}

TEST(Tree, refuses_names_that_are_no_component) {
  for (const char* name : {"", ".", "..", "a/b", "/", ".git", ".GIT", ".gIt"}) {
    EXPECT_EQ(entries_of(line("100644", name)).error().code, ErrorCode::malformed) << name;
  }
  for (const char* name : {"...", ".gitattributes", ".gi", "git", "caf\xe9", "\x01"}) {
    EXPECT_TRUE(entries_of(line("100644", name)).ok()) << name;
  }
}

TEST(Tree, refuses_to_end_within_an_entry) {
  const std::string whole = line("100644", "a");
  for (std::size_t size = 1; size < whole.size(); ++size)
    EXPECT_FALSE(entries_of(whole.substr(0, size)).ok()) << size;
}

TEST(Tree, bounds_its_entries) {
  std::string body;
  for (std::size_t i = 0; i <= limits::model_files_max; ++i) {
    body += line("100644", std::to_string(i + 10'000'000));
  }
  EXPECT_EQ(entries_of(body).error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace weightcheck::git
