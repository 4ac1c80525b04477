// SPDX-License-Identifier: Apache-2.0
#include "policy/path_pattern.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace weightcheck::policy {
namespace {

bool matches(std::string_view pattern, std::string_view path) {
  return PathPattern::parse(pattern).value().matches(path);
}

// The grammar said once more, in the simplest way there is; takes exponential time.
bool matches_slowly(std::string_view pattern, std::string_view path, bool at_component = true) {
  if (pattern.empty()) return path.empty();
  const char next = pattern[0];
  if (at_component && pattern.starts_with("**/")) {
    for (std::size_t i = 0; i <= path.size(); ++i) {
      if ((i == 0 || path[i - 1] == '/') && matches_slowly(pattern.substr(3), path.substr(i), true)) return true;
    }
    return false;
  }
  if (next == '*') {
    const bool deep = pattern.starts_with("**");
    for (std::size_t i = 0; i <= path.size(); ++i) {
      if (matches_slowly(pattern.substr(deep ? 2 : 1), path.substr(i), false)) return true;
      if (i < path.size() && path[i] == '/' && !deep) return false;
    }
    return false;
  }
  if (path.empty() || (next == '?' ? path[0] == '/' : path[0] != next)) return false;
  return matches_slowly(pattern.substr(1), path.substr(1), next == '/');
}

TEST(PathPattern, is_the_path_itself_where_it_has_no_wildcard) {
  EXPECT_TRUE(matches("unet/model.safetensors", "unet/model.safetensors"));
  EXPECT_FALSE(matches("model.safetensors", "unet/model.safetensors"));
  EXPECT_FALSE(matches("unet", "unet/model.safetensors"));
  EXPECT_FALSE(matches("Model", "model"));
  EXPECT_TRUE(matches("[a]{b}", "[a]{b}"));
}

TEST(PathPattern, has_stars_that_stay_in_their_folder) {
  EXPECT_TRUE(matches("*.py", "a.py"));
  EXPECT_TRUE(matches("*.py", ".py"));
  EXPECT_FALSE(matches("*.py", "tools/a.py"));
  EXPECT_TRUE(matches("tools/*", "tools/a.py"));
  EXPECT_FALSE(matches("tools/*", "tools/deep/a.py"));
  EXPECT_TRUE(matches("a*b*c", "aXbYbZc"));
}

TEST(PathPattern, has_double_stars_that_do_not) {
  EXPECT_TRUE(matches("**", "a/b/c"));
  EXPECT_TRUE(matches("tools/**", "tools/deep/a.py"));
  EXPECT_FALSE(matches("tools/**", "tools"));
  for (const char* path : {"a.py", "tools/a.py", "tools/deep/a.py"})
    EXPECT_TRUE(matches("**/*.py", path)) << path;
  EXPECT_TRUE(matches("a/**/b", "a/b"));
  EXPECT_TRUE(matches("a/**/b", "a/x/y/b"));
  EXPECT_FALSE(matches("a/**/b", "a/xb"));
  EXPECT_FALSE(matches("**/b", "ab"));
}

TEST(PathPattern, has_a_question_mark_for_one_character) {
  EXPECT_TRUE(matches("a?c", "abc"));
  EXPECT_TRUE(matches("a?c",
                      "a\xc3\xa9"
                      "c"));
  EXPECT_FALSE(matches("a?c", "a/c"));
  EXPECT_FALSE(matches("a?c", "ac"));
}

TEST(PathPattern, has_a_backslash_for_the_character_itself) {
  EXPECT_TRUE(matches("\\*.py", "*.py"));
  EXPECT_FALSE(matches("\\*.py", "a.py"));
  EXPECT_TRUE(matches("what\\?", "what?"));
  EXPECT_TRUE(matches("a\\\\b", "a\\b"));
}

TEST(PathPattern, has_a_point_for_the_model_as_a_whole) {
  const auto whole = PathPattern::parse(".").value();
  EXPECT_TRUE(whole.is_whole_model());
  EXPECT_FALSE(whole.matches("a"));
  EXPECT_FALSE(whole.matches(""));
  EXPECT_FALSE(PathPattern::parse("**").value().is_whole_model());
}

TEST(PathPattern, is_refused_where_it_could_match_no_file_of_a_model) {
  for (const char* text : {"", "/a", "a/", "a//b", "./a", "../a", "a/..", "C:/a", "a\\"})
    EXPECT_FALSE(PathPattern::parse(text).ok()) << text;
  EXPECT_EQ(PathPattern::parse(std::string(5000, 'a')).error().code, ErrorCode::limit);
}

TEST(PathPattern, agrees_with_the_grammar_on_all_short_patterns_and_paths) {
  constexpr std::string_view pattern_letters = "ab/*?", path_letters = "ab/";
  std::vector<std::string> patterns{""}, paths{""};
  const auto grow = [](std::vector<std::string>& all, std::string_view letters, std::size_t length_max) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].size() == length_max) continue;
      for (const char c : letters)
        all.push_back(all[i] + c);
    }
  };
  grow(patterns, pattern_letters, 5);
  grow(paths, path_letters, 4);
  std::size_t compared = 0;
  for (const std::string& text : patterns) {
    if (text.find("***") != std::string::npos) continue;  // read as ** and *, which is no form anyone needs
    const auto pattern = PathPattern::parse(text);
    if (!pattern.ok()) continue;
    for (const std::string& path : paths) {
      ASSERT_EQ(pattern->matches(path), matches_slowly(text, path)) << text << " on " << path;
      ++compared;
    }
  }
  EXPECT_GT(compared, 100'000U);
}

TEST(PathPattern, takes_no_time_over_long_names) {
  const std::string path = std::string(2000, 'a') + "/" + std::string(2000, 'a');
  EXPECT_FALSE(matches("**/*a*a*a*a*a*a*b", path));
  EXPECT_FALSE(matches("*a*a*a*a*a*a*a*b", path));
}

}  // namespace
}  // namespace weightcheck::policy
