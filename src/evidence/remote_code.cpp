// SPDX-License-Identifier: Apache-2.0
// Keys count at any depth, since a config may hold the configs of its parts.
#include "evidence/remote_code.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "base/ascii.hpp"
#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "evidence/chat_template.hpp"
#include "evidence/code_keys.hpp"
#include "evidence/keras_classes.hpp"
#include "evidence/lax_json.hpp"
#include "evidence/loader_files.hpp"
#include "evidence/python_imports.hpp"
#include "evidence/yaml_value.hpp"
#include "json/python_reader.hpp"
#include "json/value.hpp"
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

// Bounded: a document may hold a great many values below a key that is long.
std::string joined(const std::string& around, std::string_view key) {
  std::string path = around.empty() ? std::string() : around + ".";
  path += key.substr(0, value_bytes_max - std::min(value_bytes_max, path.size()));
  return path.substr(0, value_bytes_max);
}

class CodeSearch {
 public:
  CodeSearch(const ModelPath& file, Budget* budget) : file_(file), budget_(budget) {}

  // Depth is bounded by the parsers.
  void walk(const json::Value& value, const std::string& around) {
    if (const std::string* text = value.as_string()) {
      static const CodeKey& row = *std::ranges::find(code_keys(), CodeValue::expression, &CodeKey::value);
      return is_expression(*text) ? add(row, around, *text) : look_into(*text, around);
    }
    for (const json::Value& item : value.items())
      walk(item, around);
    for (const json::Member& member : value.members())
      look_at(value, member, joined(around, member.key));
  }

  void add_tag(const YamlTag& tag) {
    static constexpr CodeKey row{.key = "", .loader = "an unsafe YAML loader (PyYAML, HyperPyYAML, ruamel.yaml)"};
    add(row, tag.path.empty() ? tag.tag : tag.path, tag.value.empty() ? tag.tag : tag.tag + " " + tag.value);
  }

  void add_template(const std::string& path, std::string_view text) {
    if (const auto reach = reach_of_template(text, budget_)) add(row_of("chat_template"), path, *reach);
  }

  void add_module(std::string_view module) {
    static constexpr CodeKey row{.key = "", .value = CodeValue::module, .loader = "MLflow"};
    if (!is_module_of_mlflow(module)) add(row, "(the module that it names)", module);
  }

  void add_word(const CodeKey& row) { add(row, row.key, unread_value); }

  void add_not_understood() {
    static constexpr CodeKey row{.key = "", .loader = "any loader that can"};
    const std::size_t before = found_.size();
    add(row, "(the whole file)", "(not understood)");
    if (found_.size() > before) found_.back().not_understood = true;
  }

  [[nodiscard]] std::vector<RemoteCode> take() && {
    if (is_cut_short_) add_not_understood();
    return std::move(found_);
  }

 private:
  static const CodeKey& row_of(std::string_view key) {
    const auto rows = code_keys();
    return *std::ranges::find_if(rows, [&](const CodeKey& row) { return is_key(row, "", key); });
  }

  void look_at(const json::Value& object, const json::Member& member, const std::string& path) {
    for (const CodeKey& row : code_keys()) {
      if (is_key(row, file_.name(), member.key) && takes(row, object, member, path)) return;
    }
    walk(member.value, path);
  }

