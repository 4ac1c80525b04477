// SPDX-License-Identifier: Apache-2.0
// The keys by which configs have loaders import, fetch or run code: one table, which the search of configs, the search
// of texts that cannot be parsed, and docs/loaders.md are made from.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace weightcheck::evidence {

// Which values of the key name code.
enum class CodeValue : std::uint8_t {
  text,        // any
  truth,       // what Python takes for true
  repository,  // texts with a '/', at any depth
  module,      // of a library that does not come with the loader
  path,        // a dotted path to something that is called, but for harmless ones (torch.nn.ReLU)
  class_path,  // a dotted path to a class, in a library that does not come with the loader
  library,     // the name of a compiled library, by its extension
  pipeline,    // a list: a file beside the config, and a class in it
  component,   // a pair in model_index.json, or a list that begins with one
  keras,       // a class of Keras that holds code
  chat,        // a Jinja template that reaches out of what a sandbox allows
  script,      // the name of a file of Python, by its extension
  evaluated,   // in YAML, texts that are evaluated and call more than a layer
  program,     // a path to something that is run, but for Python's own name
  entry,       // a module, or a file of Python, that does not come with the loader
  running,     // a dotted path into a module of Python's that runs what it is given, under any key
  unpickled,   // the codec by which an array's chunks are unpickled
  expression,  // a text that is run as Python, with a call in it, wherever it stands
  beside,      // a path that leads to a Python file of the model, wherever it stands
  symbols,     // an expression of SymPy's that holds more than symbols and numbers
};

struct CodeKey {
  std::string_view key;     // '*' at an end stands for any characters
  std::string_view file{};  // the key counts in files of this name only; "" in all
  CodeValue value = CodeValue::text;
  bool is_telling = true;  // the word alone, in a text that cannot be parsed, says enough
  std::string_view loader{};
  std::string_view versions{};
  std::string_view does{};
};

[[nodiscard]] std::span<const CodeKey> code_keys();

// '-' counts as '_' in a key, and case does not count in a file's name.
[[nodiscard]] bool is_key(const CodeKey& row, std::string_view file_name, std::string_view key);
// The key alone, in a file where the row counts.
[[nodiscard]] bool is_word_of(const CodeKey& row, std::string_view key);

// Some systems find a file under its name in any case.
[[nodiscard]] bool is_named(std::string_view file_name, std::string_view name);

// Is the module, or what it holds, of this package? By whole words.
[[nodiscard]] bool is_of_package(std::string_view module, std::string_view package);

// RWKV's vocabulary: each line holds a literal, which its readers evaluate as Python.
[[nodiscard]] bool is_evaluated_vocabulary(std::string_view file_name);

// A file of MLflow's that holds the name of a module, which it imports to load the weights beside it.
[[nodiscard]] bool names_a_module(std::string_view file_name);
[[nodiscard]] bool is_module_of_mlflow(std::string_view module);

// Does a module of this name come with the loaders, so that importing it runs no code of strangers? By the package: a
// name that only begins alike ("transformers_modules", "diffusers_extra") is another one.
[[nodiscard]] bool is_installed_module(std::string_view module);
// Those, and libraries that models are made with: importing one runs its own code, and no class of it is called.
[[nodiscard]] bool is_known_library(std::string_view module);
// ".so", ".so.1", ".dll" and such.
[[nodiscard]] bool is_library_name(std::string_view path);
// Of what a pair in model_index.json names: those, and the names that diffusers has for its own pipelines.
[[nodiscard]] bool is_installed_component(std::string_view library);
// The table as the section of docs/loaders.md.
[[nodiscard]] std::string code_keys_as_markdown();

}  // namespace weightcheck::evidence
