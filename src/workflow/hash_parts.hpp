// SPDX-License-Identifier: Apache-2.0
// `weightcheck hash` on several machines: each reads a part of the list, and whoever has all parts prints it.
#pragma once

#include <string>
#include <vector>

#include "parts/join.hpp"
#include "workflow/part_run.hpp"

namespace weightcheck::workflow {

// Errors: usage, where one of the files is not there; those of hash_named_files(), and of io::write_atomically().
[[nodiscard]] Result<PartOutcome> hash_files_part(const std::vector<std::string>& paths,
                                                  const pipeline::HashOptions& options, const PartRequest& part,
                                                  const Watch& watch);

struct NamedDigest {
  std::string name{};  // raw bytes
  Result<Digest> sha256;
};

// In the order of the list. Errors: io, with every objection to the parts.
[[nodiscard]] Result<std::vector<NamedDigest>> hash_of_parts(const std::vector<parts::Given>& given,
                                                             const pipeline::HashOptions& options, const Watch& watch);

}  // namespace weightcheck::workflow
