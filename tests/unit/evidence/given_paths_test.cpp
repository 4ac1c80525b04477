// SPDX-License-Identifier: Apache-2.0
#include "evidence/given_paths.hpp"

#include <gtest/gtest.h>

#include "support/model_path.hpp"

#include <string>

namespace weightcheck::evidence {
namespace {

using test::path;

ModelTree tree_with_left_out_places() {
  ModelTree tree;
  const ModelFile file{.path = path("._x")};
  tree.excluded = {{.name = "._x", .reason = Exclusion::companion, .file = file},
                   {.name = ".cache/huggingface", .reason = Exclusion::hub_metadata},
                   {.name = ".git", .reason = Exclusion::git_folder},
                   {.name = "sub/.Trash-1000", .reason = Exclusion::companion}};
  return tree;
}

// The paths that lead astray, one a line.
std::string astray(const std::string& file, const std::string& text) {
  std::string lines;
  for (const GivenPath& given : given_paths(path(file), text)) {
    if (leads_astray(tree_with_left_out_places(), path(file), given)) lines += given.value + "\n";
  }
  return lines;
}

TEST(GivenPaths, lead_astray_out_of_the_model) {
  const auto module = [](const std::string& at) { return R"([{"path":")" + at + R"(","type":"a.B"}])"; };
  for (const std::string at : {"../x", "../../x", "a/../../x", "/etc", "..\\\\x", "~/x", "C:\\\\x"})
    EXPECT_NE(astray("modules.json", module(at)), "") << at;
  EXPECT_EQ(astray("sub/modules.json", module("../1_Pooling")), "") << "still in the model";
  EXPECT_EQ(astray("unet/config.json", R"({"subfolder":"../../x"})"), "../../x\n");
  EXPECT_EQ(astray("model_index.json", R"({"_class_name":"P","../x":["diffusers","V"]})"), "../x\n");
  EXPECT_EQ(astray("router_config.json", R"({"types":{"../q":"a.B"},"structure":{"r":["../d"]}})"), "../q\n../d\n");
  EXPECT_EQ(astray("genai_config.json", R"({"model":{"decoder":{"filename":"../m.onnx"}}})"), "../m.onnx\n");
  EXPECT_EQ(astray("tokenizer_config.json", R"({"fast_tokenizer_files":["../tokenizer.4.0.json"]})"),
            "../tokenizer.4.0.json\n");
  EXPECT_EQ(astray("MLmodel", "flavors:\n  python_function:\n    python_model: ../p.pkl\n"), "../p.pkl\n");
  EXPECT_EQ(astray("tokenizer_config.json", R"({"vocab_file":"../vocab.txt"})"), "../vocab.txt\n");
}

TEST(GivenPaths, lead_astray_into_what_was_left_out) {
  for (const std::string at : {".git/d", "./.git/d", "a/../.git/d", ".git", ".cache/huggingface/download/x", "._x"})
    EXPECT_EQ(astray("modules.json", R"([{"path":")" + at + R"("}])"), at + "\n");
  EXPECT_EQ(astray("config.json", R"({"anything":".git/d"})"), ".git/d\n");
  EXPECT_EQ(astray("sub/x.yaml", "a: [.Trash-1000/files/x]\n"), ".Trash-1000/files/x\n");
  EXPECT_EQ(astray("config.json", R"({"anything":"\u002egit/d"})"), ".git/d\n");
  EXPECT_EQ(astray("model_index.json", R"({".git":["diffusers","V"]})"), ".git\n");
}

TEST(GivenPaths, lead_astray_into_hidden_places_that_hold_nothing_yet) {
  for (const std::string at : {".huggingface/x", ".x", "a/.hidden/x", ".Trash-0/files/x", "./.venv"})
    EXPECT_EQ(astray("modules.json", R"([{"path":")" + at + R"("}])"), at + "\n");
  ModelTree tree;
  tree.files = {{.path = path(".parts/1_Pooling/config.json")}, {.path = path(".x")}, {.path = path("a/.b")}};
  for (const std::string at : {".parts/1_Pooling", ".parts", ".x", "a/.b"})
    EXPECT_FALSE(leads_astray(tree, path("modules.json"), {at, PathUse::opened})) << at;
  EXPECT_TRUE(leads_astray(tree, path("modules.json"), {".part", PathUse::opened}));
}

TEST(GivenPaths, lead_astray_from_adapters_and_layers) {
  EXPECT_EQ(astray("adapter_config.json", R"({"peft_type":"XLORA","adapters":{"a":"../../evil","b":"org/name"}})"),
            "../../evil\n");
  EXPECT_EQ(astray("adapter_config.json", R"({"corda_config":{"covariance_file":"../evil.pt","cache_file":"x"}})"),
            "../evil.pt\n");
  EXPECT_EQ(astray("config.json", R"({"class_name":"TFSMLayer","config":{"filepath":"../../evil"}})"), "../../evil\n");
}

TEST(GivenPaths, are_not_told_of_what_training_and_tools_leave_in_configs) {
  EXPECT_EQ(astray("config.json", R"({"_name_or_path":"../models/llama"})"), "");
  EXPECT_EQ(astray("adapter_config.json", R"({"base_model_name_or_path":"/home/a/llama"})"), "");
  EXPECT_EQ(astray("adapter_config.json", R"({"base_model_name_or_path":"../base"})"), "") << "another model";
  EXPECT_EQ(astray("tokenizer_config.json", R"({"tokenizer_file":"/root/.cache/huggingface/tokenizer.json"})"), "");
  EXPECT_EQ(astray("axolotl.yaml", "dataset_prepared_path: ../data\noutput_dir: ./out\n"), "");
  EXPECT_EQ(astray("x.yaml", "ignore: [.git/, .git, ._x, .DS_Store]\ncache_dir: .cache/huggingface/hub\n"), "");
  EXPECT_EQ(astray("modules.json", R"([{"path":""},{"path":"1_Pooling"},{"path":"2_Dense/"}])"), "");
  EXPECT_EQ(astray("model_index.json", R"({"_class_name":"P","unet":["diffusers","U"],"x":[null,null]})"), "");
  EXPECT_EQ(astray("MLmodel", "artifact_path: model\nrun_id: x\nmodel_uri: runs:/x/model\n"), "");
}

}  // namespace
}  // namespace weightcheck::evidence
