// SPDX-License-Identifier: Apache-2.0
#include "evidence/names.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace weightcheck::evidence {
namespace {

std::size_t collisions(std::vector<std::string> names) {
  ModelTree tree;
  std::ranges::sort(names);
  for (const auto& name : names)
    tree.files.push_back({.path = ModelPath::parse(name).value()});
  return colliding_names(tree).size();
}

TEST(Names, collide_by_case_and_by_unicode_form) {
  EXPECT_EQ(collisions({"a", "b"}), 0U);
  EXPECT_EQ(collisions({"README.md", "readme.md"}), 1U);
  EXPECT_EQ(collisions({"caf\xc3\xa9", "cafe\xcc\x81"}), 1U);  // NFC, NFD
  EXPECT_EQ(collisions({"a\xef\xac\x81", "afi"}), 1U);         // NFKC: the fi ligature
  EXPECT_EQ(collisions({"\xe2\x91\xa0.bin", "1.bin"}), 1U);    // NFKC, where case folding has no say: the circled digit
  EXPECT_EQ(collisions({"stra\xc3\x9f"
                        "e",
                        "STRASSE"}),
            1U);  // full case folding
}

TEST(Names, that_are_all_one_elsewhere_are_told_each) { EXPECT_EQ(collisions({"A.bin", "a.BIN", "a.bin"}), 2U); }

TEST(Names, collide_by_their_folders_too) {
  EXPECT_EQ(collisions({"a/b/c", "a/bx/y", "a/B/z", "a/b/d", "a/bx/w"}), 1U);
  EXPECT_EQ(collisions({"Unet/a", "unet/b"}), 1U);
  EXPECT_EQ(collisions({"x/a", "x/b"}), 0U);
}

TEST(Names, collide_where_windows_reads_them_alike) {
  EXPECT_EQ(collisions({"config.json", "config.json."}), 1U);
  EXPECT_EQ(collisions({"config.json", "config.json "}), 1U);
  EXPECT_EQ(collisions({"x/config.json", "x\\config.json"}), 1U);
  EXPECT_EQ(collisions({"x ./a", "x/b"}), 1U);
  EXPECT_EQ(collisions({"a.b", "ab", ".a", "a b"}), 0U);
}

TEST(Names, that_are_no_utf8_are_compared_as_bytes) { EXPECT_EQ(collisions({"caf\xe9", "CAF\xe9"}), 0U); }

}  // namespace
}  // namespace weightcheck::evidence
