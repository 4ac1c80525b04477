// SPDX-License-Identifier: Apache-2.0
#include "weights/index.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.hpp"

namespace weightcheck::weights {
namespace {

const ModelPath at_root = ModelPath::parse("model.safetensors.index.json").value();
const ModelPath in_unet = ModelPath::parse("unet/diffusion_pytorch_model.safetensors.index.json").value();

TEST(Index, maps_tensors_to_files) {
  const auto index = parse_index(
      R"({"metadata":{"total_size":12,"mergekit_version":"0.1","x":{"total_size":1}},"weight_map":{"a":"s1","b":"s2","c":"s1"},"other":[{}]})",
      at_root);
  ASSERT_TRUE(index.ok()) << index.error().message;
  EXPECT_EQ(index->total_size, 12U);
  ASSERT_EQ(index->files.size(), 2U);
  EXPECT_EQ(index->files[0].path->text(), "s1");
  EXPECT_EQ(index->files[0].tensors, 2U);
  EXPECT_EQ(index->tensors[1], "b");
  EXPECT_EQ(index->file_of, (std::vector<std::uint32_t>{0, 1, 0}));
  EXPECT_EQ(index->duplicates, 0U);
}

TEST(Index, takes_its_files_from_beside_itself) {
  const auto index =
      parse_index(R"({"weight_map":{"a":"d-00001-of-00002.safetensors","b":"deeper/x.safetensors"}})", in_unet);
  EXPECT_EQ(index->files[0].path->text(), "unet/d-00001-of-00002.safetensors");
  EXPECT_EQ(index->files[1].path->text(), "unet/deeper/x.safetensors");
}

TEST(Index, makes_no_path_of_a_name_that_leaves_the_model) {
  for (const std::string name : {"../x.safetensors", "/etc/passwd", "a/../../x", "..\\\\x", "C:\\\\x",
                                 "\\\\\\\\host\\\\x", "./x", "a//b", "", "a\\u0000b"}) {
    for (const ModelPath& path : {at_root, in_unet}) {
      const auto index = parse_index("{\"weight_map\":{\"a\":\"" + name + "\"}}", path);
      ASSERT_TRUE(index.ok()) << name;
      EXPECT_FALSE(index->files[0].path) << name;
      EXPECT_FALSE(index->files[0].refusal.empty()) << name;
    }
  }
  const auto endless = parse_index("{\"weight_map\":{\"a\":\"" + std::string(100'000, 'x') + "\"}}", at_root);
  EXPECT_FALSE(endless->files[0].path);
  EXPECT_LE(endless->files[0].name.size(), limits::path_bytes_max + 1);
}

TEST(Index, takes_a_total_size_in_any_form_that_is_a_whole_number) {
  const auto total = [](const std::string& value) {
    return parse_index(R"({"metadata":{"total_size":)" + value + R"(},"weight_map":{}})", at_root).value().total_size;
  };
  EXPECT_EQ(total("0"), 0U);
  EXPECT_EQ(total("794000000000"), 794000000000U);
  EXPECT_EQ(total("16060522496.0"), 16060522496U);
  EXPECT_EQ(total("1.6e10"), 16000000000U);
  for (const char* value : {"1.5", "-1", "-1.0", "1e300", "\"12\"", "null", "true", "[12]", "{\"total_size\":1}"}) {
    EXPECT_EQ(total(value), std::nullopt) << value;
  }
  EXPECT_EQ(parse_index(R"({"metadata":{},"weight_map":{}})", at_root)->total_size, std::nullopt);
  EXPECT_EQ(parse_index(R"({"metadata":null,"weight_map":{}})", at_root)->total_size, std::nullopt);
  EXPECT_EQ(parse_index(R"({"metadata":[{"total_size":3}],"weight_map":{}})", at_root)->total_size, std::nullopt);
}

TEST(Index, counts_tensors_given_twice_and_takes_the_last) {
  const auto index = parse_index(R"({"weight_map":{"a":"s1","b":"s1","a":"s2"}})", at_root);
  EXPECT_EQ(index->duplicates, 1U);
  EXPECT_EQ(index->files[index->file_of[0]].name, "s2");
  EXPECT_EQ(index->files[0].tensors, 1U);
  EXPECT_EQ(index->files[1].tensors, 1U);
}

TEST(Index, is_refused_in_any_other_form) {
  for (const char* text :
       {"", "[]", "null", "{}", R"({"metadata":{}})", R"({"weight_map":null})", R"({"weight_map":[]})",
        R"({"weight_map":"a"})", R"({"weight_map":{"a":1}})", R"({"weight_map":{"a":null}})",
        R"({"weight_map":{"a":["s"]}})", R"({"weight_map":{"a":{"b":"s"}}})", R"({"weight_map":{},"weight_map":{}})",
        R"({"weight_map":{"a":"s"},"weight_map":{}})", R"({"weight_map":{},"weight_map":{"a":"s"}})",
        R"({"weight_map":{}} x)", "\xEF\xBB\xBF{}", "<!DOCTYPE html>"}) {
    const auto index = parse_index(text, at_root);
    ASSERT_FALSE(index.ok()) << text;
    EXPECT_EQ(index.error().code, ErrorCode::malformed) << text;
  }
}

TEST(Index, bounds_its_size_and_its_files) {
  EXPECT_EQ(parse_index(std::string(limits::index_bytes_max + 1, ' '), at_root).error().code, ErrorCode::limit);
  std::string text = R"({"weight_map":{"x":"x")";
  for (std::size_t i = 0; i < limits::index_files_max; ++i)
    text += ",\"" + std::to_string(i) + "\":\"" + std::to_string(i) + "\"";
  EXPECT_EQ(parse_index(text + "}}", at_root).error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace weightcheck::weights
