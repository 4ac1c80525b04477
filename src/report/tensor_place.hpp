// SPDX-License-Identifier: Apache-2.0
// Where in a model a tensor stands, as far as its name tells: for pictures, and of no weight.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weightcheck::report {

// "model.layers.7.mlp.experts.3.up_proj.weight" is of layer 7, and "mlp.experts.*.up_proj" of its kind.
struct TensorPlace {
  std::optional<std::uint64_t> layer{};
  std::string kind{};  // raw bytes
};
[[nodiscard]] TensorPlace place_of(std::string_view tensor);

// A number by which kinds can be sorted into the order in which a model computes; equal where nothing is known.
[[nodiscard]] int forward_rank(std::string_view kind);

// Of a tensor without a layer: does it come before the first one?
[[nodiscard]] bool is_embedding(std::string_view kind);

}  // namespace weightcheck::report
