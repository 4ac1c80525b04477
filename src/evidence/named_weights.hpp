// SPDX-License-Identifier: Apache-2.0
// Files that other files name as the places of weights, whatever they are called:
//   ndarray-cache.json of MLC and TVM: {"records": [{"dataPath": "params_shard_0.bin", "nbytes": 100}, ...]};
//   Manifest.json of a Core ML package: {"itemInfoEntries": {ID: {"path": "com.apple.CoreML/weights"}, ...}}, below
//   Data/; variables.index of TensorFlow, beside the files of the variables.
// ONNX files name theirs in onnx_places.hpp.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/model_path.hpp"
#include "evidence/model_tree.hpp"

namespace weightcheck::evidence {

struct NamedFile {
  ModelPath path;
  std::uint64_t size_least = 0;  // bytes that it needs to hold what is said to lie in it

  friend bool operator==(const NamedFile&, const NamedFile&) = default;
};

inline constexpr std::size_t named_files_max = 100'000;  // that are taken from one file

// Does a JSON file of this path name any?
[[nodiscard]] bool may_name_weights(const ModelPath& file);
// None of a text of another form; a name that is no path beside the file is left out, since no loader takes it.
[[nodiscard]] std::vector<NamedFile> weights_named_in(const ModelPath& file, std::string_view text);

// Is it a network of OpenVINO's, by its name and head? Its constants lie in the file that it is beside: the same name
// with another extension, up to the end of the last <data offset="O" size="S">.
[[nodiscard]] bool is_network(const ModelPath& file, std::string_view head);
[[nodiscard]] std::vector<NamedFile> weights_of_network(const ModelPath& network, std::string_view text);

// The first file of variables, where `file` is TensorFlow's list of them and no file of them is in the tree.
[[nodiscard]] std::vector<NamedFile> variables_of(const ModelPath& file, const ModelTree& tree);

}  // namespace weightcheck::evidence
