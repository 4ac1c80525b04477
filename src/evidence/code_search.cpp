// SPDX-License-Identifier: Apache-2.0
// Keys count at any depth, since a config may hold the configs of its parts.
#include "evidence/code_search.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "base/word_list.hpp"
#include "evidence/chat_template.hpp"
#include "evidence/code_paths.hpp"
#include "evidence/code_values.hpp"
#include "evidence/keras_classes.hpp"
#include "evidence/lax_json.hpp"
#include "evidence/python_imports.hpp"
#include "json/write.hpp"

namespace weightcheck::evidence {
namespace {

constexpr std::size_t value_bytes_max = 500;
constexpr std::size_t texts_inside_max = 3;  // configs in texts of configs
constexpr std::string_view unread_value = "(in a config that cannot be parsed)";

// "org/name--module.Class" of transformers; "org/name" or a URL where code is named whole.
std::optional<std::string> repository_of(const CodeKey& row, std::string_view value) {
  if (const std::size_t mark = value.find("--"); mark != std::string_view::npos)
    return std::string(value.substr(0, mark));
  const bool names_whole =
      row.key == "custom_pipeline" || row.key == "custom_generate" || row.value == CodeValue::repository;
  const bool elsewhere =
      value.find("://") != std::string_view::npos || (names_whole && value.find('/') != std::string_view::npos);
  return elsewhere ? std::optional<std::string>(value) : std::nullopt;
}

// What `if value:` takes for true.
bool is_true_to_python(const json::Value& value) {
  if (const std::string* text = value.as_string()) return !text->empty();
  if (value.is_array()) return !value.items().empty();
  if (value.is_object()) return !value.members().empty();
  return !value.is_null() && value.as_bool() != false && value != json::Value(0) && value != json::Value(0.0) &&
         value != json::Value(-0.0);
}

// What runs stands in the config itself, or is allowed by it; it is no file.
bool holds_code(CodeValue value) {
  return value == CodeValue::truth || value == CodeValue::chat || value == CodeValue::evaluated ||
         value == CodeValue::unpickled || value == CodeValue::expression || value == CodeValue::symbols;
}

// A function of Python's own, or a command.
bool runs_anything(std::string_view text) { return is_of_running_module(text) || runs_a_command(text); }

// A macro of MONAI's ("%FILE::key") that takes what GitHub's workflows hold into a config.
bool takes_a_workflow(std::string_view text) {
  return text.starts_with('%') && lowered(text).find(".github") != std::string::npos;
}

// Bounded: a document may hold a great many values below a key that is long.
std::string joined(const std::string& around, std::string_view key) {
  std::string path = around.empty() ? std::string() : around + ".";
  path += key.substr(0, value_bytes_max - std::min(value_bytes_max, path.size()));
  return path.substr(0, value_bytes_max);
}

}  // namespace

CodeSearch::CodeSearch(const ModelPath& file, Budget* budget, const ModuleNames* modules)
    : file_(file), budget_(budget), modules_(modules) {
  for (const CodeKey& row : code_keys()) {
    if (row.file.empty() || is_named(file.name(), row.file)) rows_.push_back(&row);
  }
}

void CodeSearch::walk(const json::Value& value, const std::string& around) {
  if (const std::string* text = value.as_string()) {
    static const CodeKey& row = *std::ranges::find(code_keys(), CodeValue::expression, &CodeKey::value);
    if (text->find("{{") != std::string::npos && text->find("__") != std::string::npos) add_template(around, *text);
    if (add_module_here(around, *text)) return;
    const bool is_github_s = is_workflow() && text->starts_with("${{");
    // OmegaConf's resolver of that name, which training scripts register, anywhere in a text.
    const bool is_resolved = text->find("${eval:") != std::string::npos;
    const bool runs = (is_expression(*text) && !is_github_s) || takes_a_workflow(*text) || is_resolved;
    return runs ? add(row, around, *text) : look_into(*text, around);
  }
  for (const json::Value& item : value.items())
    walk(item, around);
  for (const json::Member& member : value.members())
    look_at(value, member, joined(around, member.key));
}

void CodeSearch::add_tag(const YamlTag& tag) {
  if (tag.tag == "!reference" && file_.name() == ".gitlab-ci.yml") return;  // GitLab's own
  static constexpr CodeKey row{.key = "", .loader = "an unsafe YAML loader (PyYAML, HyperPyYAML, ruamel.yaml)"};
  const std::size_t before = found_.size();
  add(row, tag.path.empty() ? tag.tag : tag.path, tag.value.empty() ? tag.tag : tag.tag + " " + tag.value);
  if (found_.size() > before) found_.back().in_config = true;
}

void CodeSearch::add_template(const std::string& path, std::string_view text) {
  if (const auto reach = reach_of_template(text, budget_)) add(row_of("chat_template"), path, *reach);
}

void CodeSearch::add_module(std::string_view module) {
  static constexpr CodeKey row{.key = "", .value = CodeValue::module, .loader = "MLflow"};
  if (!is_module_of_mlflow(module)) add(row, "(the module that it names)", module);
}

void CodeSearch::add_gin(std::string_view text) {
  static constexpr CodeKey row{
      .key = "", .value = CodeValue::path, .loader = "gin-config, which T5X loads models with"};
  constexpr std::array<std::string_view, 6> known = {"__gin__", "flax", "gin", "seqio", "t5", "t5x"};
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    for (const std::string_view word : {"import ", "from "}) {
      if (!line.starts_with(word)) continue;
      const std::string_view module = trimmed(line.substr(word.size()));
      const std::string_view package = module.substr(0, module.find_first_of(". "));
      if (!is_among(package, known) && !is_known_library(package)) add(row, "(an import)", module);
    }
  }
}

