// SPDX-License-Identifier: Apache-2.0
// What is looked up in the same way when a receipt is left and when it is asked about.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "io/model_directory.hpp"
#include "receipt/receipt.hpp"

namespace weightcheck::workflow {

[[nodiscard]] std::int64_t now_seconds();  // since the epoch

// The machine's own name, not in clear: machine-id(5) asks for that. "" where it has none.
[[nodiscard]] std::string host_name_of_receipts();

// Errors: usage (none there, writable for others, too short), io, denied.
[[nodiscard]] Result<std::string> receipt_key(const std::string& file);

// The digest of a file that is there. Errors: those of io::read_file.
[[nodiscard]] Result<receipt::Basis> basis_of(const std::string& file);

struct Places {
  std::vector<receipt::Place> places{};                               // of the names that are there; sorted
  std::int64_t newest_ns = std::numeric_limits<std::int64_t>::min();  // of all that lies there
  std::string newest{};                                               // raw: the place where that is
  std::string written{};  // raw: a file that somebody could write to without a trace
};

// `names` are raw and relative to the model, in any order. What lies in another of them is looked at with that one.
// Errors: limit, io, denied.
[[nodiscard]] Result<Places> look_at_places(const io::ModelDirectory& model, std::vector<std::string> names,
                                            io::AskWriters ask);

// Adds who may put files into which folder, "./" being the model itself: a folder that is new, gone or opened to others
// is seen by that.
void add_folders(const evidence::ModelTree& tree, std::vector<receipt::Place>& places);

}  // namespace weightcheck::workflow
