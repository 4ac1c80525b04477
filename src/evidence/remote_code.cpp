// SPDX-License-Identifier: Apache-2.0
// The keys are those that transformers, diffusers, sentence-transformers, PEFT and Hydra act upon, at any depth, since
// a config may hold the configs of its parts.
#include "evidence/remote_code.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "evidence/lax_json.hpp"
#include "evidence/python_imports.hpp"
#include "json/value.hpp"
#include "json/write.hpp"

namespace weightcheck::evidence {
namespace {

constexpr std::size_t value_bytes_max = 500;

// Whatever they hold, strings inside it name code.
constexpr std::array<std::string_view, 7> code_keys = {
    "auto_map", "custom_pipelines", "custom_pipeline", "custom_generate", "custom_objects", "plugins", "_target_"};

// A name of a repository here is one of compiled kernels that are fetched and loaded.
bool is_kernel_key(std::string_view key) {
  return key.find("attn_implementation") != std::string_view::npos || key == "experts_implementation";
}

bool is_code_key(std::string_view key) { return std::find(code_keys.begin(), code_keys.end(), key) != code_keys.end(); }

// "org/name--module.Class" of transformers; "org/name" or a URL where a pipeline is named whole.
std::optional<std::string> repository_of(std::string_view key, std::string_view value) {
  if (const std::size_t mark = value.find("--"); mark != std::string_view::npos)
    return std::string(value.substr(0, mark));
  const bool names_whole = key == "custom_pipeline" || key == "custom_generate" || is_kernel_key(key);
  const bool elsewhere =
      value.find("://") != std::string_view::npos || (names_whole && value.find('/') != std::string_view::npos);
  return elsewhere ? std::optional<std::string>(value) : std::nullopt;
}

// Does a module of this name come with the loaders, so that importing it runs no code of strangers? By the package: a
// name that only begins alike ("transformers_modules", "diffusers_extra") is another one.
bool is_installed(std::string_view module) {
  constexpr std::array<std::string_view, 9> packages = {
      "transformers",          "diffusers",    "peft", "torch", "torchvision", "timm", "accelerate",
      "sentence_transformers", "megatron.core"};
  return std::ranges::any_of(packages, [&](std::string_view package) {
    return module.starts_with(package) && (module.size() == package.size() || module[package.size()] == '.');
  });
}

// What `if value:` takes for true.
bool is_true_to_python(const json::Value& value) {
  if (const std::string* text = value.as_string()) return !text->empty();
  if (value.is_array()) return !value.items().empty();
  if (value.is_object()) return !value.members().empty();
  return !value.is_null() && value.as_bool() != false && value != json::Value(0) && value != json::Value(0.0) &&
         value != json::Value(-0.0);
}

class Search {
 public:
  explicit Search(const ModelPath& file) : file_(file) {}

  // Depth is bounded by the parser.
  void walk(const json::Value& value, const std::string& around) {
    for (const json::Value& item : value.items())
      walk(item, around);
    for (const json::Member& member : value.members())
      look_at(member, around.empty() ? member.key : around + "." + member.key);
    if (value.is_object()) look_at_megatron(value, around);
  }

  [[nodiscard]] std::vector<RemoteCode> take() && { return std::move(found_); }

 private:
  void look_at(const json::Member& member, const std::string& path) {
    const std::string* text = member.value.as_string();
    if (is_code_key(member.key)) {
      add_strings(member.key, path, member.value);
    } else if (member.key == "trust_remote_code" && is_true_to_python(member.value)) {
      add(member.key, path, json::write(member.value, json::Indent::none));
    } else if (member.key == "_class_name" &&
               member.value.is_array()) {  // ["module", "Class"]: a pipeline in a file of the model
      add(member.key, path, json::write(member.value, json::Indent::none));
      name_pipeline(member.value);
    } else if (member.key == "type" && file_.name() == "modules.json" && text && !is_installed(*text)) {
      add(member.key, path, *text);
    } else if (member.key == "parent_library" && text && !is_installed(*text)) {
      add(member.key, path, *text);
    } else if (is_kernel_key(member.key) && text && text->find('/') != std::string::npos) {
      add(member.key, path, *text);
    } else if (file_.name() == "model_index.json" && path == member.key && member.value.is_array()) {
      look_at_component(member);
    } else {
      walk(member.value, path);
    }
  }