void CodeSearch::add_vocabulary(std::string_view text) {
  static constexpr CodeKey row{
      .key = "", .value = CodeValue::evaluated, .loader = "RWKV's tokenizers, which evaluate it as Python"};
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end), "\r");
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t first = line.find(' '), last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) continue;
    const std::string_view code = line.substr(first, last - first);
    if (!is_text_literal(trimmed(code))) return add(row, "(a line of the vocabulary)", trimmed(code));
  }
}

void CodeSearch::add_word(const CodeKey& row, std::string_view value) {
  constexpr std::string_view folder = "$$TRITON_MODEL_DIRECTORY/";
  const std::size_t before = found_.size();
  add(row, row.key, value.empty() ? unread_value : value);
  if (found_.size() > before && !value.empty())
    found_.back().code = file_beside(value.starts_with(folder) ? value.substr(folder.size()) : value);
}

void CodeSearch::add_not_understood() {
  static constexpr CodeKey row{.key = "", .loader = "any loader that can"};
  const std::size_t before = found_.size();
  add(row, "(the whole file)", "(not understood)");
  if (found_.size() > before) found_.back().not_understood = true;
}

std::vector<RemoteCode> CodeSearch::take() && {
  if (is_cut_short_) add_not_understood();
  return std::move(found_);
}

// GitHub runs these, and no loader reads them: their expressions ("${{ fromJSON(x) }}") and actions ("uses: a/b") are
// told as nothing. What else a config would ask for counts here, too.
bool CodeSearch::is_workflow() const { return file_.folder() == ".github/workflows" && is_yaml_name(file_.name()); }

const CodeKey& CodeSearch::row_of(std::string_view key) {
  const auto rows = code_keys();
  return *std::ranges::find_if(rows, [&](const CodeKey& row) { return is_key(row, "", key); });
}

void CodeSearch::look_at(const json::Value& object, const json::Member& member, const std::string& path) {
  for (const CodeKey* row : rows_) {
    if (is_word_of(*row, member.key) && takes(*row, object, member, path)) return;
  }
  walk(member.value, path);
}

