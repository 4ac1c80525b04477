// SPDX-License-Identifier: Apache-2.0
// What hashing a file showed: its digests, or why there are none. Made by pipeline, read by rules; no opinion in it.
#pragma once

#include "base/file_identity.hpp"
#include "base/model_path.hpp"
#include "base/result.hpp"
#include "evidence/digests.hpp"

namespace weightcheck::evidence {

struct FileObservation {
  ModelPath path;
  FileIdentity identity{};  // of the descriptor that was read, the same before and after
  // Errors: io (with the offset), denied, not_found, changed (the identity moved while it was read, or since the walk),
  // interrupted.
  Result<DigestSet> digests;

  friend bool operator==(const FileObservation&, const FileObservation&) = default;
};

// A file that could not be read when it was looked at, before anything was hashed. Its digests, if it has any, are of
// bytes that nobody looked at.
struct Unread {
  ModelPath path;
  Error error{};  // as those of a FileObservation
};

}  // namespace weightcheck::evidence
