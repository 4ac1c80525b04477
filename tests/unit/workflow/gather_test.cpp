// SPDX-License-Identifier: Apache-2.0
#include "workflow/gather.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <stop_token>
#include <string>

#include "base/limits.hpp"
#include "support/command.hpp"
#include "support/gguf_file.hpp"
#include "support/git_repository.hpp"
#include "support/safetensors_file.hpp"
#include "workflow/gather_license.hpp"

namespace weightcheck::workflow {
namespace {

namespace fs = std::filesystem;
using weights::Examined;

class Gathering : public testing::Test {
 protected:
  void put(const std::string& name, const std::string& content) {
    fs::create_directories((folder_.path() / name).parent_path());
    test::write_file(folder_.path() / name, content);
  }

  evidence::Evidence gathered(std::stop_token stop = {}) {
    const auto model = io::ModelDirectory::open(folder_.path().string());
    evidence::Evidence evidence;
    evidence.tree = model->walk().value();
    evidence::Budget budget(std::move(stop));
    gather_structure(*model, budget, evidence);
    return evidence;
  }

  test::TemporaryFolder folder_;
};

const std::string shard = test::safetensors_file(R"({"a":["U8",[1],[0,1]]}  )", 1);

TEST_F(Gathering, names_every_weight_file_and_what_came_of_it) {
  put("a.onnx", std::string("\b\a\0onnx", 7));
  put("b.safetensors", shard);
  put("c.safetensors", "");
  put("sha256-00", std::string("GGUF\3\0\0\0", 8));
  put("training_args.bin", "pickle");
  const auto seen = gathered();
  ASSERT_EQ(seen.weight_files.size(), 4U);
  EXPECT_EQ(seen.weight_files[0].examined, Examined::no_reader);
  EXPECT_EQ(seen.weight_files[0].format, "ONNX");
  EXPECT_EQ(seen.weight_files[1].examined, Examined::yes);
  EXPECT_NE(seen.weight_files[1].layout(), nullptr);
  EXPECT_EQ(seen.weight_files[2].examined, Examined::not_weights);
  EXPECT_EQ(seen.weight_files[3].format, "GGUF");
  EXPECT_EQ(seen.weight_files[3].rejection()->error, "truncated header");
  EXPECT_TRUE(seen.shape_examined);
}

TEST_F(Gathering, reads_of_gguf_what_it_says_of_license_base_and_templates) {
  test::GgufFile file = test::small_gguf();
  file.text("general.base_model.0.repo_url", "https://huggingface.co/org/base");
  file.text("tokenizer.chat_template", "{{ messages[0].content }}");
  file.text("tokenizer.chat_template.tool_use", "{{ x.__class__ }}");
  put("a.gguf", file.bytes());
  const auto seen = gathered();
  EXPECT_TRUE(seen.shape_examined);
  ASSERT_NE(seen.weight_files.at(0).layout(), nullptr);
  ASSERT_EQ(seen.license.headers.size(), 1U);
  EXPECT_EQ(seen.license.headers[0].declared.licenses, std::vector<std::string>{"mit"});
  ASSERT_EQ(seen.base_namings.size(), 1U);
  EXPECT_EQ(seen.base_namings[0].names, std::vector<std::string>{"https://huggingface.co/org/base"});
  ASSERT_EQ(seen.remote_code.size(), 1U);
  EXPECT_EQ(seen.remote_code[0].key, "tokenizer.chat_template.tool_use");
}

TEST_F(Gathering, leaves_the_grandparent_in_a_gguf_header_alone_where_the_card_names_the_parent) {
  test::GgufFile file = test::small_gguf();
  file.text("general.base_model.0.repo_url", "https://huggingface.co/org/grandparent");
  put("a.gguf", file.bytes());
  put("README.md", "---\nbase_model: org/parent\n---\n");
  const auto seen = gathered();
  EXPECT_TRUE(seen.base_namings.empty());
  ASSERT_EQ(seen.license.headers.size(), 1U) << "its license still counts";
  EXPECT_EQ(seen.license.headers[0].declared.base_models.size(), 1U) << "it is told";
}

TEST_F(Gathering, takes_binary_files_of_no_known_kind_for_weights_where_nothing_else_is) {
  const std::string binary = "\x9b\7" + std::string(5000, '\1');
  put("model.mnn", binary);
  put("config.json", "{}");
  ASSERT_EQ(gathered().weight_files.size(), 1U);
  EXPECT_EQ(gathered().weight_files[0].examined, Examined::no_reader);
  put("model_index.json", R"({"unet": ["diffusers", "UNet"], "vae": ["diffusers", "VAE"]})");
  put("unet/model.safetensors", shard);
  put("vae/model.rknn", binary);
  const auto seen = gathered();
  ASSERT_EQ(seen.weight_files.size(), 2U);
  EXPECT_EQ(seen.weight_files[1].path.text(), "vae/model.rknn");
}

TEST_F(Gathering, knows_how_large_files_have_to_be_that_others_name) {
  put("ndarray-cache.json", R"({"records": [{"dataPath": "params_shard_0.bin", "nbytes": 10},
                                            {"dataPath": "params_shard_1.bin", "nbytes": 10}]})");
  put("params_shard_0.bin",
      "\x9b\7"
      "123");
  const auto seen = gathered();
  ASSERT_EQ(seen.weight_files.size(), 1U);
  EXPECT_EQ(seen.weight_files[0].short_by(), 5U);
  ASSERT_EQ(seen.components.size(), 1U);
  EXPECT_EQ(seen.components[0].folder, "params_shard_1.bin");
}

