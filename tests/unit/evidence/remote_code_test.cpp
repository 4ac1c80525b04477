// SPDX-License-Identifier: Apache-2.0
#include "evidence/remote_code.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/limits.hpp"
#include "evidence/budget.hpp"
#include "evidence/code_keys.hpp"
#include "evidence/keras_classes.hpp"
#include "evidence/model_tree.hpp"
#include "evidence/yaml_value.hpp"
#include "support/model_path.hpp"

namespace weightcheck::evidence {
namespace {

using test::path;

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

TEST(RemoteCode, is_any_path_to_a_python_file_of_the_model) {
  const ModuleNames modules = {"evil", "a", "service", "model", "train"};
  const auto leads_to = [&](std::string_view text, const std::string& file = "config.yaml") {
    std::string lines;
    for (const RemoteCode& code : find_remote_code(path(file), text, nullptr, &modules)) {
      if (!code.code.empty()) lines += code.value + " in " + code.code.front().text() + "\n";
    }
    return lines;
  };
  EXPECT_EQ(leads_to("model:\n  type: evil.Model"), "evil.Model in evil.py\n");
  EXPECT_EQ(leads_to("whatever: [x, {y: a.b.Class}]"), "a.b.Class in a/b.py\n");
  EXPECT_EQ(leads_to("predict: a/b.py:Predictor"), "a/b.py:Predictor in a/b.py\n");
  EXPECT_EQ(leads_to("service: 'service:svc'"), "service:svc in service.py\n");
  EXPECT_EQ(leads_to("modelFile: ./evil.py"), "./evil.py in evil.py\n");
  EXPECT_EQ(leads_to("loader_func: evil.load"), "evil.load in evil.py\n");
  EXPECT_EQ(leads_to("module: evil"), "evil in evil.py\n");
  EXPECT_EQ(leads_to(R"({"model":{"handler":"evil"}})", "MANIFEST.json"), "evil in evil.py\n");
  EXPECT_EQ(leads_to(R"({"model":{"handler":"evil.py:handle"}})", "MANIFEST.json"), "evil.py:handle in evil.py\n");
  for (const char* text : {"metric: train.loss", "file: model.safetensors", "scripts: [train.py]", "type: other.Model",
                           "x: model", "type: torch.nn.Linear", "handler: ''", "module: ./"})
    EXPECT_EQ(leads_to(text), "") << text;
  EXPECT_EQ(found_in("type: evil.Model", "config.yaml"), "") << "no model is known";
}

TEST(RemoteCode, of_keras_may_stand_in_a_tokenizer) {
  EXPECT_TRUE(names_class_of_keras(R"({"module":"evil","class_name": "Tok"})"));
  EXPECT_TRUE(names_class_of_keras(R"({"class_name":1,"class_name"  :  "Tok"})"));
  EXPECT_FALSE(names_class_of_keras(R"({"vocab":{"class_name":8245,"\"class_name\"":1}})"));
  EXPECT_FALSE(names_class_of_keras(R"(["class_name" "x"])"));
}

TEST(RemoteCode, knows_the_modules_of_a_model) {
  ModelTree tree;
  for (const char* name : {".py", "a.py", "b/c/d.py", "e/f.txt"})
    tree.files.push_back({.path = path(name)});
  EXPECT_EQ(modules_in(tree), (ModuleNames{"a", "b", "c", "d"}));
}

TEST(RemoteCode, stands_behind_every_end_of_a_line_that_a_reader_knows) {
  for (const char* end : {"\r", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9"}) {
    const std::string comment = "lr: 1\n# a comment" + std::string(end);
    EXPECT_EQ(found_in(comment + "_target_: os.system\n", "config.yaml"), "_target_=os.system\n");
    EXPECT_NE(found_in(comment + "a: !!python/object/apply:os.system ['id']\n", "config.yaml"), "");
    EXPECT_EQ(found_in("a: 'text" + std::string(end) + " more'\n", "config.yaml"), "");
  }
  EXPECT_NE(found_in("a: [\xe2\x80\xa8# ]\n_target_: os.system\n", "config.yaml"), "") << "nor is half of it hidden";
  EXPECT_EQ(found_in("a: 1\r\n# _target_: os.system\r\n", "config.yaml"), "");
  EXPECT_NE(found_in("a: x${eval:__import__('os')}\n", "config.yaml"), "");
  EXPECT_EQ(found_in("a: ${b}\nc: ${now:%Y}\n", "config.yaml"), "");
}

TEST(RemoteCode, is_not_what_only_looks_like_a_path) {
  for (const char* text : {R"({"backend":"auto_round:gptq:exllamav2"})", R"({"ddp_backend":"cuda:nccl"})",
                           R"([{"name":"conv1.weight","params":10}])", R"([{"name":"gsm8k.strict","params":{"n":5}}])"})
    EXPECT_EQ(found_in(text), "") << text;
  EXPECT_EQ(found_in(R"({"backend":"evil.Backend"})"), "backend=evil.Backend\n");
  EXPECT_EQ(found_in("pipeline:\n  name: evil.Pipeline", "config.yaml"), "pipeline.name=evil.Pipeline\n");
  EXPECT_EQ(found_in("components:\n  a:\n    type: evil.Part", "p.yaml"), "components.a.type=evil.Part\n");
  EXPECT_EQ(found_in("plugins: [search, mkdocstrings]", "mkdocs.yml"), "");
  EXPECT_EQ(found_in("plugins: [evil]", "train.yml"), "plugins=evil\n");
  EXPECT_EQ(found_in(R"({"plugins":["svelte"]})", ".eslintrc.json"), "");
  EXPECT_EQ(found_in("target: model.onnx\nb: {target: df.label}", "a.yaml"), "");
  EXPECT_EQ(found_in("target: evil.Model", "a.yaml"), "target=evil.Model\n");
  EXPECT_EQ(found_in("a:\n  script: !reference [.b, script]\n", ".gitlab-ci.yml"), "");
  EXPECT_NE(found_in("a: !reference [.b, script]\n", "a.yaml"), "");
}

TEST(RemoteCode, is_told_of_more_loaders) {
  EXPECT_EQ(found_in(R"({"model_repository_implementation":"evil.Repo"})", "settings.json"),
            "model_repository_implementation=evil.Repo\n");
  EXPECT_EQ(found_in(R"({"trt_extra_plugin_lib_paths":"/tmp/evil.so"})"), "trt_extra_plugin_lib_paths=/tmp/evil.so\n");
  EXPECT_EQ(found_in(R"({"allow_remote":true})", "configuration.json"), "allow_remote=true\n");
  EXPECT_EQ(found_in(R"({"allow_remote":false})", "configuration.json"), "");
  EXPECT_EQ(found_in(R"({"policy_class":{":serialized:":"Y29z"}})", "data"), "policy_class.:serialized:=Y29z\n");
  EXPECT_EQ(found_in("import t5x\nfrom __gin__ import x\nimport evil.deep\nfrom evil import x\nx.y = 1\n", "a.gin"),
            "(an import)=evil.deep\n(an import)=evil import x\n");
}

TEST(RemoteCode, tells_expressions_that_are_more_than_symbols) {
  for (const char* text : {"s0", "2*s0 + 1", "Mod(s0, 8)", "Max(1, u0)", "s0 < 1.5", "-(s1 + 3)"})
    EXPECT_EQ(found_in(R"({"expr_str":")" + std::string(text) + "\"}"), "") << text;
  for (const char* text : {"__import__('os')", "print(1)", "s0.args", "f'{x}'", "x[0]", "a__b", "Lambda(x, open(y))",
                           "print (1)", "f2(1)", "averylongnameofsomething"})
    EXPECT_NE(found_in(R"({"expr_str":")" + std::string(text) + "\"}"), "") << text;
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

TEST(RemoteCode, names_the_files_of_python_that_it_is) {
  using Paths = std::vector<std::string>;
  EXPECT_EQ(code_of("option.entryPoint=model.py\n", "a/serving.properties"), (Paths{"a/model.py", "model.py"}));
  EXPECT_EQ(code_of(R"({"model_file":"mlx/model.py"})"), Paths{"mlx/model.py"});
  EXPECT_EQ(code_of(R"({"model_file":"../model.py"})"), Paths{}) << "no file of the model";
  const auto is_module = [](std::string_view text, const std::string& file) {
    return find_remote_code(path(file), text).at(0).is_module;
  };
  EXPECT_EQ(code_of(R"({"model":{"handler":"serve.py"}})", "MAR-INF/MANIFEST.json"),
            (Paths{"MAR-INF/serve.py", "serve.py"}));
  EXPECT_EQ(code_of("flavors:\n  python_function:\n    loader_module: my_loader\n", "MLmodel"),
            (Paths{"code/my_loader.py", "code/my_loader/__init__.py", "my_loader.py", "my_loader/__init__.py"}));
  EXPECT_TRUE(is_module("option.entryPoint=a.b\n", "serving.properties"));
  EXPECT_FALSE(is_module("activation: f(1)\n", "x.yaml")) << "the code stands in the config itself";
  EXPECT_FALSE(is_module("1 f(1) 1\n", "rwkv_vocab.txt"));
  EXPECT_FALSE(is_module(R"x({"a":"$f(1)"})x", "x.json"));
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
  EXPECT_EQ(found_in(R"({"x":NaN})"), "");
  for (const char* config :
       {R"({"x":nan,"auto_map":{"A":"a.A"}})", R"({'auto_map': {'A': 'a.A'}})", R"({auto_map: {A: "a.A"}})",
        R"({"x":1,,"auto_map":{"A":"a.A",}})", R"({"x":"\ud800","auto_map":{"A":"a.A"}})",
        "{\"x\":\"\xff\",\"auto_map\":{\"A\":\"a.A\"}}", R"({"x":1 /* } */,"auto_map":{"A":"a.A"} // "
        })",
        "\xef\xbb\xbf{\"auto_map\":{\"A\":\"a.A\"}}", R"({"auto\u005fmap":{"A":"a\x2eA"}})",
        R"({"x": 1e999, "auto_map": {"A": "a.A"}})", "{\"x\":\"tab\there\",\"auto_map\":{\"A\":\"a.A\"}}",
        R"({"auto_map":{"A":"a.A")"})
    EXPECT_EQ(found_in(config), "auto_map.A=a.A\n") << config;
  std::string wide;
  for (const char c : std::string_view(R"({"auto_map":{"A":"a.A"}})"))
    wide += std::string(1, c) + '\0';
  EXPECT_EQ(found_in(wide), "auto_map.A=a.A\n");
  EXPECT_EQ(found_in("\xff\xfe" + wide), "auto_map.A=a.A\n");
  const std::string deep = R"({"auto_map":{"A":"a.A"},"x":)" + std::string(900, '[') + std::string(900, ']') + "}";
  EXPECT_EQ(found_in(deep), "auto_map.A=a.A\n");
}

