// SPDX-License-Identifier: Apache-2.0
// The tensors of a model's weight files, from their headers alone.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <utility>
#include <vector>

#include "evidence/model_tree.hpp"
#include "io/model_directory.hpp"
#include "lineage/outcome.hpp"

namespace weightcheck::workflow {

constexpr std::uint64_t heads_max = 65'536;  // of one layer; more is a mistake or a trap

struct ForkHeads {
  struct File {
    const evidence::ModelFile* file = nullptr;  // of the tree
    std::unique_ptr<io::ByteSource> source{};
  };
  std::vector<File> files{};                   // that have tensors
  std::vector<lineage::ForkTensor> tensors{};  // by file, then as their data lie
  std::vector<std::size_t> file_of{};          // one a tensor: a number in `files`
  std::vector<std::uint64_t> heads{};          // of attention, that headers of GGUF files name; each once
  std::vector<lineage::Unread> unread{};       // weight files of other formats, and those with a broken header
};

// Of all safetensors and GGUF files in the tree. The tree has to outlive the answer. Errors: inconsistent where the
// headers are over the limit together; io, changed, interrupted.
[[nodiscard]] Result<ForkHeads> read_heads(const io::ModelDirectory& model, const evidence::ModelTree& tree,
                                           const std::stop_token& stop);

}  // namespace weightcheck::workflow
