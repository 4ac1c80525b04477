// SPDX-License-Identifier: Apache-2.0
// Writing of a whole file so that nobody ever sees half of it. What is written, and where, is for the callers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace weightcheck::io {

// After success the file holds exactly `bytes`, synced to the disk together with its name; after an error, a crash or a
// kill at any moment it is as it was before, or was not there. A new file gets mode 0644 less the umask. A symbolic
// link at `path` is replaced, not followed; a folder, FIFO, socket or device, also behind a link, is refused (usage),
// and so is what standard input, output or error is open on.
//
// The bytes wait in an unnamed file, or, where the file system knows none, in `.weightcheck-<random>.incomplete` beside
// the target: a kill may leave that behind (is_draft_name).
//
// Other errors: denied, not_found (no such folder), io; the message names the path and what to do about it.
[[nodiscard]] Status write_atomically(const std::string& path, std::string_view bytes);

// Could it be written there now, but for the room on the disk? Asked before hours of work whose result goes there.
// Errors: those of write_atomically().
[[nodiscard]] Status can_write(const std::string& path);

// Of a file in which bytes wait; by its last component.
[[nodiscard]] bool is_draft_name(std::string_view name);

// Where that would put it: the folder resolved, the name as it is. None where there is no such folder.
[[nodiscard]] std::optional<std::string> place_of(const std::string& path);

}  // namespace weightcheck::io
