// SPDX-License-Identifier: Apache-2.0
// The endings are those of the base classes that diffusers and transformers load without weights: they save a config of
// their own name and nothing else.
#include "evidence/component.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "json/parse.hpp"
#include "json/value.hpp"

namespace weightcheck::evidence {
namespace {

constexpr std::array<std::string_view, 6> without_weights = {"Scheduler", "Tokenizer", "TokenizerFast",
                                                             "Processor", "Extractor", "ProcessorFast"};

bool is_without_weights(std::string_view class_name) {
  return std::ranges::any_of(without_weights, [&](std::string_view end) { return class_name.ends_with(end); });
}

// Of sentence_transformers.models; the others pool, normalise or send on.
constexpr std::array<std::string_view, 10> modules_with_weights = {
    "Transformer", "MLMTransformer", "CLIPModel",      "Dense",       "CNN",
    "LSTM",        "LayerNorm",      "WordEmbeddings", "WordWeights", "StaticEmbedding"};

bool is_module_with_weights(std::string_view type) {
  if (!type.starts_with("sentence_transformers.")) return false;
  return std::ranges::find(modules_with_weights, type.substr(type.rfind('.') + 1)) != modules_with_weights.end();
}

std::string beside(const ModelPath& file) {
  return file.folder().empty() ? std::string() : std::string(file.folder()) + "/";
}

}  // namespace

std::vector<Component> parse_components(const ModelPath& index, std::string_view text) {
  std::vector<Component> found;
  const auto document = json::parse(text);
  if (!document.ok() || !document->is_object()) return found;
  const std::string around = beside(index);
  for (const json::Member& member : document->members()) {
    const auto pair = member.value.items();
    if (member.key.starts_with('_') || pair.size() != 2) continue;
    const std::string* library = pair[0].as_string();
    const std::string* class_name = pair[1].as_string();
    auto folder = ModelPath::parse(around + member.key);
    if (library == nullptr || class_name == nullptr || !folder.ok()) continue;
    if (found.size() == components_max) break;
    found.push_back({.index = index,
                     .folder = folder->text(),
                     .class_name = *class_name,
                     .keeps_weights = !is_without_weights(*class_name)});
  }
  return found;
}

std::vector<Component> parse_modules(const ModelPath& index, std::string_view text) {
  std::vector<Component> found;
  const auto document = json::parse(text);
  if (!document.ok() || !document->is_array()) return found;
  for (const json::Value& module : document->items()) {
    if (!module.is_object()) continue;
    const std::string* type = module.find_string("type");
    const std::string* named = module.find_string("path");
    if (type == nullptr || named == nullptr || !is_module_with_weights(*type)) continue;
    if (found.size() == components_max) break;
    const std::string path = named->ends_with('/') ? named->substr(0, named->size() - 1) : *named;
    const auto folder = ModelPath::parse(beside(index) + path);
    if (!path.empty() && !folder.ok()) continue;
    found.push_back(
        {.index = index, .folder = path.empty() ? std::string(index.folder()) : folder->text(), .class_name = *type});
  }
  return found;
}

}  // namespace weightcheck::evidence