TEST(RemoteCode, is_a_file_of_the_model_before_it_is_a_library) {
  const auto found = find_remote_code(ModelPath::parse("modules.json").value(), R"([{"type":"torch.Evil"}])");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].only_if_here);
  ASSERT_FALSE(found[0].code.empty());
  EXPECT_EQ(found[0].code[0].text(), "torch.py");
  EXPECT_EQ(found_in(R"([{"type":"sentence_transformers.models.Pooling"}])", "modules.json"), "");
}

TEST(RemoteCode, is_in_files_and_classes_that_other_loaders_import) {
  EXPECT_EQ(found_in(R"({"model_file":"notes.PY"})"), "model_file=notes.PY\n");
  EXPECT_EQ(found_in(R"({"model_file":"model.safetensors"})"), "");
  EXPECT_EQ(found_in("a:\n  cls: os.system\n  params: {x: y}\n", "model_config.yaml"), "a.cls=os.system\n");
  EXPECT_EQ(found_in(R"({"model_module":"evil.mod:E2E"})"), "model_module=evil.mod:E2E\n");
}

TEST(RemoteCode, is_looked_for_in_configs_named_like_indexes) {
  EXPECT_TRUE(may_name_code("config.4.0.0+a.index.json"));
  EXPECT_FALSE(may_name_code("model.safetensors.index.json"));
  EXPECT_FALSE(may_name_code("pytorch_model.bin.index.json"));
}

