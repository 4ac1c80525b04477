// SPDX-License-Identifier: Apache-2.0
// The keys are those that transformers, diffusers, sentence-transformers, PEFT and Hydra act upon, at any depth, since
// a config may hold the configs of its parts.
#include "evidence/remote_code.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "json/parse.hpp"
#include "json/write.hpp"

namespace weightcheck::evidence {
namespace {

constexpr std::size_t value_bytes_max = 500;

// Whatever they hold, strings inside it name code.
constexpr std::array<std::string_view, 7> code_keys = {
    "auto_map", "custom_pipelines", "custom_pipeline", "custom_generate", "custom_objects", "plugins", "_target_"};

bool is_code_key(std::string_view key) { return std::find(code_keys.begin(), code_keys.end(), key) != code_keys.end(); }

// "org/name--module.Class" of transformers; "org/name" or a URL where a pipeline is named whole.
std::optional<std::string> repository_of(std::string_view key, std::string_view value) {
  if (const std::size_t mark = value.find("--"); mark != std::string_view::npos)
    return std::string(value.substr(0, mark));
  const bool names_whole = key == "custom_pipeline" || key == "custom_generate";
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

class Search {
 public:
  explicit Search(const ModelPath& file) : file_(file) {}

  // Depth is bounded by the parser.
  void walk(const json::Value& value, const std::string& around) {
    for (const json::Value& item : value.items())
      walk(item, around);
    for (const json::Member& member : value.members())
      look_at(member, around.empty() ? member.key : around + "." + member.key);
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
    } else if (member.key == "type" && file_.name() == "modules.json" && text &&
               !text->starts_with("sentence_transformers.")) {
      add(member.key, path, *text);
    } else if (member.key == "parent_library" && text && *text != "transformers" &&
               !text->starts_with("transformers.")) {
      add(member.key, path, *text);
    } else {
      walk(member.value, path);
    }
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

// Python reads these words as numbers, so that a config that holds one is no JSON and is loaded all the same.
std::string without_odd_numbers(std::string_view text) {
  constexpr std::array<std::string_view, 3> words = {"-Infinity", "Infinity", "NaN"};
  std::string plain;
  bool inside_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto word = std::find_if(words.begin(), words.end(),
                                   [&](std::string_view one) { return text.substr(at).starts_with(one); });
    if (!inside_string && word != words.end()) {
      plain.append("0");
      at += word->size() - 1;
      continue;
    }
    if (text[at] == '"') inside_string = !inside_string;
    plain.push_back(text[at]);
    if (inside_string && text[at] == '\\' && at + 1 < text.size()) plain.push_back(text[++at]);
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
  auto config = json::parse(text, {.duplicates = json::Duplicates::kept});
  if (!config.ok()) config = json::parse(without_odd_numbers(text), {.duplicates = json::Duplicates::kept});
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
                     .other_repository = std::nullopt});
  };
  for (const std::string_view key : code_keys)
    look_for(key);
  look_for("trust_remote_code");
  return found;
}

}  // namespace weightcheck::evidence
