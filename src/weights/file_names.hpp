// SPDX-License-Identifier: Apache-2.0
// What the names of weight files say: "model-00002-of-00005.safetensors" is the second of five, and
// "model.safetensors.index.json" lists what belongs to "model". The same for every format of the table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weightcheck::weights {

// Whether the name is one under which weights are kept, so that an error page in its place is not a document.
[[nodiscard]] bool is_weight_name(std::string_view file_name);

// The same, less what training leaves beside the weights under such names and no loader takes for a model:
// "training_args.bin", "optimizer.pt".
[[nodiscard]] bool is_model_name(std::string_view file_name);

// The extension by which the name is one of weights, in lower case; "" where it is not.
[[nodiscard]] std::string_view extension_of(std::string_view file_name);

// May other files than those of one model end so (".bin", ".pt")?
[[nodiscard]] bool is_shared_extension(std::string_view extension);

// BASE-NNNNN-of-MMMMM.SUFFIX with '-' or '_' in each place, "of" in any case and any number of digits, the suffix
// ending in an extension of weights. NNNNN-of-MMMMM.SUFFIX has no base and no mark before the number.
struct ShardName {
  std::string base;
  std::uint64_t number = 0;
  std::uint64_t total = 0;
  std::string suffix;            // with its point: ".safetensors", ".fp16.safetensors", ".gguf", ".bin"
  std::size_t number_width = 5;  // digits as they are written, leading zeros and all
  std::size_t total_width = 5;
  std::string mark = "-";   // before the number
  std::string of = "-of-";  // before the total

  friend bool operator==(const ShardName&, const ShardName&) = default;
};

[[nodiscard]] std::optional<ShardName> parse_shard_name(std::string_view file_name);

// The name of another shard of the same set, in the set's own spelling.
[[nodiscard]] std::string shard_file_name(const ShardName& set, std::uint64_t number);

// BASE.EXTENSION.index.json or BASE.EXTENSION.index.VARIANT.json.
struct IndexName {
  std::string base;
  std::string variant;                     // "fp16", mostly ""
  std::string extension = ".safetensors";  // of the files that it lists

  friend bool operator==(const IndexName&, const IndexName&) = default;
};

[[nodiscard]] std::optional<IndexName> parse_index_name(std::string_view file_name);

}  // namespace weightcheck::weights
