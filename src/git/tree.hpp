// SPDX-License-Identifier: Apache-2.0
// A git tree object: one folder's names, their modes and the ids of what stands there. Grammar of the body:
//   tree  = *entry
//   entry = mode SP name NUL id        mode: octal digits; name: bytes; id: 20 or 32 raw bytes
// Entries are sorted by name bytes, where a folder compares as its name with a '/' behind it. Who refers to whom is
// left to proof.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "git/object_id.hpp"

namespace weightcheck::git {

enum class Mode : std::uint8_t {
  file,        // 100644, and 100664 of ancient repositories
  executable,  // 100755
  symlink,     // 120000: the blob is the link's target
  folder,      // 40000
  submodule,   // 160000: the id is a commit of another repository
};

struct TreeEntry {
  Mode mode = Mode::file;
  std::string name;  // raw bytes, one component
  ObjectId id;

  friend bool operator==(const TreeEntry&, const TreeEntry&) = default;
};

// The entries in their recorded order. Errors: malformed for anything git would not write: another mode, an empty name,
// `.`, `..`,
// `.git` in any case, a '/' in a name, names out of order or twice; limit for more than limits::model_files_max
// entries.
[[nodiscard]] Result<std::vector<TreeEntry>> parse_tree(ObjectFormat format, ByteSpan body);

}  // namespace weightcheck::git
