// SPDX-License-Identifier: Apache-2.0
// Git LFS pointers: the small text that stands in git for a large file. Canonical form (git-lfs docs/spec.md):
//   "version https://git-lfs.github.com/spec/v1" LF
//   *( "ext-" digit "-" name " sha256:" hex LF )
//   "oid sha256:" hex LF
//   "size " decimal LF
// The blob id of that text follows from a file's SHA-256 and size alone: so a shard is found in a tree without hashing
// it as a blob.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "git/object_id.hpp"

namespace weightcheck::git {

enum class PointerForm : std::uint8_t {
  canonical,
  lax,       // git-lfs reads it, and would write it otherwise: CRLF, older version URLs, no final LF, size 0
  extended,  // has ext- lines: the digest is of bytes that an extension made, so content alone cannot be held against
             // it
};

struct LfsPointer {
  Digest sha256;
  std::uint64_t size = 0;  // bytes
  PointerForm form = PointerForm::canonical;

  friend bool operator==(const LfsPointer&, const LfsPointer&) = default;
};

// What git-lfs 3 reads as a pointer, and how far it is from what it writes; nothing for all other bytes, the empty file
// among them.
[[nodiscard]] std::optional<LfsPointer> parse_lfs_pointer(ByteSpan bytes);

// Whether a file is a pointer stub, or began as one: small, and opening like a pointer of any age. `head` is its
// beginning, at least limits::lfs_pointer_bytes_max bytes or all of it.
[[nodiscard]] bool looks_like_lfs_pointer(ByteSpan head, std::uint64_t file_size);

// The text git-lfs writes; "" for size 0, since an empty file stays an empty blob.
[[nodiscard]] std::string canonical_lfs_pointer(const Digest& sha256, std::uint64_t size);

// The id of the blob that stands for such a file. Errors: inconsistent, where the size is 0 and the digest is not that
// of nothing; and those of object_id().
[[nodiscard]] Result<ObjectId> pointer_blob_id(ObjectFormat format, const Digest& sha256, std::uint64_t size);

}  // namespace weightcheck::git
