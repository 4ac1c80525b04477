// SPDX-License-Identifier: Apache-2.0
// Configs that ask a loader to import, fetch or run code: from this model's folder, from another repository, or from
// whatever library has the name. The keys are those of code_keys.hpp.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/model_path.hpp"

namespace weightcheck::evidence {

class Budget;
struct ModelTree;

struct RemoteCode {
  ModelPath file;
  std::string key;                              // raw, with the keys around it: "auto_map.AutoModel"
  std::string value;                            // raw: "modeling_x.XModel", "true"
  std::optional<std::string> other_repository;  // raw: "org/name" of "org/name--modeling_x.XModel"
  std::string_view loader{};                    // that would run it; of the table
  std::vector<ModelPath> code{};      // where it may lie in this model; once the model was looked at, what is imported
  std::vector<ModelPath> not_here{};  // those of them that are not in the model
  bool is_module = false;             // it is imported: where none of these files is it, it comes from elsewhere
  bool only_if_here = false;    // a library that comes with the loader, unless the folder holds a file of that name
  bool in_config = false;       // what runs is written out in the config
  bool runs_anything = false;   // a function of Python's own that runs what the config gives it
  bool not_understood = false;  // nothing is named: the config could not be read, and its loader may read it

  friend bool operator==(const RemoteCode&, const RemoteCode&) = default;
};

// The names under which Python may import what lies in a model: of its files in Python and of the folders around them.
using ModuleNames = std::set<std::string, std::less<>>;
[[nodiscard]] ModuleNames modules_in(const ModelTree& tree);

// Whether a file of this name is a config that loaders read for such keys: YAML, MLflow's MLmodel, and any JSON but
// vocabularies, tokenizers and indexes.
[[nodiscard]] bool may_name_code(std::string_view file_name);
[[nodiscard]] bool is_yaml_name(std::string_view file_name);
// A Jinja template, whatever writes with it.
[[nodiscard]] bool is_template_name(std::string_view file_name);

// Of files with one content, those with the same of this ask for the same: the name, where some key counts in files of
// that name only, and else the extension.
[[nodiscard]] std::string_view name_that_counts(std::string_view file_name);

// What a config, as it stands in the file, asks for: in the order of the text, at most limits::remote_code_max of them.
// A config that no reader here understands is searched for the keys of the table as words; where it names none and a
// loader might understand it, that is what is found.
// A path that leads to one of the `modules` counts under any key: whoever wrote the config has a loader that imports
// it. Templates in it are paid for from the budget; one that it does not allow to follow counts as one that reaches
// out.
[[nodiscard]] std::vector<RemoteCode> find_remote_code(const ModelPath& file, std::string_view text,
                                                       Budget* budget = nullptr, const ModuleNames* modules = nullptr);
// The same for a chat template in a file of its own.
[[nodiscard]] std::vector<RemoteCode> find_template_code(const ModelPath& file, std::string_view text,
                                                         Budget* budget = nullptr);

}  // namespace weightcheck::evidence
