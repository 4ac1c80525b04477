// SPDX-License-Identifier: Apache-2.0
// What hashing a file showed: its digests, or why there are none. Made by pipeline, read by rules; no opinion in it.
#pragma once

#include <optional>

#include "base/digest.hpp"
#include "base/file_identity.hpp"
#include "base/model_path.hpp"
#include "base/result.hpp"
#include "git/object_id.hpp"

namespace weightcheck::evidence {

struct DigestSet {
  std::optional<Digest> sha256{};          // of the content
  std::optional<git::ObjectId> blob_id{};  // of the content as a git blob

  friend bool operator==(const DigestSet&, const DigestSet&) = default;
};

struct FileObservation {
  ModelPath path;
  FileIdentity identity{};  // of the descriptor that was read, the same before and after
  // Errors: io (with the offset), denied, not_found, changed (the identity moved while it was read, or since the walk),
  // interrupted.
  Result<DigestSet> digests;

  friend bool operator==(const FileObservation&, const FileObservation&) = default;
};

}  // namespace weightcheck::evidence
