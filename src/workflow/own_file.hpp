// SPDX-License-Identifier: Apache-2.0
// What a command that writes a manifest or a proof may put it in the place of.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "io/model_directory.hpp"

namespace weightcheck::workflow {

struct OwnFile {
  std::string_view kind;        // "manifest"
  std::string_view usual_name;  // in a model
};

// Under its usual name it may be written into the model; any other name there would be a file of the model that nobody
// lists, or replace one. Errors: usage.
[[nodiscard]] Status keep_model(const io::ModelDirectory& model, const std::string& output, const OwnFile& own);

}  // namespace weightcheck::workflow