// True where nothing below the key is left to look at.
bool CodeSearch::takes(const CodeKey& row, const json::Value& object, const json::Member& member,
                       const std::string& path) {
  const json::Value& value = member.value;
  const std::string* text = value.as_string();
  switch (row.value) {
    case CodeValue::text:
      add_strings(row, path, value);
      return true;
    case CodeValue::truth:
      if (is_true_to_python(value)) add(row, path, json::write_line(value));
      return true;
    case CodeValue::repository:
      if (is_workflow()) return false;
      return add_if(row, path, value, [](std::string_view one) { return one.find('/') != std::string_view::npos; });
    case CodeValue::module:
      if (row.key == "megatron_core" && !asks_for_megatron(object)) return false;
      if (row.file == "modules.json") add_shadow(row, path, text == nullptr ? "" : *text);
      if (row.key == "plugins" && is_of_other_tools(file_.name())) return false;
      return add_if(row, path, value, [](std::string_view one) { return !is_known_library(one); });
    case CodeValue::script:
      if (text != nullptr && !lowered(*text).ends_with(".py")) return false;
      return add_if(row, path, value, [](std::string_view one) { return lowered(one).ends_with(".py"); });
    case CodeValue::path:
      if (row.key == "target" && !object.find("params")) {
        if (!is_yaml_name(file_.name())) return false;  // a YAML config may leave them out, and name a column
        return add_if(row, path, value, [](std::string_view one) {
          return is_put_together(one) || (is_surely_a_path(one) && !is_harmless_path(one));
        });
      }
      return add_if(row, path, value, [](std::string_view one) {
        return one.starts_with('$') || is_put_together(one) || (is_dotted_path(one) && !is_harmless_path(one));
      });
    case CodeValue::class_path:
      if (row.key == "type" && !path.starts_with("components.") && !object.find("init_parameters")) return false;
      if (row.key == "name" && path != "pipeline.name") return false;
      if (row.key == "*backend") return add_if(row, path, value, is_class_of_backend);
      return add_if(row, path, value,
                    [](std::string_view one) { return is_class_path(one) && !is_installed_class(one); });
    case CodeValue::library:
      return add_library(row, path, value);
    case CodeValue::pipeline:
      if (!value.is_array()) return false;
      add(row, path, json::write_line(value));
      name_pipeline(value);
      return true;
    case CodeValue::component:
      if (path != joined("", member.key) || member.key.starts_with('_') || !value.is_array()) return false;
      look_at_component(row, member);
      return true;
    case CodeValue::keras:
      look_at_keras(row, path, object, text == nullptr ? "" : *text);
      return false;
    case CodeValue::chat:
      look_at_templates(path, value);
      return true;
    case CodeValue::evaluated:
      if (!is_yaml_name(file_.name())) return false;
      if (row.key == "activation") return add_if(row, path, value, calls_more_than_a_layer);
      look_at_layers(row, path, value);
      return false;
    case CodeValue::program:
      return add_if(row, path, value, [](std::string_view one) { return one != "python" && one != "python3"; });
    case CodeValue::entry:
      return add_if(row, path, value, [](std::string_view one) { return !is_installed_module(one); });
    case CodeValue::running:
      if (text == nullptr) {
        look_at_names(row, path, value);
        return false;
      }
      if (!runs_anything(*text)) return false;
      add(row, path, *text);
      return true;
    case CodeValue::unpickled:
      return add_if(row, path, value, [](std::string_view one) { return one == "pickle"; });
    case CodeValue::symbols:
      return add_if(row, path, value, is_more_than_symbols);
    case CodeValue::expression:
    case CodeValue::beside:
      return false;  // walk finds them
  }
  return false;
}

// "evil.Model", "service:svc" and "a/b.py:Predictor" lead to a file of the model, under whatever key. A word that might
// be something else ("train.loss", "run.py") counts under a key that speaks of code.
bool CodeSearch::add_module_here(const std::string& path, const std::string& text) {
  static const CodeKey& row = *std::ranges::find(code_keys(), CodeValue::beside, &CodeKey::value);
  if (modules_ == nullptr || modules_->empty() || text.size() > value_bytes_max) return false;
  std::string_view name = text;
  if (name.starts_with("./")) name.remove_prefix(2);
  if (name.empty()) return false;
  const std::size_t colon = std::min(name.rfind(':'), name.size());
  const std::string_view before = name.substr(0, colon), after = name.substr(std::min(colon + 1, name.size()));
  std::vector<ModelPath> code;
  const std::string_view key = std::string_view(path).substr(path.rfind('.') + 1);
  const bool is_module = (key == "handler" || key == "module") && modules_->contains(name);
  if (is_module) {
    code = file_beside(std::string(name) + ".py");
  } else if (before.ends_with(".py")) {
    code = file_beside(before);
  } else if (is_class_path(name) && modules_->contains(name.substr(0, name.find_first_of(".:")))) {
    std::string dotted(name);
    std::ranges::replace(dotted, ':', '.');
    code = file_of_class(file_.folder(), dotted);
    std::ranges::copy(file_of_class("", dotted), std::back_inserter(code));
  }
  if (code.empty()) return false;
  const std::string_view last = name.substr(name.find_last_of(".:") + 1);
  const bool is_class = !before.ends_with(".py") && is_upper(last.front());
  if (!is_class && after.empty() && !speaks_of_code(key)) return false;
  const std::size_t found = found_.size();
  add(row, path, text);
  if (found_.size() == found) return true;
  found_.back().code = std::move(code);
  found_.back().only_if_here = true;
  return true;
}

// "torch.Evil" is torch.py of the model where there is one: sentence-transformers looks there first.
void CodeSearch::add_shadow(const CodeKey& row, const std::string& path, const std::string& value) {
  if (std::ranges::count(value, '.') != 1 || !is_known_library(value)) return;
  const std::size_t before = found_.size();
  add(row, path, value);
  if (found_.size() > before) found_.back().only_if_here = true;
}

