// SPDX-License-Identifier: Apache-2.0
#include "evidence/code_keys.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace weightcheck::evidence {
namespace {

TEST(CodeKeys, stand_in_the_document_as_in_the_program) {
  std::ifstream file(std::string(WEIGHTCHECK_SOURCE) + "/docs/loaders.md");
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_NE(text.str().find(code_keys_as_markdown()), std::string::npos) << code_keys_as_markdown();
}

TEST(CodeKeys, have_a_loader_and_say_what_it_does) {
  for (const CodeKey& row : code_keys()) {
    EXPECT_FALSE(row.key.empty());
    EXPECT_FALSE(row.loader.empty()) << row.key;
    EXPECT_FALSE(row.versions.empty()) << row.key;
    EXPECT_FALSE(row.does.empty()) << row.key;
  }
}

TEST(CodeKeys, are_found_whole_or_by_a_part) {
  const CodeKey whole{.key = "auto_map"}, inside{.key = "*kernel*"}, end{.key = "*_plugin"}, begin{.key = "py/*"};
  EXPECT_TRUE(is_key(whole, "x", "auto_map"));
  EXPECT_FALSE(is_key(whole, "x", "auto_mapping"));
  EXPECT_TRUE(is_key(inside, "x", "use_kernels"));
  EXPECT_TRUE(is_key(end, "x", "tool_plugin"));
  EXPECT_FALSE(is_key(end, "x", "tool_plugins"));
  EXPECT_TRUE(is_key(begin, "x", "py/object"));
  EXPECT_FALSE(is_key({.key = "type", .file = "modules.json"}, "config.json", "type"));
}

}  // namespace
}  // namespace weightcheck::evidence
