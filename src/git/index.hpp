// SPDX-License-Identifier: Apache-2.0
// The index of a checkout (gitformat-index(5)): which blob was last staged under each name. Grammar:
//   index     = "DIRC" version:u32 count:u32 *entry *extension checksum     version 2, 3 or 4; numbers are big-endian
//   entry     = 10 stat fields, mode among them (40 bytes) id flags:u16 [flags:u16] name
//   extension = signature:4 size:u32 bytes                               optional where it begins with A to Z
// The checksum is against accidents of the disk and is not computed: the entries are held against the files anyway.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.hpp"
#include "base/model_path.hpp"
#include "base/result.hpp"
#include "git/object_id.hpp"
#include "git/tree.hpp"

namespace weightcheck::git {

struct IndexEntry {
  ModelPath path;
  Mode mode = Mode::file;  // never a folder
  ObjectId id;
  std::uint8_t stage = 0;      // 1 to 3 in a merge that is not ended
  bool skip_worktree = false;  // left out of a sparse checkout
  bool intent_to_add = false;  // announced, not staged: the id is that of nothing

  friend bool operator==(const IndexEntry&, const IndexEntry&) = default;
};

// The entries, sorted by path bytes and stage, no two alike. Errors: malformed (also for names that are no ModelPath);
// limit; unsupported for other versions, a split index, and a sparse one that holds folders.
[[nodiscard]] Result<std::vector<IndexEntry>> parse_index(ObjectFormat format, ByteSpan bytes);

}  // namespace weightcheck::git
