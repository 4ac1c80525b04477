// SPDX-License-Identifier: Apache-2.0
// A shard index: {"metadata": {"total_size": bytes, ...}, "weight_map": {"<tensor>": "<file beside the index>", ...}}.
// The file names in it are a stranger's: they become ModelPaths here or are kept as refused, and nothing else of the
// program sees them.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/model_path.hpp"
#include "base/result.hpp"
#include "tensors/name_list.hpp"

namespace weightcheck::weights {

struct IndexedFile {
  std::string name;               // raw, as the index has it; cut where no path may be so long
  std::optional<ModelPath> path;  // nothing where the name is no path inside the model
  std::string refusal;            // why not
  std::uint64_t tensors = 0;      // how many are mapped to it

  friend bool operator==(const IndexedFile&, const IndexedFile&) = default;
};

struct Index {
  ModelPath path;  // of the index itself
  tensors::NameList tensors;
  std::vector<std::uint32_t> file_of;       // by the tensor's number: a number in `files`
  std::vector<IndexedFile> files;           // in the order of the text
  std::optional<std::uint64_t> total_size;  // bytes; also where it is written as 123.0
  std::uint64_t duplicates = 0;             // tensors given more than once; the last one counts
};

// Errors: malformed (no JSON of this form), limit, interrupted. The message names no path.
[[nodiscard]] Result<Index> parse_index(std::string_view text, const ModelPath& path, const std::stop_token& stop = {});

}  // namespace weightcheck::weights
