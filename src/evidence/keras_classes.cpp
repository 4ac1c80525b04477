// SPDX-License-Identifier: Apache-2.0
// Sources: keras/src/saving/serialization_lib.py, and CVE-2024-3660, CVE-2025-1550, CVE-2025-8747 and CVE-2025-9905:
// Lambda layers, any module, keras.utils.get_file, keras.config.enable_unsafe_deserialization.
#include "evidence/keras_classes.hpp"

#include <algorithm>
#include <array>

#include "base/word_list.hpp"

namespace weightcheck::evidence {
namespace {

// What a config of Keras's own has beside builtins: a function, by a name that is registered, and plain values.
bool is_plain_builtin(std::string_view class_name) {
  constexpr std::array<std::string_view, 12> names = {"function", "dict",  "list", "tuple", "set",   "str",
                                                      "int",      "float", "bool", "bytes", "slice", "NoneType"};
  return is_among(class_name, names);
}

}  // namespace

bool is_harmless_in_keras(std::string_view module, std::string_view class_name) {
  // The last four load a graph or a module, with the code that is in it.
  constexpr std::array<std::string_view, 14> code = {
      "Lambda",   "__lambda__", "TFOpLambda", "enable_unsafe_deserialization",
      "get_file", "eval",       "exec",       "compile",
      "open",     "__import__", "TFSMLayer",  "TorchModuleWrapper",
      "JaxLayer", "FlaxLayer"};
  constexpr std::array<std::string_view, 6> packages = {"keras",     "tf_keras",  "tensorflow",
                                                        "keras_nlp", "keras_hub", "keras_cv"};
  // Folders on the way to them, and those that classes of models lie in.
  constexpr std::array<std::string_view, 5> between = {"src", "api", "_tf_keras", "python", "keras"};
  constexpr std::array<std::string_view, 23> areas = {
      "layers",          "models",         "initializers",   "optimizers", "losses",
      "metrics",         "regularizers",   "constraints",    "ops",        "activations",
      "dtype_policies",  "quantizers",     "random",         "engine",     "preprocessing",
      "premade",         "feature",        "tokenizers",     "samplers",   "schedules",
      "mixed_precision", "premade_models", "modeling_layers"};
  if (is_among(class_name, code)) return false;
  if (module.empty()) return true;  // it is looked up among what is registered
  if (module == "builtins") return is_plain_builtin(class_name);
  std::string_view rest = module, word = rest.substr(0, rest.find('.'));
  if (!is_among(word, packages)) return false;
  do {
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    word = rest.substr(0, rest.find('.'));
  } while (!rest.empty() && is_among(word, between));
  return rest.empty() || is_among(word, areas);
}

bool names_class_of_keras(std::string_view text) {
  constexpr std::string_view key = "\"class_name\"";
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    const std::string_view behind = text.substr(at + key.size());
    const std::size_t mark = std::min(behind.find_first_not_of(" \t\r\n:"), behind.size());
    if (behind.substr(mark).starts_with('"') && behind.substr(0, mark).find(':') != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace weightcheck::evidence
