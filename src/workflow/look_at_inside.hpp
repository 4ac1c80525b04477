// SPDX-License-Identifier: Apache-2.0
// What lies behind a file's head: opened only where the head does not say all.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "evidence/budget.hpp"
#include "evidence/look_inside.hpp"
#include "evidence/model_tree.hpp"
#include "evidence/named_weights.hpp"
#include "workflow/model_reader.hpp"
#include "workflow/once_per_file.hpp"

namespace weightcheck::workflow {

// Under the extension, by which some loaders choose how to read.
using InsidesSeen = OncePerFile<evidence::Inside, std::string>;

[[nodiscard]] const evidence::Inside& look_at_inside(const ModelReader& model, evidence::Budget& budget,
                                                     const std::string& head, const evidence::ModelFile& file,
                                                     evidence::ContentKind kind, InsidesSeen& known);

// Where an ONNX file keeps tensors.
struct TensorPlaces {
  std::vector<std::string>
      outside{};  // of the model, or in a folder of other programs, of which nothing is hashed: raw
  std::vector<evidence::NamedFile> named{};  // files of the model, whether they are here or not
};

// Errors: those of evidence::onnx_places.
[[nodiscard]] Result<TensorPlaces> tensor_places(const ModelReader& model, evidence::Budget& budget,
                                                 const evidence::ModelFile& file, const evidence::ModelTree& tree);

}  // namespace weightcheck::workflow
