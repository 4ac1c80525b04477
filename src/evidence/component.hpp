// SPDX-License-Identifier: Apache-2.0
// model_index.json of diffusers: {"_class_name": ..., NAME: [LIBRARY, CLASS], ...}. Each pair is a component in the
// folder NAME beside the file; [null, null] is one that the publisher left out on purpose.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/model_path.hpp"

namespace weightcheck::evidence {

struct Component {
  ModelPath index;            // the file that names it
  std::string folder;         // relative to the model's root, raw bytes
  std::string class_name{};   // raw bytes
  bool keeps_weights = true;  // by the class's name: false of schedulers, tokenizers and processors

  friend bool operator==(const Component&, const Component&) = default;
};

inline constexpr std::size_t components_max = 1000;  // that are taken from one model_index.json
inline constexpr std::string_view component_index_name = "model_index.json";

// None of a text that is no JSON object. A name that is no folder beside the file is left out: no loader takes it.
[[nodiscard]] std::vector<Component> parse_components(const ModelPath& index, std::string_view text);

}  // namespace weightcheck::evidence
