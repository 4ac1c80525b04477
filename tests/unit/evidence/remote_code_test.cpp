// SPDX-License-Identifier: Apache-2.0
#include "evidence/remote_code.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.hpp"

namespace weightcheck::evidence {
namespace {

ModelPath path(const std::string& text) { return ModelPath::parse(text).value(); }

// "key=value" or "key=value@repository", one a line.
std::string found_in(std::string_view text, const std::string& file = "config.json") {
  std::string lines;
  for (const RemoteCode& code : find_remote_code(path(file), text)) {
    if (code.only_if_here) continue;
    lines += code.key + "=" + code.value + (code.other_repository ? "@" + *code.other_repository : "") + "\n";
  }
  return lines;
}

TEST(RemoteCode, is_found_in_every_form_of_auto_map) {
  EXPECT_EQ(
      found_in(R"({"auto_map":{"AutoConfig":"configuration_x.XConfig","AutoModel":"org/name--modeling_x.XModel"}})"),
      "auto_map.AutoConfig=configuration_x.XConfig\nauto_map.AutoModel=org/name--modeling_x.XModel@org/name\n");
  EXPECT_EQ(found_in(R"({"auto_map":{"AutoTokenizer":["tokenization_x.X",null]}})"),
            "auto_map.AutoTokenizer=tokenization_x.X\n");
  EXPECT_EQ(found_in(R"({"auto_map":["a.A","o/n--b.B"]})"), "auto_map=a.A\nauto_map=o/n--b.B@o/n\n");
  EXPECT_EQ(found_in(R"({"auto_map":"a.A"})"), "auto_map=a.A\n");
  EXPECT_EQ(found_in(R"({"vision":{"parts":[{"auto_map":{"X":"a.A"}}]}})"), "vision.parts.auto_map.X=a.A\n");
}

TEST(RemoteCode, is_found_under_the_other_keys) {
  EXPECT_EQ(found_in(R"({"trust_remote_code":true})"), "trust_remote_code=true\n");
  EXPECT_EQ(found_in(R"({"custom_pipelines":{"t":{"impl":"pipe.Pipe","pt":["AutoModel"]}}})"),
            "custom_pipelines.t.impl=pipe.Pipe\ncustom_pipelines.t.pt=AutoModel\n");
  EXPECT_EQ(found_in(R"({"custom_pipeline":"org/pipe"})"), "custom_pipeline=org/pipe@org/pipe\n");
  EXPECT_EQ(found_in(R"({"plugins":["x"],"a":{"_target_":"os.system"}})"), "plugins=x\na._target_=os.system\n");
  EXPECT_EQ(found_in(R"({"_class_name":["pipeline","P"]})", "model_index.json"), "_class_name=[\"pipeline\",\"P\"]\n");
  EXPECT_EQ(found_in(R"([{"idx":0,"type":"sentence_transformers.models.Transformer"},{"type":"custom.Pool"}])",
                     "modules.json"),
            "type=custom.Pool\n");
  EXPECT_EQ(found_in(R"({"auto_mapping":{"base_model_class":"X","parent_library":"evil"}})", "adapter_config.json"),
            "auto_mapping.parent_library=evil\n");
}

std::vector<std::string> code_of(std::string_view text, const std::string& file = "config.json") {
  std::vector<std::string> paths;
  for (const RemoteCode& code : find_remote_code(path(file), text)) {
    for (const ModelPath& one : code.code)
      paths.push_back(one.text());
  }
  return paths;
}

TEST(RemoteCode, names_the_files_that_it_may_lie_in) {
  using Paths = std::vector<std::string>;
  EXPECT_EQ(code_of(R"({"auto_map":{"AutoModel":"modeling_x.XModel"}})"),
            (Paths{"modeling_x.py", "modeling_x/__init__.py"}));
  EXPECT_EQ(code_of(R"({"auto_map":{"AutoModel":"m.X"}})", "text/config.json"),
            (Paths{"text/m.py", "text/m/__init__.py", "m.py", "m/__init__.py"}));
  EXPECT_EQ(code_of(R"({"auto_map":{"AutoModel":"o/n--m.X"}})"), Paths{});
  EXPECT_EQ(code_of(R"({"unet":["my_unet","Unet"],"vae":[null,null]})", "model_index.json"),
            (Paths{"unet/my_unet.py", "unet/my_unet/__init__.py"}));
  EXPECT_EQ(code_of(R"({"_class_name":["pipeline","P"]})", "model_index.json"),
            (Paths{"pipeline.py", "pipeline/__init__.py"}));
}

TEST(RemoteCode, tells_installed_libraries_from_names_that_begin_alike) {
  const auto of_adapter = [](const std::string& config) { return found_in(config, "adapter_config.json"); };
  const auto parent = [&](const std::string& library) {
    return of_adapter(R"({"auto_mapping":{"parent_library":")" + library + "\"}}");
  };
  for (const char* library : {"diffusers", "diffusers.models.unets.unet_2d_condition", "transformers", "peft.tuners",
                              "timm.models.vision_transformer", "sentence_transformers.models"})
    EXPECT_EQ(parent(library), "") << library;
  for (const char* library : {"diffusers_extra", "transformers_modules.x", "acme", "mytransformers", ".diffusers", ""})
    EXPECT_NE(parent(library), "") << library;
  EXPECT_EQ(of_adapter(R"({"megatron_config":null,"megatron_core":"acme.core"})"), "") << "PEFT does not import it";
  EXPECT_EQ(of_adapter(R"({"megatron_config":{"a":1},"megatron_core":"megatron.core"})"), "");
  EXPECT_EQ(of_adapter(R"({"megatron_config":{"a":1},"megatron_core":"acme.core"})"), "megatron_core=acme.core\n");
  EXPECT_EQ(found_in(R"({"attn_implementation":"flash_attention_2"})"), "");
  EXPECT_EQ(found_in(R"({"attn_implementation":"org/kernels"})"), "attn_implementation=org/kernels@org/kernels\n");
}

TEST(RemoteCode, is_not_found_in_plain_configs) {
  EXPECT_EQ(
      found_in(
          R"({"architectures":["Qwen3ForCausalLM"],"trust_remote_code":false,"auto_map":null,"plugins":[],"type":"x"})"),
      "");
  EXPECT_EQ(found_in(R"({"_class_name":"StableDiffusionPipeline","unet":["diffusers","UNet2DConditionModel"]})",
                     "model_index.json"),
            "");
  EXPECT_EQ(found_in(R"({"auto_mapping":{"parent_library":"transformers.models.llama.modeling_llama"}})",
                     "adapter_config.json"),
            "");
  EXPECT_EQ(found_in("[]"), "");
}

TEST(RemoteCode, does_not_hide_in_what_only_lax_parsers_read) {
  EXPECT_EQ(found_in(R"({"auto_map":{"A":"a.A"},"auto_map":{}})"), "auto_map.A=a.A\n");
  EXPECT_EQ(found_in(R"({"x":nan,"auto_map":{"A":"a.A"}})"), "auto_map=(in a config that is no strict JSON)\n");
  EXPECT_EQ(found_in(R"({"x":nan,"trust_\u0072emote_code":true})"),
            "trust_remote_code=(in a config that is no strict JSON)\n");
  EXPECT_EQ(found_in(R"({"x":NaN})"), "");
  for (const char* key :
       {"auto_map", "custom_pipelines", "custom_pipeline", "custom_generate", "custom_objects", "plugins", "_target_"})
    EXPECT_NE(found_in("{\"x\":NaN,\"" + std::string(key) + "\":\"a.A\"}"), "") << key;
}

TEST(RemoteCode, is_read_beside_the_numbers_that_are_python_s_alone) {
  for (const std::string number : {"NaN", "Infinity", "-Infinity", "[NaN, -Infinity]"})
    EXPECT_EQ(found_in(R"({"x":)" + number + R"(,"_class_name":["m","C"]})"), "_class_name=[\"m\",\"C\"]\n");
  EXPECT_EQ(found_in(R"({"x":NaN,"auto_map":{"A":"say \"NaN\"","B":"Infinity"}})"),
            "auto_map.A=say \"NaN\"\nauto_map.B=Infinity\n");
}