// Every text at any depth that is one; what is no text is walked as ever.
bool CodeSearch::add_if(const CodeKey& row, const std::string& path, const json::Value& value,
                        bool (*is_one)(std::string_view)) {
  if (!can_look_further()) return true;
  if (const std::string* text = value.as_string()) {
    if (is_one(*text) || *text == alias_of_collection) add(row, path, *text);  // what that repeats is not seen here
    return true;
  }
  for (const json::Value& item : value.items())
    add_if(row, path, item, is_one);
  for (const json::Member& member : value.members())
    add_if(row, joined(path, member.key), member.value, is_one);
  return false;
}

// [from, number, name, [arguments]]: the name is evaluated and called with the arguments, of which texts are evaluated.
void CodeSearch::look_at_layers(const CodeKey& row, const std::string& path, const json::Value& value) {
  const auto is_whole_alias = [](const json::Value& one) {
    return one.as_string() != nullptr && *one.as_string() == alias_of_collection;
  };
  if (is_whole_alias(value)) return add(row, path, alias_of_collection);
  for (const json::Value& layer : value.items()) {
    if (is_whole_alias(layer)) return add(row, path, alias_of_collection);
    const auto parts = layer.items();
    if (parts.size() < 3 || (!parts[1].as_number() && parts[1].as_string() == nullptr)) continue;
    const std::string* name = parts[2].as_string();
    if (name != nullptr && !is_name_of_layer(*name)) add(row, path, *name);
    for (std::size_t i = 3; i < parts.size(); ++i)
      add_if(row, path, parts[i], calls_more_than_a_layer);
  }
}

// In short lists, which are no vocabulary.
void CodeSearch::look_at_names(const CodeKey& row, const std::string& path, const json::Value& value) {
  constexpr std::size_t names_max = 100;
  const auto items = value.items();
  if (items.size() > names_max) return;
  for (const json::Value& item : items) {
    const std::string* text = item.as_string();
    if (text != nullptr && runs_anything(*text)) add(row, path, *text);
  }
}

// Keys within keys that several rows speak of are looked at again for each row and each level.
bool CodeSearch::can_look_further() {
  constexpr std::size_t looks_max = 2'000'000, looks_at_once = 1024, steps_a_look = 4;
  if (++looks_ % looks_at_once != 0 || is_cut_short_) return !is_cut_short_;
  is_cut_short_ =
      looks_ > looks_max || (budget_ != nullptr && !budget_->draw(Cost::steps, looks_at_once * steps_a_look).ok());
  return !is_cut_short_;
}

// By its bare name the loader finds a library of its own, unless the model has one of that name.
bool CodeSearch::add_library(const CodeKey& row, const std::string& path, const json::Value& value) {
  for (const json::Value& item : value.items())
    add_library(row, path, item);
  const std::string* text = value.as_string();
  if (text == nullptr || !is_library_name(*text)) return false;
  const std::size_t before = found_.size();
  add(row, path, *text);
  if (found_.size() == before) return true;
  found_.back().code = file_beside(*text);
  found_.back().only_if_here = text->find_first_of("/\\") == std::string::npos;
  return true;
}

void CodeSearch::look_at_templates(const std::string& path, const json::Value& value) {
  if (const std::string* text = value.as_string()) return add_template(path, *text);
  for (const json::Value& item : value.items())
    look_at_templates(path, item);
  for (const json::Member& member : value.members())
    look_at_templates(joined(path, member.key), member.value);
}

// PEFT imports it only for a layer that Megatron has split.
bool CodeSearch::asks_for_megatron(const json::Value& object) {
  const auto config = object.find("megatron_config");
  return config && is_true_to_python(*config);
}

void CodeSearch::look_at_keras(const CodeKey& row, const std::string& path, const json::Value& object,
                               std::string_view name) {
  const std::string* module = object.find_string("module");
  const std::string* function = name == "function" ? object.find_string("config") : nullptr;
  if (function != nullptr && !is_harmless_in_keras("", *function)) return add(row, path, *function);
  if (is_harmless_in_keras(module == nullptr ? "" : *module, name)) return;
  add(row, path, (module == nullptr || is_harmless_in_keras(*module, "") ? "" : *module + ".") + std::string(name));
}

// ["module", "Class"]: diffusers takes the module from a file in the component's folder where there is one, and else
// from an installed library. A modular pipeline says more behind the two, and may have another pair there.
void CodeSearch::look_at_component(const CodeKey& row, const json::Member& member) {
  const auto items = member.value.items();
  if (items.size() < 2) return;
  look_at_pair(row, member, items[0], items[1]);
  const auto hint = items.size() > 2 ? items[2].find("type_hint") : std::nullopt;
  if (hint && hint->items().size() == 2) look_at_pair(row, member, hint->items()[0], hint->items()[1]);
}

