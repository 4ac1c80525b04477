// SPDX-License-Identifier: Apache-2.0
#include "evidence/component.hpp"

#include <gtest/gtest.h>

namespace weightcheck::evidence {
namespace {

const ModelPath index_path = ModelPath::parse("model_index.json").value();

TEST(Components, are_the_pairs_of_library_and_class) {
  const auto found = parse_components(index_path, R"({
    "_class_name": "P", "_diffusers_version": ["a", "b"], "vae": ["diffusers", "AutoencoderKL"],
    "scheduler": ["diffusers", "DDIMScheduler"], "safety_checker": [null, null], "flag": true, "size": [1, 2],
    "../out": ["diffusers", "X"]})");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].folder, "vae");
  EXPECT_TRUE(found[0].keeps_weights);
  EXPECT_EQ(found[1].folder, "scheduler");
  EXPECT_FALSE(found[1].keeps_weights);
}

TEST(Components, lie_beside_their_index) {
  const auto found = parse_components(ModelPath::parse("a/model_index.json").value(), R"({"vae": ["l", "C"]})");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].folder, "a/vae");
}

TEST(Components, of_what_is_no_object_are_none) {
  for (const char* text : {"", "[]", "{", "{\"vae\": [\"a\"]}"})
    EXPECT_TRUE(parse_components(index_path, text).empty()) << text;
}

TEST(Modules, are_those_that_keep_weights) {
  const auto found = parse_modules(ModelPath::parse("a/modules.json").value(), R"([
    {"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"},
    {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
    {"path": "2_Dense/", "type": "sentence_transformers.models.Dense"},
    {"path": "../out", "type": "sentence_transformers.models.Dense"}, {"path": "x", "type": "others.Dense"}, 1, {}])");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].folder, "a");
  EXPECT_EQ(found[1].folder, "a/2_Dense");
  for (const char* text : {"", "{}", "[", "null"})
    EXPECT_TRUE(parse_modules(index_path, text).empty()) << text;
}

}  // namespace
}  // namespace weightcheck::evidence
