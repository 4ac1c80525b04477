// SPDX-License-Identifier: Apache-2.0
// Which files of a model a signature is to list, and which it is to say that it leaves out (OpenSSF Model Signing 1.0,
// and what hubs' clients and this program add to a model later).
#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/model_path.hpp"
#include "base/result.hpp"
#include "evidence/model_tree.hpp"
#include "io/model_directory.hpp"
#include "workflow/held_records.hpp"

namespace weightcheck::workflow {

struct Signable {
  io::ModelDirectory model;  // of a single file: the folder around it
  std::string name;          // raw: of the model, which the signature repeats and which claims nothing
  bool is_single_file = false;
  evidence::ModelTree tree{};          // what is to be listed
  std::vector<ModelPath> left_out{};   // sorted
  HeldRecords records{};               // of a folder
  std::string output{};                // path, or "-"
  std::vector<std::string> notes{};    // printable
  std::vector<std::string> against{};  // printable: why it cannot be signed, as far as names and links tell
};

struct SignablePlace {
  std::string model{};                 // path of a folder, or of a regular file
  std::string output{};                // "": beside or in the model
  std::vector<std::string> ignored{};  // raw, relative to the model
};

// Nothing is read but names, and the little by which a walk knows files of its own. Errors: usage (no such model, an
// `ignored` that is no relative path, an output that would replace or add a file of the model); those of walking.
[[nodiscard]] Result<Signable> find_signable(const SignablePlace& place);

}  // namespace weightcheck::workflow
