// SPDX-License-Identifier: Apache-2.0
// Which names in configs lead to what comes with the loaders. What no list here knows is of unknown origin.
#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/word_list.hpp"
#include "evidence/code_keys.hpp"

namespace weightcheck::evidence {

bool is_of_package(std::string_view module, std::string_view package) {
  return module.starts_with(package) && (module.size() == package.size() || module[package.size()] == '.');
}

bool names_a_module(std::string_view file_name) {
  return is_named(file_name, "keras_module.txt") || is_named(file_name, "pickle_module_info.txt");
}

bool is_evaluated_vocabulary(std::string_view file_name) {
  const std::string low = lowered(file_name);
  return low.ends_with(".txt") && low.find("rwkv") != std::string::npos && low.find("vocab") != std::string::npos;
}

bool is_module_of_mlflow(std::string_view module) {
  constexpr std::array<std::string_view, 8> modules = {
      "keras",  "tensorflow.keras", "tf_keras", "tf.keras",
      "pickle", "cloudpickle",      "dill",     "mlflow.pytorch.pickle_module"};
  return is_among(module, modules);
}

bool is_installed_module(std::string_view module) {
  constexpr std::array<std::string_view, 36> packages = {"transformers",
                                                         "djl_python",
                                                         "xgboost",
                                                         "lightgbm",
                                                         "catboost",
                                                         "sklearn",
                                                         "statsmodels",
                                                         "pyspark",
                                                         "diffusers",
                                                         "peft",
                                                         "torch",
                                                         "torchvision",
                                                         "timm",
                                                         "accelerate",
                                                         "mlflow",
                                                         "megatron.core",
                                                         "sentence_transformers",
                                                         "pylate",
                                                         "axolotl",
                                                         "vllm",
                                                         "sglang",
                                                         "torchtune",
                                                         "torchao",
                                                         "bitsandbytes",
                                                         "haystack",
                                                         "haystack_integrations",
                                                         "pyannote",
                                                         "TTS",
                                                         "mlserver",
                                                         "mlserver_huggingface",
                                                         "mlserver_sklearn",
                                                         "mlserver_xgboost",
                                                         "mlserver_lightgbm",
                                                         "keras",
                                                         "tf_keras",
                                                         "tensorflow"};
  return std::ranges::any_of(packages, [&](std::string_view package) { return is_of_package(module, package); });
}

bool is_known_library(std::string_view module) {
  constexpr std::array<std::string_view, 54> packages = {"adapters",
                                                         "allennlp",
                                                         "asteroid",
                                                         "audiocraft",
                                                         "auto_gptq",
                                                         "awq",
                                                         "bertopic",
                                                         "chronos",
                                                         "clip",
                                                         "ctranslate2",
                                                         "demucs",
                                                         "espnet",
                                                         "espnet2",
                                                         "esm",
                                                         "fairseq",
                                                         "fairseq2",
                                                         "fastai",
                                                         "faster_whisper",
                                                         "flair",
                                                         "flax",
                                                         "fla",
                                                         "gliner",
                                                         "gptqmodel",
                                                         "jax",
                                                         "keras_hub",
                                                         "keras_nlp",
                                                         "laion_clap",
                                                         "lightning",
                                                         "llava",
                                                         "mamba_ssm",
                                                         "mlx",
                                                         "mlx_lm",
                                                         "mlx_vlm",
                                                         "monai",
                                                         "nemo",
                                                         "onnxruntime",
                                                         "open_clip",
                                                         "optimum",
                                                         "paddle",
                                                         "paddlenlp",
                                                         "pytorch_lightning",
                                                         "rfdetr",
                                                         "sam2",
                                                         "segment_anything",
                                                         "setfit",
                                                         "span_marker",
                                                         "spacy",
                                                         "speechbrain",
                                                         "stable_baselines3",
                                                         "timesfm",
                                                         "trl",
                                                         "ultralytics",
                                                         "unsloth",
                                                         "whisper"};
  return is_installed_module(module) ||
         std::ranges::any_of(packages, [&](std::string_view package) { return is_of_package(module, package); });
}

bool is_library_name(std::string_view path) {
  constexpr std::array<std::string_view, 4> endings = {".so", ".dll", ".dylib", ".pyd"};
  const std::string low = lowered(path);
  return low.find(".so.") != std::string::npos ||
         std::ranges::any_of(endings, [&](std::string_view ending) { return low.ends_with(ending); });
}

bool is_installed_component(std::string_view library) {
  constexpr std::array<std::string_view, 36> pipelines = {"alt_diffusion",
                                                          "animatediff",
                                                          "audioldm",
                                                          "audioldm2",
                                                          "blip_diffusion",
                                                          "cogvideo",
                                                          "controlnet",
                                                          "deepfloyd_if",
                                                          "flux",
                                                          "hunyuandit",
                                                          "kandinsky",
                                                          "kandinsky2_2",
                                                          "kandinsky3",
                                                          "kolors",
                                                          "latent_diffusion",
                                                          "ledits_pp",
                                                          "lumina",
                                                          "musicldm",
                                                          "onnxruntime",
                                                          "paint_by_example",
                                                          "pixart_alpha",
                                                          "semantic_stable_diffusion",
                                                          "shap_e",
                                                          "stable_audio",
                                                          "stable_cascade",
                                                          "stable_diffusion",
                                                          "stable_diffusion_3",
                                                          "stable_diffusion_safe",
                                                          "stable_diffusion_xl",
                                                          "t2i_adapter",
                                                          "text_to_video_synthesis",
                                                          "unclip",
                                                          "unidiffuser",
                                                          "versatile_diffusion",
                                                          "wuerstchen",
                                                          "optimum"};
  return is_installed_module(library) || is_of_package(library, "optimum") || is_of_package(library, "onnxruntime") ||
         std::ranges::find(pipelines, library) != pipelines.end();
}

}  // namespace weightcheck::evidence
