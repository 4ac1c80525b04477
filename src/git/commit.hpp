// SPDX-License-Identifier: Apache-2.0
// A git commit object. Grammar of the body:
//   commit  = "tree " id LF *( "parent " id LF ) "author " text LF "committer " text LF *header LF message
//   header  = key SP text LF *( SP text LF )      such as encoding, mergetag, gpgsig; further lines begin with a space
//   message = bytes, with or without a final LF
// Only the tree takes part in a proof; the rest is for people. A signature is seen, never checked, here.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "git/object_id.hpp"

namespace weightcheck::git {

struct Commit {
  ObjectId tree;
  std::vector<ObjectId> parents;
  std::string author;     // raw bytes: name <mail> seconds zone
  std::string committer;  // the same
  bool is_signed = false;
  std::string message;  // raw bytes

  friend bool operator==(const Commit&, const Commit&) = default;
};

// Errors: malformed, limit (limits::commit_bytes_max).
[[nodiscard]] Result<Commit> parse_commit(ObjectFormat format, ByteSpan body);

}  // namespace weightcheck::git
