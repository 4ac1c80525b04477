// SPDX-License-Identifier: Apache-2.0
// As mergekit writes it: `model`, `base_model` or `source_model` anywhere, with a name, or with a mapping in which
// `path` has it (or `model`, and that a mapping with `path`). YAML comes as events; an alias is never followed.
#include "license/merge_config.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <utility>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "license/yaml_nesting.hpp"

namespace weightcheck::license {
namespace {

// Leaves the parser from inside an event; caught in this file.
struct Refused {
  Error error;
};

bool names_model(std::string_view key) { return key == "model" || key == "base_model" || key == "source_model"; }

class MergeConfig : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override { end_of_node(nullptr); }
  void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override { end_of_node(nullptr); }
  void OnScalar(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                const std::string& value) override {
    end_of_node(&value);
  }
  void OnSequenceStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                       YAML::EmitterStyle::value /*style*/) override {
    enter({.is_mapping = false});
  }
  void OnSequenceEnd() override { leave(); }
  void OnMapStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {
    enter({.is_mapping = true, .names_model = is_value_of_model()});
  }
  void OnMapEnd() override { leave(); }

  [[nodiscard]] std::vector<std::string> take() && { return std::move(models_); }

 private:
  struct Level {
    bool is_mapping = false;
    bool names_model = false;  // it stands for a model itself
    bool at_value = false;
    std::string key{};
  };

  [[nodiscard]] bool is_value_of_model() const {
    if (open_.empty()) return false;
    const Level& level = open_.back();
    return level.at_value && (names_model(level.key) || (level.names_model && level.key == "path"));
  }

  void enter(Level level) {
    if (open_.size() == limits::yaml_depth_max)
      throw Refused{
          {ErrorCode::limit, "the merge's config is nested deeper than " + std::to_string(limits::yaml_depth_max)}};
    open_.push_back(std::move(level));
  }
  void leave() {
    open_.pop_back();
    end_of_node(nullptr);
  }

  void end_of_node(const std::string* text) {
    if (open_.empty() || !open_.back().is_mapping) return;
    if (text != nullptr && is_value_of_model()) add(*text);
    Level& level = open_.back();
    if (!level.at_value) level.key = text == nullptr ? "" : *text;
    level.at_value = !level.at_value;
  }

  void add(std::string_view names) {
    while (!names.empty()) {
      const std::string_view name = names.substr(0, names.find('+'));
      names.remove_prefix(std::min(name.size() + 1, names.size()));
      if (name.empty() || std::ranges::find(models_, name) != models_.end()) continue;
      if (models_.size() == limits::card_values_max)
        throw Refused{{ErrorCode::limit,
                       "the merge's config names more than " + std::to_string(limits::card_values_max) + " models"}};
      models_.emplace_back(name);
    }
  }

  std::vector<Level> open_;
  std::vector<std::string> models_;
};

}  // namespace

Result<std::vector<std::string>> models_of_merge(std::string_view yaml) {
  if (yaml.size() > limits::front_matter_bytes_max) {
    return Error{ErrorCode::limit, "merge config of " + std::to_string(yaml.size()) + " bytes is over the limit of " +
                                       std::to_string(limits::front_matter_bytes_max)};
  }
  if (Status nesting = check_yaml_nesting(yaml); !nesting.ok()) return within(nesting.error(), "the merge's config");
  MergeConfig config;
  try {
    std::istringstream input{std::string(yaml)};
    YAML::Parser parser(input);
    parser.HandleNextDocument(config);
  } catch (const Refused& refused) {
    return refused.error;
  } catch (const YAML::Exception& error) {
    return malformed("the merge's config is no YAML: " + printable(error.msg));
  }
  return std::move(config).take();
}

}  // namespace weightcheck::license