TEST_F(Gathering, reads_no_companion_as_weights_whoever_lists_it) {
  put("._model.safetensors", std::string("\0\5\x16\7\0\2\0\0", 8) + std::string(100, '\0'));
  put("model.safetensors", shard);
  auto seen = gathered();
  ASSERT_EQ(seen.tree.excluded.size(), 1U);
  seen.tree.files.insert(seen.tree.files.begin(), *seen.tree.excluded[0].file);
  const auto model = io::ModelDirectory::open(folder_.path().string());
  evidence::Evidence listed;
  listed.tree = seen.tree;
  evidence::Budget budget;
  gather_structure(*model, budget, listed);
  EXPECT_EQ(listed.weight_files.size(), 1U);
  EXPECT_FALSE(listed.contents[0].in_place_of_weights);
}

TEST_F(Gathering, reads_a_gguf_header_on_to_its_end) {
  test::GgufFile file = test::small_gguf();
  const std::string words = file.number(0, 4) + file.number(3'000'000, 8) + std::string(3'000'000, 'x');
  file.pair("tokenizer.ggml.token_type", 9, words).text("general.license.name", "last");
  put("a.gguf", file.bytes());
  const auto seen = gathered();
  EXPECT_TRUE(seen.shape_examined);
  EXPECT_EQ(seen.license.headers.at(0).declared.license_name, "last");
}

TEST_F(Gathering, has_not_seen_a_shape_where_a_template_was_not_kept) {
  put("a.gguf", test::small_gguf().text("tokenizer.chat_template", std::string(2'000'000, ' ')).bytes());
  const auto seen = gathered();
  EXPECT_FALSE(seen.shape_examined);
  EXPECT_NE(seen.shape_gap.find("that may be a template"), std::string::npos);
}

TEST_F(Gathering, follows_the_code_that_a_config_names) {
  put("config.json", R"({"auto_map":{"AutoModel":"modeling.M","AutoConfig":"gone.C"}})");
  put("modeling.py", "from .part import x\nfrom .absent import y\n");
  put("part.py", "import os\n");
  put("train.py", "import os\n");
  put("model_index.json", R"({"unet":["my_unet","U"],"vae":["their_vae","V"]})");
  put("unet/my_unet.py", "");
  const auto seen = gathered();
  ASSERT_EQ(seen.remote_code.size(), 4U);
  EXPECT_EQ(seen.remote_code[0].code.size(), 2U);
  EXPECT_EQ(seen.remote_code[0].not_here.front().text(), "absent.py");
  EXPECT_EQ(seen.remote_code[1].not_here.front().text(), "gone.py");
  EXPECT_EQ(seen.remote_code[2].value, "my_unet.U");
  EXPECT_EQ(seen.remote_code[3].value, "their_vae.V") << "a library that does not come with diffusers";
  ASSERT_EQ(seen.imported.size(), 3U);
  EXPECT_EQ(seen.imported[0].text(), "modeling.py");
}