  // PEFT imports it only for a layer that Megatron has split.
  void look_at_megatron(const json::Value& value, const std::string& around) {
    const auto config = value.find("megatron_config");
    const std::string* core = value.find_string("megatron_core");
    if (core == nullptr || !config || !is_true_to_python(*config) || is_installed(*core)) return;
    add("megatron_core", around.empty() ? "megatron_core" : around + ".megatron_core", *core);
  }

  // ["module", "Class"]: diffusers takes the module from a file in the component's folder where there is one, and else
  // from an installed library.
  void look_at_component(const json::Member& member) {
    const auto items = member.value.items();
    const std::string* module = items.size() == 2 ? items[0].as_string() : nullptr;
    const std::string* name = items.size() == 2 ? items[1].as_string() : nullptr;
    if (module == nullptr || name == nullptr) return;
    const std::string folder = std::string(file_.folder()) + (file_.folder().empty() ? "" : "/") + member.key;
    auto code = file_of_class(folder, *module + "." + *name);
    const std::size_t before = found_.size();
    add(member.key, member.key, *module + "." + *name);
    if (found_.size() == before) return;
    found_.back().code = std::move(code);
    found_.back().only_if_here = true;
  }

  void name_pipeline(const json::Value& value) {
    const auto items = value.items();
    const std::string* module = items.empty() ? nullptr : items[0].as_string();
    if (module != nullptr && !found_.empty()) found_.back().code = file_of_class(file_.folder(), *module + ".Class");
  }

  void add_strings(std::string_view key, const std::string& path, const json::Value& value) {
    if (const std::string* text = value.as_string()) {
      if (!text->empty()) add(key, path, *text);
    } else if (value.as_bool() == true) {
      add(key, path, "true");
    }
    for (const json::Value& item : value.items())
      add_strings(key, path, item);
    for (const json::Member& member : value.members())
      add_strings(key, path + "." + member.key, member.value);
  }

  void add(std::string_view key, const std::string& path, std::string_view value) {
    if (found_.size() == limits::remote_code_max) return;
    found_.push_back({.file = file_,
                      .key = path.substr(0, value_bytes_max),
                      .value = std::string(value.substr(0, value_bytes_max)),
                      .other_repository = repository_of(key, value.substr(0, value_bytes_max))});
    RemoteCode& added = found_.back();
    added.is_module = key != "trust_remote_code" && key != "custom_pipelines";  // whose strings name classes, too
    if (added.other_repository || !names_class(key)) return;
    added.code = file_of_class(file_.folder(), added.value);
    // A part of a model that is loaded with the model's own folder as its home.
    if (!file_.folder().empty()) std::ranges::copy(file_of_class("", added.value), std::back_inserter(added.code));
  }

  // Keys whose values are classes in files beside the config.
  static bool names_class(std::string_view key) {
    return key == "auto_map" || key == "custom_pipelines" || key == "custom_pipeline" || key == "custom_objects" ||
           key == "type";
  }

  const ModelPath& file_;
  std::vector<RemoteCode> found_;
};

// Escapes of ASCII undone, so that no key hides behind "auto\u005fmap".
std::string with_ascii_unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::array<std::byte, 1> byte{};
    const bool escape = text.substr(at, 4) == "\\u00" && text.size() - at >= 6;
    if (escape && from_hex(text.substr(at + 4, 2), byte, HexCase::any)) {
      plain.push_back(static_cast<char>(byte[0]));
      at += 5;
    } else {
      plain.push_back(text[at]);
    }
  }
  return plain;
}

}  // namespace

bool may_name_code(std::string_view file_name) {
  constexpr std::array<std::string_view, 5> others = {"tokenizer.json", "vocab.json", "added_tokens.json",
                                                      "special_tokens_map.json", "merges.json"};
  return file_name.ends_with(".json") && !file_name.ends_with(".index.json") &&
         std::find(others.begin(), others.end(), file_name) == others.end();
}

std::vector<RemoteCode> find_remote_code(const ModelPath& file, std::string_view text) {
  const auto config = parse_lax_json(text);
  if (config.ok()) {
    Search search(file);
    search.walk(*config, "");
    return std::move(search).take();
  }
  std::vector<RemoteCode> found;
  const std::string plain = with_ascii_unescaped(text);
  const auto look_for = [&](std::string_view key) {
    if (plain.find('"' + std::string(key) + '"') == std::string::npos) return;
    found.push_back({.file = file,
                     .key = std::string(key),
                     .value = "(in a config that is no strict JSON)",
                     .other_repository = std::nullopt,
                     .is_module = true});
  };
  for (const std::string_view key : code_keys)
    look_for(key);
  look_for("trust_remote_code");
  return found;
}

}  // namespace weightcheck::evidence
