// SPDX-License-Identifier: Apache-2.0
#include "base/model_path.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"

namespace weightcheck {
namespace {

TEST(ModelPath, accepts_names_as_bytes) {
  for (const char* text : {"a", "a/b.c", ".gitattributes", "...", "a..b", "caf\xe9", "a\\b", "a b", "-x"}) {
    EXPECT_TRUE(ModelPath::parse(text).ok()) << text;
  }
}

TEST(ModelPath, refuses_whatever_could_leave_the_model) {
  using namespace std::string_view_literals;
  for (const auto text : {""sv, "/a"sv, "../a"sv, "a/.."sv, "a/../b"sv, "./a"sv, "a/."sv, "a//b"sv, "a/"sv, "a\0b"sv,
                          "C:x"sv, "c:\\x"sv, "\\\\host\\x"sv, "..\\a"sv, "a\\..\\b"sv, "a\\.."sv}) {
    EXPECT_FALSE(ModelPath::parse(text).ok()) << text;
  }
}

TEST(ModelPath, bounds_length_and_depth) {
  EXPECT_TRUE(ModelPath::parse(std::string(limits::path_bytes_max, 'a')).ok());
  EXPECT_EQ(ModelPath::parse(std::string(limits::path_bytes_max + 1, 'a')).error().code, ErrorCode::limit);
  std::string deep = "a";
  for (std::size_t i = 1; i < limits::path_depth_max; ++i)
    deep += "/a";
  EXPECT_TRUE(ModelPath::parse(deep).ok());
  EXPECT_EQ(ModelPath::parse(deep + "/a").error().code, ErrorCode::limit);
}

TEST(ModelPath, tells_its_name_and_folder) {
  const auto path = ModelPath::parse("unet/model.safetensors").value();
  EXPECT_EQ(path.name(), "model.safetensors");
  EXPECT_EQ(path.folder(), "unet");
  EXPECT_EQ(path.sibling("x/y")->text(), "unet/x/y");
  EXPECT_FALSE(path.sibling("../x").ok());
  EXPECT_FALSE(path.sibling("/x").ok());
  const auto top = ModelPath::parse("x").value();
  EXPECT_EQ(top.folder(), "");
  EXPECT_EQ(top.sibling("y")->text(), "y");
}

}  // namespace
}  // namespace weightcheck