TEST_F(Gathering, knows_what_loaders_import_by_its_name_alone) {
  for (const char* file : {"hubconf.py", "djl/model.py", "triton/1/other.py", "plain/model.py", "triton/x/other.py",
                           "mlflow/lib/a/b.py", "mlflow/other.py", "alone/2/model.py", "alone/2/other.py"})
    put(file, "import os\n");
  put("djl/serving.properties", "engine=Python\n");
  put("triton/config.pbtxt", "backend: \"python\"\n");
  put("mlflow/MLmodel", "flavors:\n  python_function:\n    code: lib/\n    loader_module: a.b\n");
  const auto seen = gathered();
  std::string imported;
  for (const ModelPath& path : seen.imported)
    imported += path.text() + " ";
  EXPECT_EQ(imported, "alone/2/model.py djl/model.py hubconf.py mlflow/lib/a/b.py triton/1/other.py ");
  const auto folder = std::ranges::find(seen.remote_code, "lib/", &evidence::RemoteCode::value);
  ASSERT_NE(folder, seen.remote_code.end());
  ASSERT_EQ(folder->code.size(), 1U);
  EXPECT_EQ(folder->code.front().text(), "mlflow/lib/a/b.py");
}

TEST_F(Gathering, sees_what_is_packed_in_gzip) {
  // X\n and the version, as saveRDS writes them.
  put("model.rds",
      std::string(
          "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x8b\xe0\x62\x60\x60\x60\x06\x00\x22\x62\xa6\x82\x06\x00\x00\x00",
          26));
  const auto seen = gathered();
  ASSERT_EQ(seen.contents.size(), 1U);
  EXPECT_EQ(seen.contents.front().kind, evidence::ContentKind::objects);
}

TEST_F(Gathering, knows_what_stands_in_place_of_a_config) {
  put("config.json", R"({"a": 1})"
                     "\n"
                     R"("b": 2})");
  put("generation_config.json", R"({"a": NaN} // as it is)");
  put("merges.txt", "Entry not found");
  put("special_tokens_map.json", R"({"error":"Repository not found"})");
  put("tokenizer.json", "Internal Server Error");
  put("tokenizer_config.json", "\"text\"");
  put("vocab.txt", "[UNK]\nnot found\n");
  const auto seen = gathered();
  std::string told;
  for (const auto& body : seen.bodies)
    told += body.path.text() + (body.json_fault.empty() ? ": " + body.words : "!") + "\n";
  EXPECT_EQ(told,
            "config.json!\nmerges.txt: Entry not found\nspecial_tokens_map.json: {\"error\":\"Repository not "
            "found\"}\ntokenizer.json: Internal Server Error\ntokenizer_config.json!\n");
}

TEST_F(Gathering, looks_for_modules_beside_every_name_of_a_config) {
  put("a/config.json", R"({"model":{"type":"evil.Model"}})");
  put("b/evil.py", "import os\n");
  fs::create_hard_link(folder_.path() / "a/config.json", folder_.path() / "b/config.json");
  const auto seen = gathered();
  ASSERT_EQ(seen.remote_code.size(), 1U);
  EXPECT_EQ(seen.remote_code.front().file.text(), "b/config.json");
  ASSERT_EQ(seen.remote_code.front().code.size(), 1U);
  EXPECT_EQ(seen.remote_code.front().code.front().text(), "b/evil.py");
}

TEST_F(Gathering, reads_licenses_from_the_configs_of_libraries) {
  put("config.json", R"({"pretrained_cfg":{"license":"apache-2.0"}})");
  put("meta.json", R"({"spacy_version":">=3.7","license":"MIT"})");
  put("part/meta.json", R"({"license":"of something else"})");
  std::vector<std::string> licenses;
  for (const auto& header : gathered().license.headers)
    licenses.insert(licenses.end(), header.declared.licenses.begin(), header.declared.licenses.end());
  EXPECT_EQ(licenses, (std::vector<std::string>{"apache-2.0", "MIT"}));
}