  // True where nothing below the key is left to look at.
  bool takes(const CodeKey& row, const json::Value& object, const json::Member& member, const std::string& path) {
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
        return add_if(row, path, value, [](std::string_view one) { return one.find('/') != std::string_view::npos; });
      case CodeValue::module:
        if (row.key == "megatron_core" && !asks_for_megatron(object)) return false;
        if (row.file == "modules.json") add_shadow(row, path, text == nullptr ? "" : *text);
        return add_if(row, path, value, [](std::string_view one) { return !is_known_library(one); });
      case CodeValue::script:
        return add_if(row, path, value, [](std::string_view one) { return lowered(one).ends_with(".py"); });
      case CodeValue::path:
        if (row.key == "target" && !is_yaml_name(file_.name()) && !object.find("params")) return false;
        return add_if(row, path, value, [](std::string_view one) {
          return is_put_together(one) || (is_dotted_path(one) && !is_harmless_path(one));
        });
      case CodeValue::class_path:
        if (row.key == "type" && !object.find("init_parameters")) return false;
        if (row.key == "name" && !object.find("params")) return false;
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
      case CodeValue::expression:
        return false;  // walk finds it
    }
    return false;
  }

  // "torch.Evil" is torch.py of the model where there is one: sentence-transformers looks there first.
  void add_shadow(const CodeKey& row, const std::string& path, const std::string& value) {
    if (std::ranges::count(value, '.') != 1 || !is_known_library(value)) return;
    const std::size_t before = found_.size();
    add(row, path, value);
    if (found_.size() > before) found_.back().only_if_here = true;
  }

  // Every text at any depth that is one; what is no text is walked as ever.
  bool add_if(const CodeKey& row, const std::string& path, const json::Value& value, bool (*is_one)(std::string_view)) {
    if (!can_look_further()) return true;
    if (const std::string* text = value.as_string()) {
      if (is_one(*text)) add(row, path, *text);
      return true;
    }
    for (const json::Value& item : value.items())
      add_if(row, path, item, is_one);
    for (const json::Member& member : value.members())
      add_if(row, joined(path, member.key), member.value, is_one);
    return false;
  }

  // Keys within keys that several rows speak of are looked at again for each row and each level.
  bool can_look_further() {
    constexpr std::size_t looks_max = 2'000'000, looks_at_once = 1024, steps_a_look = 4;
    if (++looks_ % looks_at_once != 0 || is_cut_short_) return !is_cut_short_;
    is_cut_short_ =
        looks_ > looks_max || (budget_ != nullptr && !budget_->draw(Cost::steps, looks_at_once * steps_a_look).ok());
    return !is_cut_short_;
  }

  // By its bare name the loader finds a library of its own, unless the model has one of that name.
  bool add_library(const CodeKey& row, const std::string& path, const json::Value& value) {
    const std::string* text = value.as_string();
    if (text == nullptr || !is_library_name(*text)) return false;
    const std::size_t before = found_.size();
    add(row, path, *text);
    if (found_.size() == before) return true;
    RemoteCode& added = found_.back();
    const std::string around = std::string(file_.folder()) + (file_.folder().empty() ? "" : "/");
    if (auto here = ModelPath::parse(around + *text); here.ok()) added.code.push_back(*std::move(here));
    added.only_if_here = text->find_first_of("/\\") == std::string::npos;
    return true;
  }

  void look_at_templates(const std::string& path, const json::Value& value) {
    if (const std::string* text = value.as_string()) return add_template(path, *text);
    for (const json::Value& item : value.items())
      look_at_templates(path, item);
    for (const json::Member& member : value.members())
      look_at_templates(joined(path, member.key), member.value);
  }

  // PEFT imports it only for a layer that Megatron has split.
  static bool asks_for_megatron(const json::Value& object) {
    const auto config = object.find("megatron_config");
    return config && is_true_to_python(*config);
  }

  void look_at_keras(const CodeKey& row, const std::string& path, const json::Value& object, std::string_view name) {
    const std::string* module = object.find_string("module");
    const std::string* function = name == "function" ? object.find_string("config") : nullptr;
    if (function != nullptr && !is_harmless_in_keras("", *function)) return add(row, path, *function);
    if (is_harmless_in_keras(module == nullptr ? "" : *module, name)) return;
    add(row, path, (module == nullptr || is_harmless_in_keras(*module, "") ? "" : *module + ".") + std::string(name));
  }

  // ["module", "Class"]: diffusers takes the module from a file in the component's folder where there is one, and else
  // from an installed library. A modular pipeline says more behind the two, and may have another pair there.
  void look_at_component(const CodeKey& row, const json::Member& member) {
    const auto items = member.value.items();
    if (items.size() < 2) return;
    look_at_pair(row, member, items[0], items[1]);
    const auto hint = items.size() > 2 ? items[2].find("type_hint") : std::nullopt;
    if (hint && hint->items().size() == 2) look_at_pair(row, member, hint->items()[0], hint->items()[1]);
  }

  void look_at_pair(const CodeKey& row, const json::Member& member, const json::Value& first,
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

  void name_pipeline(const json::Value& value) {
    const auto items = value.items();
    const std::string* module = items.empty() ? nullptr : items[0].as_string();
    if (module != nullptr && !found_.empty()) found_.back().code = file_of_class(file_.folder(), *module + ".Class");
  }

  void add_strings(const CodeKey& row, const std::string& path, const json::Value& value) {
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

  void add(const CodeKey& row, std::string_view path, std::string_view value) {
    if (found_.size() == limits::remote_code_max) return;
    found_.push_back({.file = file_,
                      .key = std::string(path.substr(0, value_bytes_max)),
                      .value = std::string(value.substr(0, value_bytes_max)),
                      .other_repository = repository_of(row, value.substr(0, value_bytes_max)),
                      .loader = row.loader});
    RemoteCode& added = found_.back();
    // The last two hold what runs, or strings that name classes, too.
    added.is_module = row.value != CodeValue::truth && row.value != CodeValue::chat && row.key != "custom_pipelines";
    added.only_if_here = row.key == "target" && is_class_of_diffusion(added.value);
    if (added.other_repository || !names_class(row)) return;
    added.code = file_of_class(file_.folder(), added.value);
    // A part of a model that is loaded with the model's own folder as its home.
    if (!file_.folder().empty()) std::ranges::copy(file_of_class("", added.value), std::back_inserter(added.code));
  }

  // Keys whose values are classes in files beside the config.
  static bool names_class(const CodeKey& row) {
    return row.key == "auto_map" || row.key == "custom_pipelines" || row.key == "custom_pipeline" ||
           row.key == "custom_objects" || row.key == "type" || row.value == CodeValue::path ||
           row.value == CodeValue::class_path;
  }

  // A config kept as text in another, as Keras does.
  void look_into(const std::string& text, const std::string& around) {
    const std::string_view begin = trimmed(std::string_view(text).substr(0, 64));
    const bool may_be_one = begin.starts_with("{\"") || begin.starts_with("[{") || begin.starts_with("{'");
    if (!may_be_one || texts_inside_ == texts_inside_max) return;
    ++texts_inside_;
    if (const auto inner = parse_lax_json(text); inner.ok() && !inner->as_string()) walk(*inner, around);
    --texts_inside_;
  }

  const ModelPath& file_;
  Budget* budget_;
  std::vector<RemoteCode> found_;
  std::size_t texts_inside_ = 0;  // around the one that is looked at
  std::size_t looks_ = 0;
  bool is_cut_short_ = false;
};

// Escapes of ASCII undone, so that no key hides behind "auto\u005fmap" or "auto\x5fmap".
std::string with_ascii_unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::array<std::byte, 1> byte{};
    const std::size_t skip = text.substr(at, 4) == "\\u00" ? 4 : text.substr(at, 2) == "\\x" ? 2 : 0;
    if (skip != 0 && text.size() - at >= skip + 2 && from_hex(text.substr(at + skip, 2), byte, HexCase::any)) {
      plain.push_back(static_cast<char>(byte[0]));
      at += skip + 1;
    } else {
      plain.push_back(text[at]);
    }
  }
  return plain;
}