void CodeSearch::look_at_pair(const CodeKey& row, const json::Member& member, const json::Value& first,
                              const json::Value& second) {
  const std::string* module = first.as_string();
  const std::string* name = second.as_string();
  if (module == nullptr || name == nullptr) return;
  const std::string folder = std::string(file_.folder()) + (file_.folder().empty() ? "" : "/") + member.key;
  const std::size_t before = found_.size();
  add(row, member.key, *module + "." + *name);
  if (found_.size() == before) return;
  found_.back().code = file_of_class(folder, *module + "." + *name);
  found_.back().only_if_here = is_installed_component(*module);
}

void CodeSearch::name_pipeline(const json::Value& value) {
  const auto items = value.items();
  const std::string* module = items.empty() ? nullptr : items[0].as_string();
  if (module != nullptr && !found_.empty()) found_.back().code = file_of_class(file_.folder(), *module + ".Class");
}

void CodeSearch::add_strings(const CodeKey& row, const std::string& path, const json::Value& value) {
  if (const std::string* text = value.as_string()) {
    if (!text->empty()) add(row, path, *text);
  } else if (value.as_bool() == true) {
    add(row, path, "true");
  }
  for (const json::Value& item : value.items())
    add_strings(row, path, item);
  for (const json::Member& member : value.members())
    add_strings(row, joined(path, member.key), member.value);
}

void CodeSearch::add(const CodeKey& row, std::string_view path, std::string_view value) {
  if (found_.size() == limits::remote_code_max) return;
  found_.push_back({.file = file_,
                    .key = std::string(path.substr(0, value_bytes_max)),
                    .value = std::string(value.substr(0, value_bytes_max)),
                    .other_repository = repository_of(row, value.substr(0, value_bytes_max)),
                    .loader = row.loader});
  RemoteCode& added = found_.back();
  const bool is_folder = row.file == "MLmodel" && row.key.starts_with("code");
  added.is_module = !holds_code(row.value) && !is_folder && row.key != "custom_pipelines";  // which has other strings
  added.in_config = holds_code(row.value) && row.value != CodeValue::truth;
  added.runs_anything = runs_anything(added.value);
  added.only_if_here = row.key == "target" && is_class_of_diffusion(added.value);
  if ((row.value == CodeValue::script || row.value == CodeValue::entry) && lowered(added.value).ends_with(".py"))
    added.code = file_beside(added.value);
  if (row.key == "loader_module") {
    for (const char* folder : {"code", ""})
      std::ranges::copy(file_of_class(folder, added.value + ".X"), std::back_inserter(added.code));
  }
  if (added.other_repository || !names_class(row)) return;
  added.code = file_of_class(file_.folder(), added.value);
  // A part of a model that is loaded with the model's own folder as its home.
  if (!file_.folder().empty()) std::ranges::copy(file_of_class("", added.value), std::back_inserter(added.code));
}

// By its path from the config's folder; none where that leads out of the model.
std::vector<ModelPath> CodeSearch::file_beside(std::string_view name) const {
  const std::string around = std::string(file_.folder()) + (file_.folder().empty() ? "" : "/");
  std::vector<ModelPath> paths;
  for (const std::string& folder : {around, std::string()}) {  // a part is loaded with the model's folder as its home
    auto path = ModelPath::parse(folder + std::string(name));
    if (path.ok() && (paths.empty() || paths.front() != *path)) paths.push_back(*std::move(path));
  }
  return paths;
}

// Keys whose values are classes in files beside the config.
bool CodeSearch::names_class(const CodeKey& row) {
  return row.key == "auto_map" || row.key == "custom_pipelines" || row.key == "custom_pipeline" ||
         row.key == "custom_objects" || row.key == "type" || row.value == CodeValue::path ||
         row.value == CodeValue::class_path;
}

// A config kept as text in another, as Keras does.
void CodeSearch::look_into(const std::string& text, const std::string& around) {
  const std::string_view begin = trimmed(std::string_view(text).substr(0, 64));
  const bool may_be_one = begin.starts_with("{\"") || begin.starts_with("[{") || begin.starts_with("{'");
  if (!may_be_one || texts_inside_ == texts_inside_max) return;
  ++texts_inside_;
  if (const auto inner = parse_lax_json(text); inner.ok() && !inner->as_string()) walk(*inner, around);
  --texts_inside_;
}

}  // namespace weightcheck::evidence
