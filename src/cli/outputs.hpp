// SPDX-License-Identifier: Apache-2.0
// What a run writes must not cost what it reads, nor another of its outputs: asked before anything is done.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace weightcheck::cli {

// Refuses two outputs that are one file, and an output that would replace an input: a file that was named, or one that
// lies in a directory that was. A new file in such a directory is the caller's to decide. "" and "-" are no files.
// Errors: usage.
[[nodiscard]] Status check_outputs(const std::vector<std::string>& inputs, const std::vector<std::string>& outputs);

}  // namespace weightcheck::cli
