// SPDX-License-Identifier: Apache-2.0
// The JSON part of a header as the reference's deserializer takes it (serde_json into a flattened map of tensor
// descriptions): which forms it accepts, which it refuses. Offsets and sizes are judged by header.cpp.
#pragma once

#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "safetensors/header.hpp"

namespace weightcheck::safetensors {

struct HeaderContent {
  tensors::NameList names;
  tensors::ShapeList shapes;
  std::vector<tensors::Tensor> tensors;  // one a name, in the order in which the names first stand in the text
  std::map<std::string, std::string> metadata;
  std::uint64_t metadata_omitted = 0;
  std::vector<Oddity> oddities;
  std::optional<std::string>
      refusal;  // printable: why the reference would not deserialize it; the rest is not to be used then
};

// A tensor's name for a message: printable, in quotes, cut where it is very long.
[[nodiscard]] std::string quoted(std::string_view name);

// `json` is valid UTF-8. Where `stop` is requested meanwhile, the content is refused.
[[nodiscard]] HeaderContent read_header_json(std::string_view json, const std::stop_token& stop, Shapes shapes);

}  // namespace weightcheck::safetensors