TEST(RemoteCode, is_trusted_by_whatever_python_takes_for_true) {
  for (const std::string value : {"true", "1", "-1", "0.5", R"("no")", "[0]", R"({"a":0})"})
    EXPECT_EQ(found_in(R"({"trust_remote_code":)" + value + "}"), "trust_remote_code=" + value + "\n");
  for (const std::string value : {"false", "null", "0", "0.0", R"("")", "[]", "{}"})
    EXPECT_EQ(found_in(R"({"trust_remote_code":)" + value + "}"), "");
}

TEST(RemoteCode, is_bounded) {
  std::string text = R"({"auto_map":[)";
  for (std::size_t i = 0; i < limits::remote_code_max + 10; ++i)
    text += "\"a.A\",";
  EXPECT_EQ(find_remote_code(path("config.json"), text + "\"a.A\"]}").size(), limits::remote_code_max);
}

TEST(RemoteCode, is_looked_for_in_configs_only) {
  for (const char* name :
       {"config.json", "model_index.json", "tokenizer_config.json", "modules.json", "adapter_config.json"})
    EXPECT_TRUE(may_name_code(name));
  for (const char* name : {"tokenizer.json", "vocab.json", "model.safetensors.index.json", "README.md"})
    EXPECT_FALSE(may_name_code(name));
}

}  // namespace
}  // namespace weightcheck::evidence
