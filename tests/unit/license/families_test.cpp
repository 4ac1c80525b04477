// SPDX-License-Identifier: Apache-2.0
#include "license/families.hpp"

#include <gtest/gtest.h>

#include <string>

namespace weightcheck::license {
namespace {

TEST(NamePattern, AStarStandsForAnything) {
  EXPECT_TRUE(fits("Llama-3.1-8B", "llama-3.1-*"));
  EXPECT_TRUE(fits("granite-3b-code-base", "granite-*-code-*"));
  EXPECT_TRUE(fits("bloom", "bloom*"));
  EXPECT_FALSE(fits("Llama-3.1", "Llama-3.1-*"));
  EXPECT_FALSE(fits("MiniMax-M2.1", "MiniMax-M2"));
  EXPECT_FALSE(fits("xbloom", "bloom*"));
  EXPECT_FALSE(fits("", "a"));
  EXPECT_TRUE(fits("", "*"));
}

TEST(NamePattern, ManyStarsTakeNoTime) {
  std::string pattern;
  for (int i = 0; i < 400; ++i)
    pattern += "*a";
  EXPECT_FALSE(fits(std::string(20000, 'a') + "b", pattern));
}

TEST(Family, OfAnOwnerAsAWholeTakesNoNameOfOthers) {
  const std::vector<Family> rows = {
      {.name = "all of o", .license = "x", .names = {"*"}, .owners = {"o"}, .confidence = "sure", .note = ""}};
  const std::vector<std::string> again = {"copier"};
  EXPECT_NE(family_of("o/anything", rows, again), nullptr);
  EXPECT_NE(family_of("copier/o_anything", rows, again), nullptr);
  EXPECT_EQ(family_of("copier/anything", rows, again), nullptr);
  EXPECT_EQ(family_of("anything", rows, again), nullptr);
}

TEST(Family, TheFirstRowThatFitsDecides) {
  const std::vector<Family> rows = {
      {.name = "three", .license = "x", .names = {"Q-3B*"}, .owners = {"o"}, .confidence = "sure", .note = ""},
      {.name = "all", .license = "y", .names = {"Q-*"}, .owners = {"o"}, .confidence = "sure", .note = ""}};
  const std::vector<std::string> again = {"copier"};
  const auto name = [&](std::string_view model) {
    const Family* family = family_of(model, rows, again);
    return family == nullptr ? std::string() : family->name;
  };
  EXPECT_EQ(name("o/Q-3B-chat"), "three");
  EXPECT_EQ(name("O/q-7b"), "all");
  EXPECT_EQ(name("copier/Q-7B-GGUF"), "all");
  EXPECT_EQ(name("copier/o_Q-3B-AWQ"), "three");
  EXPECT_EQ(name("Q-7B"), "all") << "a name alone";
  EXPECT_EQ(name("other/Q-7B"), "");
}

}  // namespace
}  // namespace weightcheck::license
