// SPDX-License-Identifier: Apache-2.0
// Where an ONNX model keeps tensors that are not in the file itself. Nothing else of the format is read.
#pragma once

#include <string>
#include <vector>

#include "evidence/budget.hpp"
#include "evidence/byte_reader.hpp"

namespace weightcheck::evidence {

inline constexpr std::size_t onnx_places_max = 1000;  // different ones
inline constexpr std::size_t onnx_depth_max = 64;     // graphs in graphs

// Each once, sorted, raw bytes: relative to the file's folder, as its loaders take them. Errors: malformed, limit, and
// the reader's.
[[nodiscard]] Result<std::vector<std::string>> onnx_places(ByteReader& model, Budget& budget);

}  // namespace weightcheck::evidence
