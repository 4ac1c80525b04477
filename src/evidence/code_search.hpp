// SPDX-License-Identifier: Apache-2.0
// The search of one config for what its loaders would import, fetch or run, by the keys of code_keys.hpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/budget.hpp"
#include "evidence/code_keys.hpp"
#include "evidence/remote_code.hpp"
#include "evidence/yaml_value.hpp"
#include "json/value.hpp"

namespace weightcheck::evidence {

class CodeSearch {
 public:
  CodeSearch(const ModelPath& file, Budget* budget, const ModuleNames* modules = nullptr);

  // Depth is bounded by the parsers.
  void walk(const json::Value& value, const std::string& around);
  void add_tag(const YamlTag& tag);
  void add_template(const std::string& path, std::string_view text);
  // The text of a file that holds the name of a module, and nothing else.
  void add_module(std::string_view module);
  // The imports of a gin file.
  void add_gin(std::string_view text);
  // Of each line: an index, a literal, and its length. Told once.
  void add_vocabulary(std::string_view text);
  // A key that stands in a text which nothing here can parse; "" where its value is not known.
  void add_word(const CodeKey& row, std::string_view value);
  void add_not_understood();
  [[nodiscard]] std::vector<RemoteCode> take() &&;

 private:
  [[nodiscard]] bool is_workflow() const;
  static const CodeKey& row_of(std::string_view key);
  void look_at(const json::Value& object, const json::Member& member, const std::string& path);
  bool takes(const CodeKey& row, const json::Value& object, const json::Member& member, const std::string& path);
  bool add_module_here(const std::string& path, const std::string& text);
  void add_shadow(const CodeKey& row, const std::string& path, const std::string& value);
  bool add_if(const CodeKey& row, const std::string& path, const json::Value& value, bool (*is_one)(std::string_view));
  void look_at_layers(const CodeKey& row, const std::string& path, const json::Value& value);
  void look_at_names(const CodeKey& row, const std::string& path, const json::Value& value);
  bool can_look_further();
  bool add_library(const CodeKey& row, const std::string& path, const json::Value& value);
  void look_at_templates(const std::string& path, const json::Value& value);
  static bool asks_for_megatron(const json::Value& object);
  void look_at_keras(const CodeKey& row, const std::string& path, const json::Value& object, std::string_view name);
  void look_at_component(const CodeKey& row, const json::Member& member);
  void look_at_pair(const CodeKey& row, const json::Member& member, const json::Value& first,
                    const json::Value& second);
  void name_pipeline(const json::Value& value);
  void add_strings(const CodeKey& row, const std::string& path, const json::Value& value);
  void add(const CodeKey& row, std::string_view path, std::string_view value);
  [[nodiscard]] std::vector<ModelPath> file_beside(std::string_view name) const;
  static bool names_class(const CodeKey& row);
  void look_into(const std::string& text, const std::string& around);

  const ModelPath& file_;
  std::vector<const CodeKey*> rows_;  // those that count in a file of this name
  Budget* budget_;
  const ModuleNames* modules_;
  std::vector<RemoteCode> found_;
  std::size_t texts_inside_ = 0;  // around the one that is looked at
  std::size_t looks_ = 0;
  bool is_cut_short_ = false;
};

}  // namespace weightcheck::evidence