// Each level is looked at by several rows, and each of them would look at all below it.
TEST(RemoteCode, is_not_looked_for_without_end_in_keys_within_keys) {
  std::string text = "[\"\"";
  for (int i = 0; i < 100'000; ++i)
    text += ",\"\"";
  text += "]";
  for (int i = 0; i < 120; ++i)
    text = R"({"a_attn_implementation_experts_implementation_kernel_librar_class":)" + text + "}";
  Budget budget;
  const auto found = find_remote_code(ModelPath::parse("config.json").value(), text, &budget);
  ASSERT_FALSE(found.empty());
  EXPECT_TRUE(found.back().not_understood) << "it is told that not all was looked at";
  EXPECT_LT(budget.left(Cost::steps), limits::gathered_steps_max - 1'000'000);
}

// yaml-cpp finds empty documents there without end.
TEST(RemoteCode, is_not_looked_for_where_a_yaml_document_begins_with_nothing) {
  for (const char* text : {",{a\n", ",", "]x: 1\n", "}", "a: 1\n---\n,b\n"}) {
    const auto read = parse_yaml_stream(text);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.error().code, ErrorCode::malformed) << text << ": " << read.error().message;
  }
  EXPECT_EQ(found_in(",{a: !!python/object/apply:os.system x\n", "x.yaml"), "(the whole file)=(not understood)\n");
  const auto empty_ones = parse_yaml_stream("---\n---\n...\n---\na: 1\n");
  ASSERT_TRUE(empty_ones.ok());
  EXPECT_EQ(empty_ones->documents.items().size(), 3U) << "documents that are written down, and hold nothing";
}

TEST(RemoteCode, is_the_config_itself_where_no_parser_here_reads_it) {
  const std::string deep = "[" + std::string(3000, '[') + std::string(3000, ']');
  EXPECT_EQ(found_in(deep + R"(,{"type":"evil.M"}])", "modules.json"), "type=(in a config that cannot be parsed)\n");
  EXPECT_EQ(found_in(deep + "]"), "(the whole file)=(not understood)\n");
  EXPECT_EQ(found_in(deep + "]", "data.json"), "") << "no loader reads it";
  EXPECT_EQ(found_in("{]"), "") << "Python refuses it as well";
  EXPECT_EQ(found_in(R"({]"trust_\u0072emote_code")"), "trust_remote_code=(in a config that cannot be parsed)\n");
  EXPECT_EQ(found_in("a: [b\n", "config.yaml"), "(the whole file)=(not understood)\n");
  for (const CodeKey& row : code_keys()) {
    if (!row.is_telling) continue;
    std::string key(row.key);
    std::erase(key, '*');
    EXPECT_NE(found_in("{]\"" + key + "\":1", row.file.empty() ? "config.json" : std::string(row.file)), "") << key;
  }
}

