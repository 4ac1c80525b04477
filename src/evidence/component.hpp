// SPDX-License-Identifier: Apache-2.0
// Places where a file says that weights of the model lie:
//   model_index.json of diffusers: {"_class_name": ..., NAME: [LIBRARY, CLASS], ...}. Each pair is a component in the
//     folder NAME beside the file; [null, null] is one that the publisher left out on purpose;
//   modules.json of sentence-transformers: [{"path": "2_Dense", "type": "sentence_transformers.models.Dense"}, ...];
//   adapter_config.json of peft, in whose folder the adapter lies;
//   NAME.xml of OpenVINO, whose tensors lie in NAME.bin, and NAME.onnx, which names the files of its own.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/model_path.hpp"

namespace weightcheck::evidence {

struct Component {
  ModelPath index;            // the file that names it
  std::string folder;         // relative to the model's root, raw bytes; "" is the root
  std::string class_name{};   // raw bytes
  bool keeps_weights = true;  // by the class's name: false of schedulers, tokenizers and processors
  bool is_file = false;       // what is named is no folder, but this one file

  friend bool operator==(const Component&, const Component&) = default;
};

inline constexpr std::size_t components_max = 1000;  // that are taken from one file
inline constexpr std::string_view component_index_name = "model_index.json";
inline constexpr std::string_view modules_name = "modules.json";
inline constexpr std::string_view adapter_config_name = "adapter_config.json";

// None of a text that is no JSON object. A name that is no folder beside the file is left out: no loader takes it.
[[nodiscard]] std::vector<Component> parse_components(const ModelPath& index, std::string_view text);

// Those modules that keep weights, by the classes of the library: what it does not know, it does not load. None of a
// text that is no JSON list.
[[nodiscard]] std::vector<Component> parse_modules(const ModelPath& index, std::string_view text);

}  // namespace weightcheck::evidence
