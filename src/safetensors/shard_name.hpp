// SPDX-License-Identifier: Apache-2.0
// What the names of weight files say: "model-00002-of-00005.safetensors" is the second of five, and
// "model.safetensors.index.json" lists what belongs to "model".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weightcheck::safetensors {

// BASE-NNNNN-of-MMMMM.SUFFIX or BASE_NNNNN-of-MMMMM.SUFFIX, five or six digits each, the suffix ending in an extension
// of weights.
struct ShardName {
  std::string base;
  std::uint32_t number = 0;
  std::uint32_t total = 0;
  std::string suffix;  // with its point: ".safetensors", ".fp16.safetensors", ".gguf", ".bin"

  friend bool operator==(const ShardName&, const ShardName&) = default;
};

[[nodiscard]] std::optional<ShardName> parse_shard_name(std::string_view file_name);

// The name of another shard of the same set, digits as wide as loaders write them.
[[nodiscard]] std::string shard_file_name(const ShardName& set, std::uint32_t number);

// BASE.safetensors.index.json or BASE.safetensors.index.VARIANT.json.
struct IndexName {
  std::string base;
  std::string variant;  // "fp16", mostly ""

  friend bool operator==(const IndexName&, const IndexName&) = default;
};

[[nodiscard]] std::optional<IndexName> parse_index_name(std::string_view file_name);

// BASE.bin.index.json and its like: an index of the same form, over shards in the other forms that loaders know.
[[nodiscard]] bool is_index_of_other_weights(std::string_view file_name);

}  // namespace weightcheck::safetensors
