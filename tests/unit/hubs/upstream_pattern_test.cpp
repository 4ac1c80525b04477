// SPDX-License-Identifier: Apache-2.0
#include "hubs/upstream_pattern.hpp"

#include <gtest/gtest.h>

#include <string>

namespace weightcheck::hubs {
namespace {

bool allows(std::string_view pattern, std::string_view upstream) {
  return UpstreamPattern::parse(pattern).value().matches(read_upstream(upstream).value());
}

TEST(UpstreamPattern, is_a_repository_in_any_spelling) {
  for (const char* pattern :
       {"hf:org/model", "hf:org/model/", "https://huggingface.co/org/model/", "https://hf.co/org/model/tree/main",
        "https://huggingface.co/org/model/tree/main/", "https://huggingface.co/ORG/model"}) {
    EXPECT_TRUE(allows(pattern, "hf:org/model")) << pattern;
    EXPECT_FALSE(allows(pattern, "hf:org/model-evil")) << pattern;
    EXPECT_FALSE(allows(pattern, "hf:organism/model")) << pattern;
    EXPECT_FALSE(allows(pattern, "ms:org/model")) << pattern;
  }
  for (const char* pattern : {"https://h/a/b", "https://h/a/b/", "https://H:443/a/b.git", "https://h/a/b.git/"})
    EXPECT_TRUE(allows(pattern, "https://h/a/b.git")) << pattern;
}

TEST(UpstreamPattern, is_all_that_lies_below_an_address) {
  for (const char* pattern :
       {"hf:org/", "https://huggingface.co/org/", "https://hf.co/org/", "HTTPS://hf.co:443/Org/"}) {
    EXPECT_TRUE(allows(pattern, "https://huggingface.co/org/model/tree/main")) << pattern;
    EXPECT_FALSE(allows(pattern, "hf:organism/model")) << pattern;
    EXPECT_FALSE(allows(pattern, "hf:or/model")) << pattern;
    EXPECT_FALSE(allows(pattern, "hf:datasets/org/model")) << pattern;
    EXPECT_FALSE(allows(pattern, "https://huggingface.co.evil.example/org/model")) << pattern;
  }
  for (const char* pattern : {"ms:org/", "https://modelscope.cn/models/org/", "https://www.modelscope.cn/org/"}) {
    EXPECT_TRUE(allows(pattern, "ms:org/model")) << pattern;
    EXPECT_FALSE(allows(pattern, "ms:Org/model")) << pattern;
    EXPECT_FALSE(allows(pattern, "hf:org/model")) << pattern;
  }
  EXPECT_TRUE(allows("https://h/group/", "https://h/group/a/b"));
  EXPECT_FALSE(allows("https://h/group/", "https://h/groups/a"));
}

TEST(UpstreamPattern, may_be_a_whole_hub_or_a_section_of_one) {
  EXPECT_TRUE(allows("https://hf.co/", "hf:org/model"));
  EXPECT_TRUE(allows("https://huggingface.co/", "https://huggingface.co/gpt2"));
  EXPECT_TRUE(allows("https://hf.co/datasets/", "hf:datasets/a/b"));
  EXPECT_TRUE(allows("hf:datasets/", "hf:datasets/a/b"));
  EXPECT_FALSE(allows("https://hf.co/datasets/", "hf:a/b"));
  EXPECT_TRUE(allows("https://modelscope.cn/", "ms:org/model"));
  EXPECT_TRUE(allows("https://www.modelscope.cn/models/", "ms:org/model"));
  EXPECT_FALSE(allows("https://hf.co/", "ms:org/model"));
  EXPECT_TRUE(allows("https://h/", "https://h/a"));
}

TEST(UpstreamPattern, is_refused_as_an_upstream_is) {
  for (const char* text : {"", "/", "hf:", "hf:/", "hf:a", "https:///", "https://u:p@h/", "https://h/../", "ftp://h/",
                           "org/", "https://h//"}) {
    const auto refused = UpstreamPattern::parse(text);
    ASSERT_FALSE(refused.ok()) << text;
    EXPECT_EQ(refused.error().code, ErrorCode::malformed) << text;
  }
}

}  // namespace
}  // namespace weightcheck::hubs
