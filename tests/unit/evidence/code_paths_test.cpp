// SPDX-License-Identifier: Apache-2.0
#include "evidence/code_paths.hpp"

#include <gtest/gtest.h>

#include <string>

namespace weightcheck::evidence {
namespace {

TEST(CodePaths, may_be_python_behind_a_sign) {
  for (const char* code :
       {"$import os", "$__import__('os').system('id')", "$[f(x) for x in y]", "$not f(1)", "$f(1) # and a $",
        "$\"{}\".format(x)", "$@model.eval()", "$f\f(1)", "$f\\\n(1)", "$'a' 'b'.f(1)", "$f(1) if a else b", "$(f)(1)",
        "$not  f (1)", "$x[0](1)", "$rb'x'.f(1)", "${f(1)}"})
    EXPECT_TRUE(is_expression(code)) << code;
  for (const char* text : {"f(x)", "$", "$f(x)$", "$f(1)$ # and a sign", "$f(x)=x^2$ find f(3)", "$P(A)$ is 0.5",
                           "$\\mathbb{R}$ and f(x)", "$5 (five dollars)", "$20 (approx)", "$CMD run(1)", "$which f(x)?",
                           "$(POD_NAME)", "$(a)/$(b)", "$HOME/x", "$%&()", "${a}", "$.a[?(@.b)]"})
    EXPECT_FALSE(is_expression(text)) << text;
}

// Whatever package a path begins with: each way out of it, at each place.
TEST(CodePaths, lead_out_of_a_package_through_what_it_has_imported) {
  for (const char* package : {"nemo.collections.asr", "megatron.core", "torch.nn.modules", "torch.optim",
                              "torchvision.transforms", "transformers", "torchtune", "haystack", "ldm.modules"}) {
    for (const char* way : {".os.system",
                            ".subprocess.Popen",
                            ".a.subprocess.Popen",
                            ".a.b.matplotlib.subprocess.Popen",
                            ".Popen",
                            ".ctypes.CDLL",
                            ".CDLL",
                            ".a.builtins.X",
                            ".importlib.X",
                            ".a._private.X",
                            "._Private",
                            ".sys.modules.X",
                            ".a.runpy.X",
                            ".types_.Class.method",
                            ".multiprocessing.Process",
                            ".a.torch.Load",
                            ".a.wds.TarWriter",
                            ".np.X",
                            ".a..X",
                            ".a.X.",
                            ".a b.X",
                            ".io.X"}) {
      const std::string path = std::string(package) + way;
      EXPECT_FALSE(is_harmless_path(path)) << path;
      EXPECT_FALSE(is_installed_class(path)) << path;
      EXPECT_FALSE(is_class_of_diffusion(path)) << path;
    }
  }
}

TEST(CodePaths, are_harmless_where_a_package_s_own_classes_are_meant) {
  for (const char* path :
       {"torch.nn.ReLU", "torch.nn.modules.activation.Tanh", "torch.nn.functional.gelu", "torch.optim.AdamW",
        "torch.optim.lr_scheduler.LambdaLR", "torchvision.transforms.Normalize",
        "nemo.collections.asr.models.rnnt_bpe_models.EncDecRNNTBPEModel",
        "nemo.collections.asr.modules.AudioToMelSpectrogramPreprocessor",
        "nemo.collections.tts.modules.submodules.ConvNorm",
        "nemo.collections.common.tokenizers.text_to_speech.tts_tokenizers.EnglishPhonemesTokenizer",
        "lightning.pytorch.callbacks.ModelCheckpoint", "nemo.lightning.pytorch.optim.CosineAnnealingScheduler",
        "megatron.core.optimizer.optimizer_config.OptimizerConfig"})
    EXPECT_TRUE(is_harmless_path(path)) << path;
  for (const char* path :
       {"torchtune.models.llama3_1.llama3_1_8b", "torchtune.training.FullModelHFCheckpointer", "torch.optim.AdamW",
        "bitsandbytes.optim.PagedAdamW8bit", "vllm.v1.worker.gpu_worker.Worker",
        "haystack.components.builders.prompt_builder.PromptBuilder", "TTS.tts.utils.text.characters.Graphemes",
        "xgboost.sklearn.XGBClassifier", "sentence_transformers.models.Pooling.Pooling"})
    EXPECT_TRUE(is_installed_class(path)) << path;
  for (const char* path :
       {"torch.hub.load", "mlflow.projects.run", "transformers.dynamic_module_utils.get_class_from_dynamic_module",
        "diffusers.DiffusionPipeline.from_pretrained", "torch.nn.functional.os.system", "torch.nn.", "torch",
        "transformersx.A", "A", ""}) {
    EXPECT_FALSE(is_harmless_path(path)) << path;
    EXPECT_FALSE(is_installed_class(path)) << path;
  }
  EXPECT_FALSE(is_harmless_path("torch.nn.modules.a.b.C"));
  EXPECT_FALSE(is_harmless_path("torch.nn.modules:ReLU"));
  EXPECT_TRUE(is_class_of_diffusion("ldm.models.diffusion.ddpm.LatentDiffusion"));
  EXPECT_FALSE(is_class_of_diffusion("ldm.util.instantiate_from_config"));
}

TEST(CodePaths, are_no_functions_of_torchtune_where_they_lead_to_another_package) {
  EXPECT_TRUE(is_installed_class("torchtune.datasets.alpaca_dataset"));
  for (const char* path : {"torchtune.modules.rms_norm.torch.hub.load", "torchtune.training.memory.torch.jit.load",
                           "torchtune.x.np.load", "torchtune.x.pd.read_pickle", "torchtune.x.os.system"})
    EXPECT_FALSE(is_installed_class(path)) << path;
}

TEST(CodePaths, are_names_of_layers) {
  for (const char* name : {"Conv", "C3k2", "nn.Upsample", "torch.nn.Upsample", " Concat "})
    EXPECT_TRUE(is_name_of_layer(name)) << name;
  for (const char* name :
       {"os.system", "exec", "__import__", "check_requirements", "torch.hub.load", "nn.functional.os.X",
        "subprocess.run", "Popen", "", "Conv()", "nn.modules.module.torch.load"})
    EXPECT_FALSE(is_name_of_layer(name)) << name;
}

TEST(CodePaths, may_be_commands) {
  EXPECT_TRUE(runs_a_command("pipe:cat x"));
  for (const char* text : {"pipe:", "pipe: ", "pipeline:x", "a pipe:x"})
    EXPECT_FALSE(runs_a_command(text)) << text;
}

TEST(CodePaths, are_told_under_any_key_where_python_s_own_modules_run_something) {
  for (const char* path : {"os.system", "subprocess.Popen", "builtins.eval", "ctypes.CDLL", "os:popen", "pickle.loads",
                           "importlib.util.module_from_spec", "shutil.rmtree", "haystack.logging.os.system",
                           "os.path.os.system", "timeit.timeit", "code.interact", "asyncio.create_subprocess_shell"})
    EXPECT_TRUE(is_of_running_module(path)) << path;
  for (const char* text : {"os", "os.", "os.path.join", "os.json", "macos.system", "os system", "os.2", "os.a b",
                           "logging.INFO", "collections.OrderedDict", "platform.python", "subprocess"})
    EXPECT_FALSE(is_of_running_module(text)) << text;
}

TEST(CodePaths, are_layers_where_a_loader_evaluates_them) {
  for (const char* text : {"nn.SiLU()", "torch.nn.LeakyReLU(0.1)", " nn.ReLU( inplace=True ) ", "relu", "nn.SiLU", "",
                           "(1, 2)", "None", "nearest"})
    EXPECT_FALSE(calls_more_than_a_layer(text)) << text;
  for (const char* text : {"__import__('os').system('id')", "nn.SiLU(f())", "nn.SiLU()()", "os.system(1)", "f (1)",
                           "nn.SiLU() or f()", "nn.functional.os.system('x')", "nn.SiLU(a)[f(1)]", "nn.silu.Popen(1)"})
    EXPECT_TRUE(calls_more_than_a_layer(text)) << text;
}

TEST(CodePaths, are_none_in_a_literal) {
  for (const char* code :
       {R"('\x00')", R"(b'\xff')", R"("'")", R"('"')", R"('\'')", R"('\\')", "''", R"(b"")", R"('# ')"})
    EXPECT_TRUE(is_text_literal(code)) << code;
  for (const char* code : {"", "'", "b", "1", "'a' + f()", "f()", R"('\')", R"('a''b')", "'a'.x()", "r'a'", "'a\"",
                           R"('\\'')", "f'{x()}'"})
    EXPECT_FALSE(is_text_literal(code)) << code;
}

}  // namespace
}  // namespace weightcheck::evidence
