// SPDX-License-Identifier: Apache-2.0
// By the documentation and the sources of the loaders that each row names.
#include "evidence/code_keys.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace weightcheck::evidence {
namespace {

constexpr CodeKey table[] = {
    {.key = "auto_map",
     .loader = "transformers",
     .versions = "all, with trust_remote_code",
     .does = "imports the class from a file of the model or of another repository"},
    {.key = "custom_pipelines",
     .loader = "transformers",
     .versions = "all, with trust_remote_code",
     .does = "imports the pipeline's class"},
    {.key = "custom_pipeline", .loader = "diffusers", .versions = "all", .does = "fetches and imports the pipeline"},
    {.key = "custom_generate",
     .loader = "transformers",
     .versions = "all, with trust_remote_code",
     .does = "fetches and runs the decoding loop"},
    {.key = "trust_remote_code",
     .value = CodeValue::truth,
     .loader = "transformers, vLLM, lm-eval and others",
     .versions = "all",
     .does = "allows all that the other keys ask for"},
    {.key = "*attn_implementation*",
     .value = CodeValue::repository,
     .loader = "transformers",
     .versions = "4.56 and later, up to 5.2 without being asked",
     .does = "fetches and loads compiled kernels from the repository"},
    {.key = "*experts_implementation*",
     .value = CodeValue::repository,
     .loader = "transformers",
     .versions = "5.0 and later",
     .does = "fetches and loads compiled kernels from the repository"},
    {.key = "*kernel*",
     .value = CodeValue::repository,
     .is_telling = false,
     .loader = "transformers, kernels",
     .versions = "all",
     .does = "maps layers to compiled kernels of the repository"},
    {.key = "type",
     .file = "modules.json",
     .value = CodeValue::module,
     .loader = "sentence-transformers",
     .versions = "all",
     .does = "imports the class of the module"},
    {.key = "*activation_function",
     .value = CodeValue::path,
     .is_telling = false,
     .loader = "sentence-transformers",
     .versions = "all",
     .does = "imports and calls it"},
    {.key = "activation_fn",
     .value = CodeValue::path,
     .is_telling = false,
     .loader = "sentence-transformers",
     .versions = "4.0 and later",
     .does = "imports and calls it"},
    {.key = "parent_library",
     .value = CodeValue::module,
     .loader = "PEFT",
     .versions = "all",
     .does = "imports the library of the base model"},
    {.key = "megatron_core",
     .value = CodeValue::module,
     .loader = "PEFT",
     .versions = "all, beside megatron_config",
     .does = "imports it"},
    {.key = "_class_name",
     .value = CodeValue::pipeline,
     .is_telling = false,
     .loader = "diffusers",
     .versions = "all",
     .does = "imports the pipeline from a file of the model, where a list names it"},
    {.key = "*",
     .file = "model_index.json",
     .value = CodeValue::component,
     .is_telling = false,
     .loader = "diffusers",
     .versions = "all",
     .does = "imports the library that a component's pair names"},
    {.key = "*",
     .file = "modular_model_index.json",
     .value = CodeValue::component,
     .is_telling = false,
     .loader = "diffusers' modular pipelines",
     .versions = "all",
     .does = "imports the library that a component's list names"},
    {.key = "custom_objects", .loader = "Keras", .versions = "all", .does = "looks up what it deserializes there"},
    {.key = "class_name",
     .value = CodeValue::keras,
     .is_telling = false,
     .loader = "Keras",
     .versions = "all; 3.0 to 3.8 also without safe_mode",
     .does = "runs the code of a Lambda layer, and imports the module that stands beside the class"},
    {.key = "plugins",
     .value = CodeValue::module,
     .loader = "trainers and servers",
     .versions = "all",
     .does = "imports them"},
    {.key = "custom_imports", .loader = "MMEngine", .versions = "all", .does = "imports the modules that it lists"},
    {.key = "user_dir", .loader = "fairseq", .versions = "all", .does = "imports the folder as a module"},
    {.key = "*_parser_plugin", .loader = "vLLM", .versions = "all", .does = "imports the file"},
    {.key = "middleware",
     .value = CodeValue::path,
     .loader = "vLLM",
     .versions = "all",
     .does = "imports and calls it"},
    {.key = "worker_cls", .value = CodeValue::path, .loader = "vLLM", .versions = "all", .does = "imports the class"},
    {.key = "worker_extension_cls",
     .value = CodeValue::path,
     .loader = "vLLM",
     .versions = "all",
     .does = "imports the class"},
    {.key = "scheduler_cls",
     .value = CodeValue::path,
     .loader = "vLLM",
     .versions = "all",
     .does = "imports the class"},
    {.key = "logits_processors",
     .value = CodeValue::path,
     .loader = "vLLM",
     .versions = "all",
     .does = "imports and calls them"},
    {.key = "_target_", .value = CodeValue::path, .loader = "Hydra", .versions = "all", .does = "imports and calls it"},
    {.key = "class_path",
     .value = CodeValue::path,
     .is_telling = false,
     .loader = "Lightning, jsonargparse",
     .versions = "all",
     .does = "imports and calls it"},
    {.key = "target",
     .value = CodeValue::path,
     .is_telling = false,
     .loader = "latent diffusion's instantiate_from_config",
     .versions = "all",
     .does = "imports and calls it with what stands under params"},
    {.key = "py/*", .loader = "jsonpickle", .versions = "all", .does = "imports and calls what the value names"},
    {.key = "loader_module",
     .value = CodeValue::module,
     .loader = "MLflow",
     .versions = "all",
     .does = "imports it to load the model"},
    {.key = "code",
     .file = "MLmodel",
     .loader = "MLflow",
     .versions = "all",
     .does = "puts the folder before all others that Python imports from"},
    {.key = "code_paths",
     .file = "MLmodel",
     .loader = "MLflow",
     .versions = "all",
     .does = "puts the folders before all others that Python imports from"},
    {.key = "model_code_path",
     .loader = "MLflow",
     .versions = "2.12 and later",
     .does = "runs the file, which makes the model"},
    {.key = "*chat_template*",
     .value = CodeValue::chat,
     .is_telling = false,
     .loader = "llama-cpp-python to 0.2.71 and other renderers without a sandbox",
     .versions = "all",
     .does = "renders it, and with it any code that the template reaches"},
};

bool begins_with_package(std::string_view module, std::string_view package) {
  return module.starts_with(package) && (module.size() == package.size() || module[package.size()] == '.');
}

bool is_identifier(std::string_view word) {
  return !word.empty() && !is_digit(word.front()) &&
         std::ranges::all_of(word, [](char c) { return is_alnum(c) || c == '_'; });
}

// Of "logits-processors" and "logits_processors", command lines and files in YAML take both.
bool is_alike(char left, char right) { return (left == '-' ? '_' : left) == (right == '-' ? '_' : right); }

}  // namespace