TEST(RemoteCode, is_told_under_every_key_of_the_table) {
  EXPECT_EQ(found_in(R"({"text_config":{"_attn_implementation":{"":"sdpa","vision":"o/k@v1:f"}}})"),
            "text_config._attn_implementation.vision=o/k@v1:f@o/k@v1:f\n");
  EXPECT_EQ(found_in(R"({"kernel_config":{"RMSNorm":"o/k:RMSNorm"},"kernel_size":[3,3]})"),
            "kernel_config.RMSNorm=o/k:RMSNorm@o/k:RMSNorm\n");
  EXPECT_EQ(found_in(R"({"activation_function":"evil.act.F"})"), "activation_function=evil.act.F\n");
  for (const char* plain : {"gelu_new", "torch.nn.modules.activation.Tanh", "torch.nn.ReLU"})
    EXPECT_EQ(found_in(R"({"activation_function":")" + std::string(plain) + "\"}"), "") << plain;
  EXPECT_EQ(found_in(R"({"_target_":"torch.hub.load"})"), "_target_=torch.hub.load\n");
  EXPECT_EQ(found_in(R"({"_target_":"torch.nn.modules.os.system"})"), "_target_=torch.nn.modules.os.system\n");
  EXPECT_EQ(found_in(R"({"unet":["evil","Net"],"vae":["diffusers","V"],"x":[null,null]})", "model_index.json"),
            "unet=evil.Net\n");
  EXPECT_EQ(found_in(R"({"config":{"layers":[{"class_name":"Lambda","config":{}}]}})"),
            "config.layers.class_name=Lambda\n");
  EXPECT_EQ(found_in(R"({"module":"evil","class_name":"X"})"), "class_name=evil.X\n");
  EXPECT_EQ(found_in(R"({"module":"keras.layers","class_name":"Dense"})"), "");
  EXPECT_EQ(found_in(R"({"py/reduce":[{"py/function":"os.system"}]})"), "py/reduce.py/function=os.system\n");
  EXPECT_EQ(found_in(R"({"logits_processors":["evil.P"]})"), "logits_processors=evil.P\n");
  EXPECT_NE(found_in(R"({"chat_template":"{{ x.__class__ }}"})"), "");
  EXPECT_NE(found_in(R"({"chat_template":[{"name":"a","template":"{{ x|attr('__y') }}"}]})"), "");
  EXPECT_EQ(found_in(R"({"chat_template":"{{ messages[0]['role'] }}"})"), "");
}

TEST(RemoteCode, is_told_of_classes_of_keras_that_call_something) {
  for (const char* config :
       {R"({"class_name":"enable_unsafe_deserialization","module":"keras.config"})",
        R"({"class_name":"eval","module":"builtins"})", R"({"class_name":"get_file","module":"keras.utils"})",
        R"({"class_name":"X","module":"keras.src.saving.serialization_lib"})",
        R"({"class_name":"function","module":"builtins","config":"eval"})",
        R"({"class_name":"function","module":"keras.utils","config":"x"})", R"({"class_name":"TFOpLambda"})",
        R"({"class_name":"X","module":"keras_evil.layers"})"})
    EXPECT_NE(found_in(config), "") << config;
  for (const char* config :
       {R"({"class_name":"Functional","module":"keras.src.models.functional"})",
        R"({"class_name":"Dense","module":"keras.layers","registered_name":null})",
        R"({"class_name":"Adam","module":"keras.optimizers"})", R"({"class_name":"Sequential","module":"keras"})",
        R"({"class_name":"DTypePolicy","module":"keras"})", R"({"class_name":"__tuple__","items":[1]})",
        R"({"class_name":"function","module":"builtins","config":"relu"})"})
    EXPECT_EQ(found_in(config), "") << config;
}

TEST(RemoteCode, is_told_in_every_spelling_of_a_key_and_a_name) {
  for (const char* text :
       {"logits-processors: [\"evil:L\"]\n", "logits_processors: [evil.L]\n", "trust-remote-code: true\n",
        "reasoning-parser-plugin: x.py\n", "worker-extension-cls: evil.W\n", "middleware: evil:f\n",
        "custom_imports: {imports: [evil]}\n", "user_dir: code\n"}) {
    EXPECT_NE(found_in(text, "vllm.YAML"), "") << text;
    EXPECT_NE(found_in(text, "x.yml"), "") << text;
  }
  for (const char* name : {"config.JSON", "Config.json", "config.json5", "config.jsonc", "x.YML", "mlmodel"})
    EXPECT_TRUE(may_name_code(name)) << name;
  EXPECT_FALSE(may_name_code("Vocab.json"));
  EXPECT_NE(found_in(R"([{"type":"evil.M"}])", "Modules.json"), "");
  EXPECT_NE(found_in("a: !!python/object/apply:os.system [id]\n", "hyperparams.json"), "");
  EXPECT_NE(found_in("a: !new:os.system [id]\n", "hyperparams.json"), "");
  EXPECT_EQ(found_in("flavors:\n  langchain:\n    model_code_path: chain.py\n", "MLmodel"),
            "flavors.langchain.model_code_path=chain.py\n");
}

TEST(RemoteCode, is_told_of_the_lists_of_modular_pipelines) {
  const auto modular = [](const std::string& text) { return found_in(text, "modular_model_index.json"); };
  EXPECT_EQ(modular(R"({"unet":["evil","X",{"repo":"a/b"}]})"), "unet=evil.X\n");
  EXPECT_EQ(modular(R"({"unet":[null,null,{"type_hint":["evil","X"]}]})"), "unet=evil.X\n");
  EXPECT_EQ(modular(R"({"unet":[null,null,{"type_hint":["diffusers","X"],"repo":"a/b"}],"vae":["diffusers","V",{}]})"),
            "");
  EXPECT_EQ(found_in(R"({"unet":["evil","X",{}]})", "model_index.json"), "unet=evil.X\n");
}