TEST_F(Gathering, reads_bases_from_configs_the_strongest_first) {
  put("adapter_config.json", R"({"base_model_name_or_path":"org/one"})");
  put("config.json", R"({"_name_or_path":"org/two"})");
  put("mergekit_config.yml", "models:\n- model: org/three\n- model: ./local\n");
  const auto seen = gathered();
  ASSERT_EQ(seen.base_namings.size(), 3U);
  EXPECT_EQ(seen.base_namings[0].names, std::vector<std::string>{"org/one"});
  EXPECT_EQ(seen.base_namings[1].names, std::vector<std::string>{"org/three"});
  EXPECT_EQ(seen.base_namings[2].names, std::vector<std::string>{"org/two"});
}

TEST_F(Gathering, takes_the_bases_of_parts_for_the_models_where_their_names_are_known) {
  put("config.json", R"({"text_config":{"_name_or_path":"meta-llama/Llama-3.1-8B"}})");
  put("vae/config.json", R"({"_name_or_path":"org/vae"})");
  const auto named = [&] {
    evidence::Budget budget(std::stop_token{});
    auto seen = gathered();
    EXPECT_TRUE(gather_bases(VerifyRequest{}, budget, seen).ok());
    std::string all;
    for (const auto& base : seen.bases_seen)
      all += base.name + " ";
    return all;
  };
  EXPECT_EQ(named(), "meta-llama/Llama-3.1-8B ");
  put("README.md", "---\nbase_model: org/whole\n---\n");
  EXPECT_EQ(named(), "org/whole ");
}

TEST_F(Gathering, reads_other_cards_and_short_terms_for_what_limits) {
  put("README_zh.md", "# x\n禁止商业用途。\n");
  put("AGREEMENT.txt", "Commercial use is prohibited.\n");
  put("TERMS.md", "By using it you agree to pay a royalty of 5 %.\n");
  put("usage.md", "Run it with python.\n");
  const auto seen = gathered().license;
  ASSERT_EQ(seen.cards_beside.size(), 1U);
  EXPECT_EQ(seen.cards_beside[0].restriction, "禁止商业用途");
  ASSERT_EQ(seen.texts.size(), 2U);
  EXPECT_EQ(seen.texts[0].restriction, "Commercial use is prohibited");
  EXPECT_EQ(seen.texts[1].restriction, "By using it you agree to pay a royalty of 5 %");
}

TEST_F(Gathering, calls_weights_of_openvino_no_pickle) {
  put("a.bin", std::string(400, '\x25'));
  put("b.bin", std::string(5000, '\x8f'));
  put("b.xml", "<?xml version=\"1.0\"?>\n<net name=\"m\"/>");
  put("c.bin", std::string("\x80\x02}q\0.", 6));
  const auto seen = gathered();
  EXPECT_EQ(seen.contents[0].unpickler, evidence::Unpickler::refuses);
  EXPECT_EQ(seen.contents[1].unpickler, evidence::Unpickler::refuses);
  EXPECT_EQ(seen.contents[3].unpickler, evidence::Unpickler::goes_on);
}

TEST_F(Gathering, looks_once_at_a_file_of_many_names) {
  put("a.safetensors", shard);
  fs::create_hard_link(folder_.path() / "a.safetensors", folder_.path() / "b.safetensors");
  fs::create_symlink("a.safetensors", folder_.path() / "c.safetensors");
  put("config.json", R"({"auto_map":"m.M"})");
  fs::create_symlink("config.json", folder_.path() / "other.json");
  put("x.safetensors.index.json", R"({"weight_map":{"t":"gone"}})");
  fs::create_symlink("x.safetensors.index.json", folder_.path() / "y.safetensors.index.json");
  const auto seen = gathered();
  ASSERT_EQ(seen.weight_files.size(), 3U);
  EXPECT_EQ(seen.weight_files[0].inspection, seen.weight_files[1].inspection);
  EXPECT_EQ(seen.weight_files[0].inspection, seen.weight_files[2].inspection);
  ASSERT_EQ(seen.remote_code.size(), 2U);
  EXPECT_EQ(seen.remote_code[1].file.text(), "other.json");
  EXPECT_EQ(seen.remote_code[1].value, "m.M");
  EXPECT_EQ(seen.indexes.size(), 2U);
  EXPECT_EQ(seen.reconciliation.stale_indexes.size(), 1U);
}

