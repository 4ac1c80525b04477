// SPDX-License-Identifier: Apache-2.0
#include "evidence/misplaced.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace weightcheck::evidence {
namespace {

using Names = std::vector<std::string>;

ModelTree tree_of(const Names& names) {
  ModelTree tree;
  for (const std::string& name : names)
    tree.files.push_back({.path = ModelPath::parse(name).value(), .size = 7});
  std::ranges::sort(tree.files, {}, &ModelFile::path);
  return tree;
}

std::vector<manifest::Entry> list_of(const Names& names, std::optional<std::uint64_t> size = std::nullopt) {
  std::vector<manifest::Entry> list;
  for (const std::string& name : names)
    list.push_back({.path = ModelPath::parse(name).value(), .sha256 = {}, .size = size});
  std::ranges::sort(list, {}, &manifest::Entry::path);
  return list;
}

TEST(Misplaced, is_a_list_made_above_also_of_several_models) {
  const auto found = find_misplaced(list_of({"README.md", "m/README.md", "m/a", "m/sub/b", "other/a", "other/c"}),
                                    tree_of({"README.md", "a", "sub/b"}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->made_in, MadeIn::folder_above);
  EXPECT_EQ(found->folder, "m");
  EXPECT_EQ(found->listed, 3U);
  EXPECT_EQ(found->here, 3U);
}

TEST(Misplaced, is_a_list_made_two_folders_above) {
  const auto found = find_misplaced(list_of({"models/m/a", "models/m/b"}), tree_of({"a", "b"}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->folder, "models/m");
}

TEST(Misplaced, is_a_list_made_below) {
  const auto found = find_misplaced(list_of({"a", "b", "gone"}), tree_of({"config.json", "weights/a", "weights/b"}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->made_in, MadeIn::folder_below);
  EXPECT_EQ(found->folder, "weights");
  EXPECT_EQ(found->here, 2U);
}

TEST(Misplaced, is_no_list_of_which_half_is_where_it_says) {
  EXPECT_FALSE(find_misplaced(list_of({"config.json", "unet/config.json"}), tree_of({"config.json"})));
  EXPECT_FALSE(find_misplaced(list_of({"a", "b"}), tree_of({"a", "b", "sub/a", "sub/b"})));
  EXPECT_FALSE(find_misplaced(list_of({"a", "sub/a"}), tree_of({"a", "sub/a"})));
}

TEST(Misplaced, is_no_list_of_something_else) {
  EXPECT_FALSE(find_misplaced(list_of({"x", "y"}), tree_of({"a", "sub/b"})));
  EXPECT_FALSE(find_misplaced(list_of({"m/a", "m/b", "m/c"}), tree_of({"a"})));
  EXPECT_FALSE(find_misplaced(list_of({}), tree_of({"a"})));
  EXPECT_FALSE(find_misplaced(list_of({"a"}), tree_of({})));
}

TEST(Misplaced, goes_by_sizes_where_they_are_told) {
  EXPECT_TRUE(find_misplaced(list_of({"m/a", "m/b"}, 7), tree_of({"a", "b"})));
  EXPECT_FALSE(find_misplaced(list_of({"m/a", "m/b"}, 8), tree_of({"a", "b"})));
}

}  // namespace
}  // namespace weightcheck::evidence