TEST(RemoteCode, is_told_of_classes_that_sentence_transformers_imports) {
  const std::string types = R"({"types":{"q_0":"sentence_transformers.models.Transformer","d_0":"evil.M"}})";
  EXPECT_EQ(found_in(types, "router_config.json"), "types.d_0=evil.M\n");
  EXPECT_EQ(found_in(types, "1_Asym/config.json"), "types.d_0=evil.M\n");
  EXPECT_EQ(code_of(types, "r/router_config.json"),
            (std::vector<std::string>{"r/evil.py", "r/evil/__init__.py", "evil.py", "evil/__init__.py"}));
  EXPECT_EQ(found_in(R"({"tokenizer_class":"evil.tok.Words"})", "wordembedding_config.json"),
            "tokenizer_class=evil.tok.Words\n");
  EXPECT_EQ(found_in(R"({"tokenizer_class":"sentence_transformers.models.tokenizer.WhitespaceTokenizer"})",
                     "wordembedding_config.json"),
            "");
  EXPECT_EQ(found_in(R"({"tokenizer_class":"LlamaTokenizer"})", "tokenizer_config.json"), "");
  EXPECT_EQ(found_in(R"({"types":{"a":"evil.M"}})", "schema.json"), "") << "no loader imports these";
}

TEST(RemoteCode, is_told_of_classes_that_servers_and_trainers_import) {
  for (const char* text :
       {"distributed-executor-backend: evil.E\n", "kv-transfer-config: {kv_connector_module_path: evil}\n",
        "compilation-config: {inductor_passes: {a: evil.f}, backend: inductor}\n",
        "compilation-config: {backend: e.B}\n", "io-processor-plugin: evil\n", "model:\n  _component_: os.system\n",
        "model:\n  _component_: torch.hub.load\n", "any_new_cls: evil.C\n", "pool_class: evil:C\n",
        "model_classes: [evil.C]\n", "hook_factory: evil.h:make\n",
        "components:\n  a:\n    type: subprocess.Popen\n    init_parameters: {args: id}\n",
        "pipeline:\n  name: evil.mod.P\n  params: {}\n"})
    EXPECT_NE(found_in(text, "x.yaml"), "") << text;
  for (const char* text :
       {"distributed-executor-backend: ray\n", "worker-cls: auto\n", "backend: inductor\n", "type: a.b\n",
        "name: v1.5\n", "model:\n  _component_: torchtune.models.llama3_1.llama3_1_8b\n", "pool_class: LlamaModel\n",
        "optimizer:\n  _component_: bitsandbytes.optim.PagedAdamW8bit\n", "tokenizer_cls: tokenizer.json\n",
        "worker-cls: vllm.v1.worker.gpu_worker.Worker\n", "loss:\n  _component_: torch.nn.CrossEntropyLoss\n",
        "pipeline:\n  name: pyannote.audio.pipelines.SpeakerDiarization\n  params: {}\n", "name: v1.5\nparams: 7B\n"})
    EXPECT_EQ(found_in(text, "x.yaml"), "") << text;
}

TEST(RemoteCode, is_told_where_a_name_is_put_together_while_it_is_read) {
  EXPECT_EQ(found_in("a: os\nx:\n  _target_: ${a}.system\n", "c.yaml"), "x._target_=${a}.system\n");
  EXPECT_EQ(found_in("x:\n  _target_: o${a}\n", "c.yaml"), "x._target_=o${a}\n");
  EXPECT_EQ(found_in("x: ${a}.system\n", "c.yaml"), "");
}

TEST(RemoteCode, is_told_of_what_other_servers_import_and_run) {
  EXPECT_EQ(found_in(R"({"implementation":"evil.Model"})", "model-settings.json"), "implementation=evil.Model\n");
  EXPECT_EQ(found_in(R"({"implementation":"mlserver_sklearn.SKLearnModel"})", "model-settings.json"), "");
  EXPECT_EQ(found_in(R"({"implementation":"evil.Model"})"), "");
  EXPECT_EQ(found_in(R"({"applications":[{"import_path":"evil.app:app"}]})"),
            "applications.import_path=evil.app:app\n");
  EXPECT_EQ(found_in(R"({"model_lib":"dist/x.so"})", "mlc-chat-config.json"), "model_lib=dist/x.so\n");
  EXPECT_EQ(found_in(R"x({"imports":["$import os"],"x":{"y":"$os.system('id')"}})x"),
            "imports=$import os\nx.y=$os.system('id')\n");
  EXPECT_EQ(found_in("if: ${{ always() }}\n", ".github/workflows/sync.yml"), "");
  EXPECT_EQ(found_in("if: ${{ always() }}\n", "inference.yml"), "if=${{ always() }}\n");
  EXPECT_EQ(found_in("jobs: {kernel-tests: {uses: actions/checkout@v4}}\n", ".github/workflows/sync.yml"), "");
  EXPECT_EQ(found_in("if: ${{ always() }}\n", ".github/workflows/sub/sync.yml"), "if=${{ always() }}\n");
  EXPECT_EQ(found_in(R"({"if":"${{ always() }}"})", ".github/workflows/sync.json"), "if=${{ always() }}\n");
  EXPECT_EQ(found_in(R"({"_target_":"$torch.os.system"})", "inference.json"), "_target_=$torch.os.system\n");
  EXPECT_EQ(found_in(R"({"unsafe":true,"routes":[]})"), "unsafe=true\n");
  EXPECT_NE(found_in(R"({"condition":"{{ x.__class__ }}"})"), "") << "a template under any key";
  EXPECT_EQ(found_in(R"({"condition":"{{ x|length > 0 }}"})"), "");
  EXPECT_EQ(found_in("a: {_target_: os.system}\n", ".github/workflows/sync.yml"), "a._target_=os.system\n");
  EXPECT_EQ(found_in("if: $always()\n", ".github/workflows/sync.yml"), "if=$always()\n");
  EXPECT_EQ(found_in(R"({"filters":[{"id":"pickle","protocol":5}]})", "w/.zarray"), "filters.id=pickle\n");
  EXPECT_EQ(found_in(R"({"metadata":{"w/.zarray":{"compressor":{"id":"pickle"}}}})", ".zmetadata"),
            "metadata.w/.zarray.compressor.id=pickle\n");
  EXPECT_EQ(found_in(R"({"compressor":{"id":"zstd"},"filters":null})", "w/.zarray"), "");
  EXPECT_EQ(found_in(R"({"id":"pickle"})", "config.json"), "");
  for (const std::string macro : {"%.github/workflows/sync.yml::if", "%./.GitHub/workflows/sync.yml::if"})
    EXPECT_EQ(found_in(R"({"a":")" + macro + R"("})", "inference.json"), "a=" + macro + "\n");
  EXPECT_EQ(found_in(R"({"a":"%default.json::if"})", "inference.json"), "");
  EXPECT_EQ(found_in(R"({"characters":{"characters_class":"TTS.tts.utils.text.characters.Graphemes"}})"), "");
}

