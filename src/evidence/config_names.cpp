// SPDX-License-Identifier: Apache-2.0
// Which files may be configs and templates, by their names.
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/ascii.hpp"
#include "evidence/code_keys.hpp"
#include "evidence/loader_files.hpp"
#include "evidence/remote_code.hpp"
#include "weights/file_names.hpp"

namespace weightcheck::evidence {
namespace {

// transformers reads "config.4.0.0+a.index.json" as a config for a version of its own.
bool is_index_of_weights(std::string_view low) {
  const auto index = low.ends_with(".index.json") ? weights::parse_index_name(low) : std::nullopt;
  return index && weights::is_weight_name(index->base + index->extension);
}

}  // namespace

bool is_yaml_name(std::string_view file_name) {
  const std::string low = lowered(file_name);
  return low.ends_with(".yaml") || low.ends_with(".yml") || low == "mlmodel";
}

bool is_template_name(std::string_view file_name) {
  constexpr std::array<std::string_view, 3> endings = {".tmpl", ".tpl", ".template"};
  constexpr std::array<std::string_view, 3> extensions = {".jinja", ".jinja2", ".j2"};
  const std::string low = lowered(file_name);
  // A copy beside the template ("chat_template.jinja.bak") is read where a server is told to.
  const auto has_extension = [&](std::string_view extension) {
    const std::size_t at = low.find(extension);
    return at != std::string::npos && (at + extension.size() == low.size() || low[at + extension.size()] == '.' ||
                                       low[at + extension.size()] == '~');
  };
  const bool is_named =
      low.find("chat_template") != std::string::npos || low.find("chat-template") != std::string::npos;
  return (is_named && !may_name_code(file_name)) || std::ranges::any_of(extensions, has_extension) ||
         std::ranges::any_of(endings, [&](std::string_view ending) { return low.ends_with(ending); });
}

std::string_view name_that_counts(std::string_view file_name) {
  if (std::ranges::any_of(code_keys(), [&](const CodeKey& row) { return is_named(file_name, row.file); }))
    return file_name;
  if (names_a_module(file_name) || is_evaluated_vocabulary(file_name)) return file_name;
  if (loader_file_of(file_name) == LoaderFile::json) return "config.json";  // all of them alike
  return file_name.substr(std::min(file_name.rfind('.'), file_name.size()));
}

bool may_name_code(std::string_view file_name) {
  constexpr std::array<std::string_view, 4> others = {"tokenizer.json", "vocab.json", "added_tokens.json",
                                                      "merges.json"};
  constexpr std::array<std::string_view, 4> endings = {".gin", ".json", ".json5", ".jsonc"};
  if (is_yaml_name(file_name) || names_a_module(file_name) || is_evaluated_vocabulary(file_name)) return true;
  constexpr std::array<std::string_view, 4> with_other_endings = {"serving.properties", "config.pbtxt", ".zarray",
                                                                  ".zmetadata"};
  if (std::ranges::any_of(with_other_endings, [&](std::string_view name) { return is_named(file_name, name); }))
    return true;
  const std::string low = lowered(file_name);
  return std::ranges::any_of(endings, [&](std::string_view ending) { return low.ends_with(ending); }) &&
         !is_index_of_weights(low) && std::ranges::find(others, low) == others.end();
}

}  // namespace weightcheck::evidence
