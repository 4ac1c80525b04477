// SPDX-License-Identifier: Apache-2.0
// Configs that ask a loader to import code: from this model's folder, or from another repository that no digest here
// covers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/model_path.hpp"

namespace weightcheck::evidence {

struct RemoteCode {
  ModelPath file;
  std::string key;                              // raw, with the keys around it: "auto_map.AutoModel"
  std::string value;                            // raw: "modeling_x.XModel", "true"
  std::optional<std::string> other_repository;  // raw: "org/name" of "org/name--modeling_x.XModel"
  std::vector<ModelPath> code{};      // where it may lie in this model; once the model was looked at, what is imported
  std::vector<ModelPath> not_here{};  // those of them that are not in the model
  bool is_module = false;     // a module that is imported: where none of these files is it, it comes from elsewhere
  bool only_if_here = false;  // a name of a library, unless the folder holds a file of that name

  friend bool operator==(const RemoteCode&, const RemoteCode&) = default;
};

// Whether a file of this name is a config that loaders read for such keys: any JSON but vocabularies, tokenizers and
// indexes.
[[nodiscard]] bool may_name_code(std::string_view file_name);

// What a config, as it stands in the file, asks for: in the order of the text, at most limits::remote_code_max of them.
// Where it is no strict JSON, the keys are looked for in its text: loaders are laxer, and nothing is to hide behind
// that.
[[nodiscard]] std::vector<RemoteCode> find_remote_code(const ModelPath& file, std::string_view text);

}  // namespace weightcheck::evidence
