// SPDX-License-Identifier: Apache-2.0
// As mergekit writes it: `model`, `base_model` or `source_model` anywhere, with a name, or with a mapping in which
// `path` has it (or `model`, and that a mapping with `path`). An alias is what it stands for.
#include "license/merge_config.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "base/limits.hpp"
#include "license/yaml_tree.hpp"

namespace weightcheck::license {
namespace {

using Kind = YamlNode::Kind;

bool names_model(std::string_view key) { return key == "model" || key == "base_model" || key == "source_model"; }

// Looks at each node twice at most, however many aliases lead to it: as the value of such a key, and as any other.
class MergeConfig {
 public:
  explicit MergeConfig(const YamlTree& tree) : tree_(tree) {}

  Result<std::vector<std::string>> models() && {
    if (Status seen = look_at(tree_.root(), false); !seen.ok()) return seen.error();
    return std::move(models_);
  }

 private:
  Status look_at(std::uint32_t number, bool is_model) {
    if (!seen_.insert({number, is_model}).second) return done;
    const YamlNode& node = tree_.at(number);
    if (node.kind == Kind::text) return is_model ? add(node.text) : Status(done);
    for (std::size_t i = 0; i < node.parts.size(); ++i) {
      bool of_model = false;
      if (node.kind == Kind::mapping) {
        const YamlNode& key = tree_.at(node.parts[i]);
        ++i;  // to its value
        const bool is_text = key.kind == Kind::text;
        of_model = is_text && (names_model(key.text) || (is_model && (key.text == "path" || key.merges)));
      }
      if (Status seen = look_at(node.parts[i], of_model); !seen.ok()) return seen;
    }
    return done;
  }

  Status add(std::string_view names) {
    while (!names.empty()) {
      const std::string_view name = names.substr(0, names.find('+'));
      names.remove_prefix(std::min(name.size() + 1, names.size()));
      if (name.empty() || !known_.emplace(name).second) continue;
      if (models_.size() == limits::card_values_max) {
        return Error{ErrorCode::limit,
                     "the merge's config names more than " + std::to_string(limits::card_values_max) + " models"};
      }
      models_.emplace_back(name);
    }
    return done;
  }

  const YamlTree& tree_;
  std::set<std::pair<std::uint32_t, bool>> seen_;
  std::set<std::string, std::less<>> known_;
  std::vector<std::string> models_;
};

}  // namespace

Result<std::vector<std::string>> models_of_merge(std::string_view yaml) {
  if (yaml.size() > limits::front_matter_bytes_max) {
    return Error{ErrorCode::limit, "merge config of " + std::to_string(yaml.size()) + " bytes is over the limit of " +
                                       std::to_string(limits::front_matter_bytes_max)};
  }
  const auto tree = YamlTree::parse(yaml);
  if (!tree) return within(tree.error(), "the merge's config");
  return MergeConfig(*tree).models();
}

}  // namespace weightcheck::license
