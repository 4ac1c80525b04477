// SPDX-License-Identifier: Apache-2.0
// What a command that writes a manifest or a proof may put it in the place of.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "io/model_directory.hpp"

namespace weightcheck::workflow {

struct OwnFile {
  std::string_view kind;        // "manifest"
  std::string_view usual_name;  // in a model
  std::size_t bytes_max = 0;
  bool (*is_one)(ByteSpan bytes) = nullptr;
};

// A file of this kind may replace an older one, and nothing else that is in the model. Errors: usage.
[[nodiscard]] Status keep_model(const io::ModelDirectory& model, const std::string& output, const OwnFile& own);

}  // namespace weightcheck::workflow
