// SPDX-License-Identifier: Apache-2.0
// Reads what lineage asks of a model's tensors, in parallel, and each byte once where that is possible.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "evidence/evidence.hpp"
#include "io/model_directory.hpp"
#include "lineage/bases.hpp"
#include "lineage/judge.hpp"
#include "pipeline/hash_files.hpp"

namespace weightcheck::workflow {

struct ForkReading {
  const io::ModelDirectory& model;
  const evidence::ModelTree& tree;
  std::vector<std::uint64_t> heads{};      // that its config names
  std::vector<std::string> base_places{};  // of each base, where it lies: read again where the base was verified
  std::optional<std::string> fill{};
  bool hashes = true;  // else samples alone are read
  unsigned threads = 0;
};

// What there is of tensors, and what was found of each. Errors: inconsistent where a weight file is not one that can be
// read, usage for a folder of ranges that is not there, io, changed, interrupted.
[[nodiscard]] Result<lineage::Seen> read_fork(const ForkReading& reading, const lineage::Bases& bases,
                                              const std::stop_token& stop, pipeline::Progress* progress);

}  // namespace weightcheck::workflow
