// SPDX-License-Identifier: Apache-2.0
// Where an ONNX model keeps tensors that are not in the file itself, and how large the files there have to be. Nothing
// else of the format is read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evidence/budget.hpp"
#include "evidence/byte_reader.hpp"

namespace weightcheck::evidence {

inline constexpr std::size_t onnx_places_max = 100'000;  // different ones: some exporters give each tensor a file
inline constexpr std::size_t onnx_depth_max = 64;        // graphs in graphs

struct OnnxPlace {
  std::string name{};            // raw bytes: relative to the file's folder, as its loaders take them
  std::uint64_t size_least = 0;  // where the last of its tensors ends, as far as that is said

  friend bool operator==(const OnnxPlace&, const OnnxPlace&) = default;
};

// Each once, sorted by name. Errors: malformed, limit, and the reader's.
[[nodiscard]] Result<std::vector<OnnxPlace>> onnx_places(ByteReader& model, Budget& budget);

}  // namespace weightcheck::evidence