TEST(RemoteCode, is_told_of_texts_that_loaders_evaluate) {
  EXPECT_EQ(found_in("nc: 80\nactivation: f(1)\n", "yolo.yaml"), "activation=f(1)\n");
  EXPECT_EQ(found_in("backbone:\n  - [-1, 1, 'f(1)', [64]]\nhead:\n  - [-1, 1, Conv, ['g()', 3]]\n", "yolov5s.yaml"),
            "backbone=f(1)\nhead=g()\n");
  EXPECT_EQ(found_in("activation: nn.SiLU()\nbackbone:\n  - [[-1, 6], 1, Concat, [1]]\n  - [-1, 1, nn.Upsample, "
                     "[None, 2, 'nearest']]\nhead: [[[17, 20], 1, Detect, [nc, anchors]]]\n",
                     "yolo11.yaml"),
            "");
  EXPECT_EQ(found_in("backbone:\n  - [-1, 1, os.system, [\"'id'\"]]\n", "a.yaml"), "backbone=os.system\n");
  EXPECT_EQ(found_in("l: &l [1]\nbackbone: *l\nhead: [*l]\n", "a.yaml"),
            "backbone=*alias/of.a.collection\nhead=*alias/of.a.collection\n");
  EXPECT_EQ(found_in("l: &l [evil.X]\nmiddleware: *l\n", "a.yaml"), "middleware=*alias/of.a.collection\n");
  EXPECT_EQ(found_in("backbone: ResNet (vd)\nhead: {type: HGNetv2(L)}\n", "a.yaml"), "") << "no list of layers";
  EXPECT_EQ(found_in(R"x({"activation":"f(1)"})x"), "") << "no loader evaluates JSON so";
  const std::string vocabulary = "1 '\\x00' 1\n2 ' ' 1\n3 b'\\x80' 1\n";
  EXPECT_EQ(found_in(vocabulary, "rwkv_vocab_v20230424.txt"), "");
  EXPECT_EQ(found_in(vocabulary + "4 f('x') 1\r\n5 g() 1\n", "a/RWKV_Vocab.txt"),
            "(a line of the vocabulary)=f('x')\n");
  EXPECT_EQ(found_in("2 f('x') ", "rwkv_vocab.txt"), "(a line of the vocabulary)=f('x')\n") << "no length, but a space";
  EXPECT_EQ(found_in("f('x')", "rwkv_vocab.txt"), "") << "no reader finds a literal in it";
}

TEST(RemoteCode, is_told_of_python_s_own_modules_under_any_key) {
  EXPECT_EQ(found_in(R"({"any":{"thing":"os.system","list":["os.system"]},"model":{"type":"subprocess.Popen"}})"),
            "any.thing=os.system\nany.list=os.system\nmodel.type=subprocess.Popen\n");
  std::string words = R"({"vocabulary":["os.system")";
  for (int i = 0; i < 100; ++i)
    words += ",\"w\"";
  EXPECT_EQ(found_in(words + "]}"), "") << "a vocabulary, and no list of names";
  EXPECT_EQ(found_in(R"({"url":"pipe:cat x"})"), "url=pipe:cat x\n");
  EXPECT_EQ(found_in("a: builtins.eval\nb: os.path.join\n", "x.yaml"), "a=builtins.eval\n");
}

