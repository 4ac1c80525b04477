// SPDX-License-Identifier: Apache-2.0
// What a run writes must not cost what it reads, nor another of its outputs: asked before anything is done.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace weightcheck::cli {

[[nodiscard]] std::vector<std::string> together(std::vector<std::string> paths, const std::vector<std::string>& more);

// Refuses two outputs that are one file, and an output that would replace an input: a file that was named, or one that
// lies in a directory that was, or would be a new file there, and one that cannot be written. "" and "-" are no files.
// Errors: usage, and those of io::can_write().
[[nodiscard]] Status check_outputs(const std::vector<std::string>& inputs, const std::vector<std::string>& outputs);

// The same of a log, which is there from the beginning and grows: it may not lie in a directory that is read, new or
// not, and a link counts as what it leads to. Errors: usage.
[[nodiscard]] Status check_log(const std::string& log, const std::vector<std::string>& inputs,
                               const std::vector<std::string>& outputs);

}  // namespace weightcheck::cli