std::span<const CodeKey> code_keys() { return table; }

bool is_key(const CodeKey& row, std::string_view file_name, std::string_view key) {
  if (!row.file.empty() && !is_named(file_name, row.file)) return false;
  std::string_view word = row.key;
  const bool open_left = word.starts_with('*');
  if (open_left) word.remove_prefix(1);
  const bool open_right = word.ends_with('*');
  if (open_right) word.remove_suffix(1);
  if (open_left && open_right)
    return std::search(key.begin(), key.end(), word.begin(), word.end(), is_alike) != key.end();
  if (key.size() < word.size() || (!open_left && !open_right && key.size() != word.size())) return false;
  return std::ranges::equal(open_left ? key.substr(key.size() - word.size()) : key.substr(0, word.size()), word,
                            is_alike);
}

bool is_named(std::string_view file_name, std::string_view name) {
  return std::ranges::equal(file_name, name, {}, lower, lower);
}

bool is_installed_module(std::string_view module) {
  constexpr std::array<std::string_view, 12> packages = {
      "transformers", "diffusers",  "peft",   "torch",         "torchvision",
      "timm",         "accelerate", "mlflow", "megatron.core", "sentence_transformers",
      "pylate",       "axolotl"};
  return std::ranges::any_of(packages, [&](std::string_view package) { return begins_with_package(module, package); });
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

std::string code_keys_as_markdown() {
  std::string text = "| key | in | values | loader | versions | what it does |\n|---|---|---|---|---|---|\n";
  constexpr std::array<std::string_view, 9> values = {
      "any text",
      "what Python takes for true",
      "a text with a `/`",
      "a module that does not come with the loaders",
      "a dotted path, but for harmless ones such as `torch.nn.ReLU`",
      "a list",
      "a pair whose library does not come with diffusers",
      "`Lambda` and its kin, a class with a `module` other than Keras's layers and the like",
      "a template that leaves the sandboxed subset"};
  for (const CodeKey& row : table) {
    text += "| `" + std::string(row.key) + "` | " +
            (row.file.empty() ? "any config" : "`" + std::string(row.file) + "`") + " | " +
            std::string(values.at(static_cast<std::size_t>(row.value))) + " | " + std::string(row.loader) + " | " +
            std::string(row.versions) + " | " + std::string(row.does) + " |\n";
  }
  return text;
}

}  // namespace weightcheck::evidence