TEST(RemoteCode, is_told_of_what_servers_read_beside_the_model) {
  const auto served = [](const std::string& text) { return found_in(text, "serving.properties"); };
  EXPECT_EQ(served("engine=Python\noption.entryPoint=model.py\n"), "entryPoint=model.py\n");
  EXPECT_EQ(served("option.entryPoint: evil.handler\noption.trust\\u005fremote_code true\n"),
            "entryPoint=evil.handler\ntrust_remote_code=true\n");
  EXPECT_EQ(served("option.pythonExecutable=run.sh\noption.env=PYTHONPATH=/x\n"),
            "pythonExecutable=run.sh\nenv=PYTHONPATH=/x\n");
  EXPECT_EQ(served("option.pythonExecutable=python3\n"), "");
  EXPECT_EQ(served("engine=MPI\noption.entryPoint=djl_python.huggingface\noption.trust_remote_code=false\n"), "");
  std::string many;
  for (int i = 0; i < 10'001; ++i)
    many += "a\n";
  EXPECT_NE(served(many + "option.trust_remote_code=true\n"), "");
  EXPECT_EQ(found_in("parameters: {key: \"EXECUTION_ENV_PATH\", value: {string_value: \"x\"}}", "config.pbtxt"),
            "EXECUTION_ENV_PATH=x\n");
  EXPECT_EQ(found_in("model_operations { op_library_filename: [\"x\", \"y\"] }", "m/config.pbtxt"),
            "op_library_filename=x\n");
  for (const char* key : {"\"EXECUTION_\" 'ENV_PATH'", "\"EXECUTION\\137ENV_PATH\"", "'EXECUTION\\U0000005fENV_PATH'",
                          "\"EXECUTION_\" # x\n \"ENV_PATH\"", "\"EXECUTION\\x5fENV_PATH\""})
    EXPECT_EQ(found_in("parameters: {key: " + std::string(key) + ", value: {string_value: \"x\"}}", "config.pbtxt"),
              "EXECUTION_ENV_PATH=x\n")
        << key;
  EXPECT_EQ(found_in("# key: \"EXECUTION_ENV_PATH\"\ninput [{name: \"plugins\"}]", "config.pbtxt"), "");
  EXPECT_NE(found_in("a: EXECUTION_ENV_PATH", "config.pbtxt"), "");
  EXPECT_EQ(code_of("parameters {\n  key: \"EXECUTION_ENV_PATH\"\n  value: { string_value: "
                    "\"$$TRITON_MODEL_DIRECTORY/env.tar.gz\" } }",
                    "m/config.pbtxt"),
            (std::vector<std::string>{"m/env.tar.gz", "env.tar.gz"}));
  EXPECT_EQ(found_in("backend: \"onnxruntime\"\nmax_batch_size: 8\n", "config.pbtxt"), "");
}

TEST(RemoteCode, is_told_of_the_modules_that_files_of_mlflow_name) {
  EXPECT_NE(found_in("evil", "data/keras_module.txt"), "");
  EXPECT_NE(found_in("evil.pickler\n", "data/pickle_module_info.txt"), "");
  EXPECT_NE(found_in("", "data/keras_module.txt"), "");
  EXPECT_NE(found_in("flavors:\n  keras:\n    keras_module: evil\n", "MLmodel"), "");
  EXPECT_EQ(found_in("flavors:\n  keras:\n    keras_module: tensorflow.keras\n", "MLmodel"), "");
  EXPECT_NE(found_in(R"({"tools":[{"name":"x","code":"import os"}]})", "agent.json"), "");
  EXPECT_EQ(found_in("tensorflow.keras\n", "data/keras_module.txt"), "");
  EXPECT_EQ(found_in("mlflow.pytorch.pickle_module", "data/pickle_module_info.txt"), "");
  EXPECT_EQ(code_of("evil", "data/keras_module.txt"), std::vector<std::string>{});
}

TEST(RemoteCode, is_looked_for_in_templates_by_their_names) {
  for (const char* name : {"chat_template.jinja", "Chat_Template.JINJA", "chat_template.jinja.bak", "tool.j2", "x.tmpl",
                           "chat_template.txt", "prompt.jinja.txt", "chat-template", "a.jinja2~", "x.template"})
    EXPECT_TRUE(is_template_name(name)) << name;
  for (const char* name :
       {"chat_template.json", "jinja.txt", "x.j2k", "template.md", "README.md", "chat_template.yaml"})
    EXPECT_FALSE(is_template_name(name)) << name;
}

TEST(RemoteCode, is_told_of_compiled_libraries) {
  const auto provider = [](const std::string& at) {
    return R"({"provider_options":[{"QNN":{"backend_path":")" + at + "\"}}]}";
  };
  EXPECT_NE(found_in(provider("../evil.so"), "genai_config.json"), "");
  EXPECT_NE(found_in(provider("bin/Evil.DLL"), "genai_config.json"), "");
  EXPECT_EQ(found_in(provider("QnnHtp.dll"), "genai_config.json"), "") << "unless the model has one";
  EXPECT_EQ(code_of(provider("libQnnHtp.so.1"), "a/genai_config.json"),
            (std::vector<std::string>{"a/libQnnHtp.so.1", "libQnnHtp.so.1"}));
  EXPECT_NE(found_in(R"({"custom_ops_library":"x"})", "genai_config.json"), "");
  EXPECT_NE(found_in(R"({"ep_library_path":"./evil.dylib"})"), "");
  EXPECT_EQ(found_in(R"({"library_name":"transformers","_name_or_path":"a/b.c","data_path":"x.json"})"), "");
}