TEST_F(Gathering, says_that_shape_could_not_be_examined_where_the_budget_ends) {
  std::string config = R"({"auto_map":[)";
  for (int i = 0; i < 900; ++i)
    config += "\"m.M\",";
  for (int i = 10; i < 30; ++i)
    put("c" + std::to_string(i) + ".json", config + "\"m.M\"]}");
  const auto seen = gathered();
  EXPECT_FALSE(seen.shape_examined);
  EXPECT_EQ(seen.shape_gap, "c21.json: with it the model is over the limit of 10000 references to code in one model");
  EXPECT_EQ(seen.remote_code.size(), 11U * 901U);
}

TEST_F(Gathering, says_so_of_one_config_with_more_references_than_are_looked_at) {
  std::string config = R"({"auto_map":[)";
  for (std::size_t i = 0; i < limits::remote_code_max; ++i)
    config += "\"m.M\",";
  put("config.json", config + "\"m.M\"]}");
  EXPECT_FALSE(gathered().shape_examined);
}

TEST_F(Gathering, keeps_no_more_references_than_are_looked_at_of_all_configs) {
  constexpr std::size_t of_each = 900;
  std::string config = R"({"auto_map":[)";
  for (std::size_t i = 1; i < of_each; ++i)
    config += "\"m.M\",";
  for (int i = 0; i < 20; ++i)
    put(std::to_string(i) + ".json", config + "\"m.M" + std::to_string(i) + "\"]}");
  const auto seen = gathered();
  EXPECT_FALSE(seen.shape_examined);
  EXPECT_EQ(seen.remote_code.size(), limits::gathered_references_max / of_each * of_each);
}

TEST_F(Gathering, says_that_the_license_could_not_be_examined_where_the_budget_ends) {
  for (std::uint64_t i = 0; i <= limits::gathered_entries_max; ++i)
    put("d" + std::to_string(i) + "/NOTICE", "x");
  const auto seen = gathered();
  EXPECT_FALSE(seen.license.examined);
  EXPECT_EQ(seen.license.notices.size(), limits::gathered_entries_max);
  EXPECT_NE(seen.license.gap.find("over the limit of 2000"), std::string::npos) << seen.license.gap;
}

TEST_F(Gathering, sees_terms_in_files_that_are_not_license_files) {
  const std::string terms = "You may not use the weights for commercial purposes. All rights are reserved.";
  put("legal/WEIGHTS.txt", terms);
  put("MODEL_TERMS.pdf", "%PDF-1.7\n");
  put("usage_guide.pdf", "%PDF-1.7\n");
  put("about.txt", terms);
  put("NOTICE", "This product includes software of Example.");
  put("README.md",
      "---\nlicense: mit\n---\nThe weights are released under CC-BY-NC-4.0, the code under the MIT license.\n");
  const auto seen = gathered();
  ASSERT_EQ(seen.license.texts.size(), 2U) << "a text of any name has to be a license";
  EXPECT_EQ(seen.license.texts[0].path.text(), "MODEL_TERMS.pdf");
  EXPECT_EQ(seen.license.texts[0].unread, "a PDF document");
  EXPECT_EQ(seen.license.texts[1].path.text(), "legal/WEIGHTS.txt");
  ASSERT_EQ(seen.license.notices.size(), 1U);
  EXPECT_TRUE(seen.license.notices[0].of_others);
  EXPECT_EQ(seen.license.card_statements.size(), 2U);
  EXPECT_TRUE(seen.license.examined);
}

TEST_F(Gathering, ends_when_a_stop_is_asked_for) {
  put("a.safetensors", shard);
  std::stop_source stop;
  stop.request_stop();
  const auto seen = gathered(stop.get_token());
  EXPECT_TRUE(seen.interrupted);
  EXPECT_FALSE(seen.shape_examined);
  EXPECT_FALSE(seen.license.examined);
  EXPECT_TRUE(seen.weight_files.empty());
}

}  // namespace
}  // namespace weightcheck::workflow