bool has_word(std::string_view text, std::string_view word) {
  const auto is_part = [](char c) { return is_alnum(c) || c == '_'; };
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end]))) return true;
  }
  return false;
}

// Of a text that cannot be parsed: the keys of the table as words, wherever they stand.
void search_words(CodeSearch& search, const ModelPath& file, std::string_view text) {
  const std::string plain = with_ascii_unescaped(as_utf8(text));
  for (const CodeKey& row : code_keys()) {
    if (!row.is_telling || (!row.file.empty() && !is_named(file.name(), row.file))) continue;
    const std::string_view word = trimmed(row.key, "*");
    const bool is_there = word == row.key ? has_word(plain, word) : plain.find(word) != std::string::npos;
    if (is_there) search.add_word(row);
  }
}

// HyperPyYAML reads its file whatever the name is. In what Python's json takes, such words stand in strings.
void search_tags(CodeSearch& search, std::string_view text) {
  constexpr std::array<std::string_view, 6> tags = {"!!python/", "!<tag:", "!new:", "!apply:", "!name:", "!module:"};
  const auto* const tag =
      std::ranges::find_if(tags, [&](std::string_view one) { return text.find(one) != std::string_view::npos; });
  if (tag != tags.end() && !json::read_as_python(text).ok())
    search.add_tag({.path = "", .tag = std::string(*tag), .value = ""});
}

// A loader that reads the file may understand what no reader here does: deeper brackets, more values. What Python's
// json refuses as well is told as such (json-invalid), and is not told here again.
bool may_be_understood(const ModelPath& file, std::string_view text) {
  if (loader_file_of(file.name()) != LoaderFile::json) return false;
  return json::read_as_python(text).ok();
}

}  // namespace

std::vector<RemoteCode> find_remote_code(const ModelPath& file, std::string_view text, Budget* budget) {
  CodeSearch search(file, budget);
  if (names_a_module(file.name())) {
    search.add_module(trimmed(text));
    return std::move(search).take();
  }
  bool is_understood = false, may_be = true;
  if (is_yaml_name(file.name())) {
    const std::string plain = as_utf8(text);
    const auto stream = parse_yaml_stream(plain);
    is_understood = stream.ok();
    if (stream.ok()) {
      for (const YamlTag& tag : stream->tags)
        search.add_tag(tag);
      search.walk(stream->documents, "");
    }
  } else {
    const auto config = parse_lax_json(text);
    is_understood = config.ok();
    if (config.ok()) search.walk(*config, "");
    search_tags(search, text);
    may_be = is_understood || may_be_understood(file, text);
  }
  if (!is_understood) search_words(search, file, text);
  std::vector<RemoteCode> found = std::move(search).take();
  if (found.empty() && !is_understood && may_be) {
    CodeSearch none(file, nullptr);
    none.add_not_understood();
    return std::move(none).take();
  }
  return found;
}

std::vector<RemoteCode> find_template_code(const ModelPath& file, std::string_view text, Budget* budget) {
  CodeSearch search(file, budget);
  search.add_template("(template)", text);
  return std::move(search).take();
}

}  // namespace weightcheck::evidence