TEST(RemoteCode, is_told_in_a_config_that_is_kept_as_text) {
  EXPECT_NE(found_in(R"({"model_config":"{\"class_name\": \"Lambda\"}"})"), "");
  EXPECT_NE(found_in(R"({"a":["[{\"auto_map\": {\"A\": \"a.A\"}}]"]})"), "");
  EXPECT_NE(found_in("a: '{\"_target_\": \"os.system\"}'\n", "x.yaml"), "");
  EXPECT_EQ(found_in(R"({"model_config":"{\"class_name\": \"Dense\"}","x":"{\"cut","y":"{'a': 1}"})"), "");
  EXPECT_NE(found_in(R"({"class_name":"TFSMLayer","module":"keras.layers","config":{"filepath":"x"}})"), "");
  EXPECT_NE(found_in(R"({"class_name":"TorchModuleWrapper","module":"keras.layers"})"), "");
}

TEST(RemoteCode, is_told_of_templates_under_any_key_that_speaks_of_one) {
  for (const char* key : {"template", "prompt_template", "jinja_template", "instruction_template", "chat-template"})
    EXPECT_NE(found_in(std::string("{\"") + key + R"(":"{{ ''.__class__ }}"})"), "") << key;
  EXPECT_EQ(found_in(R"({"template":"{{ .System }} {{ .Prompt }}","prompt_template":"{0} says {name}"})"), "");
}

TEST(RemoteCode, is_not_told_of_what_comes_with_its_loader) {
  EXPECT_EQ(found_in("model:\n  target: ldm.models.diffusion.ddpm.LatentDiffusion\n", "v1-inference.yaml"), "");
  EXPECT_EQ(found_in("model:\n  target: sgm.models.diffusion.DiffusionEngine\n", "x.yaml"), "");
  EXPECT_NE(found_in("model:\n  target: ldm.util.instantiate_from_config\n", "x.yaml"), "");
  EXPECT_NE(found_in("model:\n  target: ldm_evil.models.LatentDiffusion\n", "x.yaml"), "");
  EXPECT_EQ(found_in("plugins:\n  - axolotl.integrations.liger.LigerPlugin\n", "axolotl.yaml"), "");
  EXPECT_NE(found_in("plugins:\n  - evil.Plugin\n", "axolotl.yaml"), "");
  EXPECT_EQ(found_in(R"([{"path":"1_Dense","type":"pylate.models.Dense.Dense"}])", "modules.json"), "");
  // The folder itself holds a file of that name.
  const auto code = find_remote_code(path("x.yaml"), "model:\n  target: ldm.evil.Model\n");
  ASSERT_EQ(code.size(), 1U);
  EXPECT_TRUE(code[0].only_if_here);
  EXPECT_EQ(code[0].code.at(0), path("ldm/evil.py"));
}

TEST(RemoteCode, is_told_in_yaml_by_keys_and_tags) {
  const auto of_yaml = [](const std::string& text, const std::string& file = "config.yaml") {
    return found_in(text, file);
  };
  EXPECT_EQ(of_yaml("model:\n  _target_: os.system\n"), "model._target_=os.system\n");
  EXPECT_EQ(of_yaml("a: &x os.system\nb: {\"_targ\\x65t_\": *x}\n"), "a=os.system\nb._target_=os.system\n");
  EXPECT_EQ(of_yaml("k: &k _target_\nb: {*k : os.system}\n"), "b._target_=os.system\n");
  EXPECT_EQ(of_yaml("a: 1\n---\n_target_: os.system\n"), "_target_=os.system\n");
  for (const char* spelling :
       {"a: !!python/object/apply:os.system [id]\n", "a: !<tag:yaml.org,2002:python/object/apply:os.system> [id]\n",
        "%TAG !p! tag:yaml.org,2002:python/\n---\na: !p!object/apply:os.system [id]\n",
        "a: !!%70ython/object/apply:os.system [id]\n", "a: !apply:os.system [id]\n", "a: !new:os.system {}\n",
        "a: !name:os.system\n", "a: !unheard-of x\n"})
    EXPECT_NE(of_yaml(spelling), "") << spelling;
  EXPECT_EQ(of_yaml("a: !!python/tuple [1, 2]\nb: !!str x\nc: !ref <a>\nd: !!binary aGk=\n"), "");
  EXPECT_EQ(of_yaml("flavors:\n  python_function:\n    loader_module: evil\n", "MLmodel"),
            "flavors.python_function.loader_module=evil\n");
  EXPECT_EQ(of_yaml("flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n    code: null\n", "MLmodel"),
            "");
  EXPECT_EQ(of_yaml("model:\n  hidden: 3\n  trust_remote_code: false\n"), "");
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
  for (const char* name : {"config.json", "model_index.json", "tokenizer_config.json", "modules.json",
                           "adapter_config.json", "any.yaml", "x.yml", "MLmodel", "special_tokens_map.json",
                           "serving.properties", "config.pbtxt", "rwkv_vocab_v20230424.txt"})
    EXPECT_TRUE(may_name_code(name));
  for (const char* name : {"tokenizer.json", "vocab.json", "vocab.txt", "model.safetensors.index.json", "README.md"})
    EXPECT_FALSE(may_name_code(name));
}

}  // namespace
}  // namespace weightcheck::evidence
