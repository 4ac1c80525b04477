// SPDX-License-Identifier: Apache-2.0
// The JSON part of a header as the reference's deserializer takes it (serde_json into a flattened map of tensor
// descriptions): which forms it accepts, which it refuses. Offsets and sizes are judged by header.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "safetensors/header.hpp"

namespace weightcheck::safetensors {

struct HeaderContent {
  NameList names;
  std::vector<Tensor> tensors;  // one a name, in the order in which the names first stand in the text
  std::map<std::string, std::string> metadata;
  std::uint64_t metadata_omitted = 0;
  std::vector<Oddity> oddities;
  std::optional<std::string>
      refusal;  // printable: why the reference would not deserialize it; the rest is not to be used then
};

// A tensor's name for a message: printable, in quotes, cut where it is very long.
[[nodiscard]] std::string quoted(std::string_view name);

// `json` is valid UTF-8.
[[nodiscard]] HeaderContent read_header_json(std::string_view json);

}  // namespace weightcheck::safetensors
