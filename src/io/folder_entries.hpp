// SPDX-License-Identifier: Apache-2.0
// The one loop around readdir.
#pragma once

#include <functional>

#include "base/result.hpp"
#include "io/file_descriptor.hpp"

namespace weightcheck::io {

// Calls `see` with a descriptor of the folder, for fstatat and the like, and the name of each entry but "." and "..",
// in the order of the file system. Errors: io; and those of `see`, which end it.
[[nodiscard]] Status for_each_entry(FileDescriptor folder,
                                    const std::function<Status(int folder, const char* name)>& see);

}  // namespace weightcheck::io
