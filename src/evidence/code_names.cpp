// SPDX-License-Identifier: Apache-2.0
// Which names in configs lead to what comes with the loaders. What no list here knows is of unknown origin.
#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/word_list.hpp"
#include "evidence/code_keys.hpp"

namespace weightcheck::evidence {
namespace {

bool begins_with_package(std::string_view module, std::string_view package) {
  return module.starts_with(package) && (module.size() == package.size() || module[package.size()] == '.');
}

bool is_identifier(std::string_view word) {
  return !word.empty() && !is_digit(word.front()) &&
         std::ranges::all_of(word, [](char c) { return is_alnum(c) || c == '_'; });
}

}  // namespace

bool names_a_module(std::string_view file_name) {
  return is_named(file_name, "keras_module.txt") || is_named(file_name, "pickle_module_info.txt");
}

bool is_module_of_mlflow(std::string_view module) {
  constexpr std::array<std::string_view, 8> modules = {
      "keras",  "tensorflow.keras", "tf_keras", "tf.keras",
      "pickle", "cloudpickle",      "dill",     "mlflow.pytorch.pickle_module"};
  return is_among(module, modules);
}

bool is_dotted_path(std::string_view text) {
  const std::size_t mark = text.find_first_of(".:");
  return mark != std::string_view::npos && mark > 0 && text.back() != ':' &&
         std::ranges::all_of(text,
                             [](char c) { return is_alnum(c) || c == '_' || c == '.' || c == ':' || !is_ascii(c); }) &&
         !is_digit(text.front());
}

bool is_put_together(std::string_view text) { return text.find("${") != std::string_view::npos; }

bool is_expression(std::string_view text) {
  if (!text.starts_with('$')) return false;
  const std::string_view code = trimmed(text.substr(1));
  if (code.starts_with("import ") || code.starts_with("from ")) return true;
  if (code.ends_with('$') && code.find('#') == std::string_view::npos) return false;
  const auto is_called = [](char c) {
    return is_alnum(c) || c == '_' || c == ')' || c == ']' || c == '"' || !is_ascii(c);
  };
  for (std::size_t at = code.find('('); at != std::string_view::npos; at = code.find('(', at + 1)) {
    const std::string_view before = trimmed(code.substr(0, at));
    if (!before.empty() && is_called(before.back())) return true;
  }
  return false;
}

bool is_class_path(std::string_view text) {
  constexpr std::array<std::string_view, 12> data = {"json", "bin",  "txt", "model", "safetensors", "pt",
                                                     "yaml", "onnx", "xml", "yml",   "gguf",        "csv"};
  const std::string_view last = text.substr(text.find_last_of(".:") + 1);
  return is_dotted_path(text) && !last.empty() && !is_digit(last.front()) && !is_among(last, data);
}

bool is_installed_module(std::string_view module) {
  constexpr std::array<std::string_view, 29> packages = {"transformers",
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
  return std::ranges::any_of(packages, [&](std::string_view package) { return begins_with_package(module, package); });
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
         std::ranges::any_of(packages, [&](std::string_view package) { return begins_with_package(module, package); });
}

bool is_installed_class(std::string_view path) {
  if (is_harmless_path(path)) return true;
  const std::string_view last = path.substr(path.find_last_of(".:") + 1);
  const bool is_of_torch = begins_with_package(path, "torch");  // whose functions load and run things
  return is_installed_module(path) && is_identifier(last) && !last.starts_with('_') &&
         (is_upper(last.front()) || !is_of_torch);
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
  return is_installed_module(library) || begins_with_package(library, "optimum") ||
         begins_with_package(library, "onnxruntime") || std::ranges::find(pipelines, library) != pipelines.end();
}

bool is_harmless_path(std::string_view path) {
  struct Namespace {
    std::string_view prefix;
    std::size_t words_max;  // behind it
    bool functions;
  };
  constexpr std::array<Namespace, 9> namespaces = {{{"torch.nn.modules.", 2, false},
                                                    {"torch.nn.functional.", 1, true},
                                                    {"torch.nn.", 1, false},
                                                    {"torch.optim.lr_scheduler.", 1, false},
                                                    {"torch.optim.", 2, false},
                                                    {"torchvision.transforms.", 2, false},
                                                    {"torchaudio.transforms.", 1, false},
                                                    {"nemo.collections.", 8, false},
                                                    {"megatron.core.", 8, false}}};
  for (const Namespace& space : namespaces) {
    if (!path.starts_with(space.prefix)) continue;
    std::string_view rest = path.substr(space.prefix.size()), word;
    std::size_t words = 0;
    while (true) {
      word = rest.substr(0, rest.find('.'));
      if (!is_identifier(word) || word.starts_with('_')) return false;
      ++words;
      if (word.size() == rest.size()) break;
      rest.remove_prefix(word.size() + 1);
    }
    return words <= space.words_max && (space.functions || is_upper(word.front()));
  }
  return false;
}

bool is_class_of_diffusion(std::string_view path) {
  constexpr std::array<std::string_view, 4> packages = {"ldm", "sgm", "cldm", "taming"};
  const std::string_view last = path.substr(path.rfind('.') + 1);
  return is_identifier(last) && is_upper(last.front()) &&
         std::ranges::any_of(packages, [&](std::string_view package) { return begins_with_package(path, package); });
}

}  // namespace weightcheck::evidence
