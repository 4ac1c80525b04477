// SPDX-License-Identifier: Apache-2.0
// What hashing a file showed: its digests, or why there are none. Made by pipeline, read by rules; no opinion in it.
#pragma once

#include <optional>
#include <vector>

#include "base/file_identity.hpp"
#include "base/model_path.hpp"
#include "base/result.hpp"
#include "evidence/digests.hpp"
#include "midstates/chain.hpp"

namespace weightcheck::evidence {

// What came out besides of a file that was hashed in spans (midstates/chain.hpp): a diagnosis, and evidence of nothing.
struct SpansSeen {
  Digest line;                                 // of the line whose states were used
  std::vector<midstates::ByteRange> broken{};  // spans that did not lead to the next one
  std::size_t wrong_hints = 0;                 // states on the line that are not the file's

  friend bool operator==(const SpansSeen&, const SpansSeen&) = default;
};

struct FileObservation {
  ModelPath path;
  FileIdentity identity{};  // of the descriptor that was read, the same before and after
  // Errors: io (with the offset), denied, not_found, changed (the identity moved while it was read, or since the walk),
  // interrupted.
  Result<DigestSet> digests;
  std::optional<SpansSeen> spans{};
  std::vector<midstates::Hint> states{};  // the file's own, where they were to be kept
  std::vector<Digest> pieces{};           // SHA-256 of the pieces that a claim names, in their order

  friend bool operator==(const FileObservation&, const FileObservation&) = default;
};

// A file that could not be read when it was looked at, before anything was hashed. Its digests, if it has any, are of
// bytes that nobody looked at.
struct Unread {
  ModelPath path;
  Error error{};  // as those of a FileObservation
};

}  // namespace weightcheck::evidence
