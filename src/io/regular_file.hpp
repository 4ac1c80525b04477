// SPDX-License-Identifier: Apache-2.0
// From an opened descriptor to a file that may be read: regular, and, where it is read whole, of a bounded size.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/file_identity.hpp"
#include "base/result.hpp"
#include "io/byte_source.hpp"
#include "io/open_beneath.hpp"

struct stat;

namespace weightcheck::io {

// Errors: what the attempt failed with; malformed for what is not a regular file or would leave the model;
// changed for one that is not the one that was found, where one was.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> regular_source(OpenAttempt attempt,
                                                                 const FileIdentity* found = nullptr);

// Errors: malformed for what is not a regular file.
[[nodiscard]] Status check_regular(const struct stat& status);

// Errors: limit when the file is, or grows, larger than `bytes_max`; io.
[[nodiscard]] Result<std::string> read_all(ByteSource& source, std::size_t bytes_max);

}  // namespace weightcheck::io
