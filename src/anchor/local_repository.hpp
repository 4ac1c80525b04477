// SPDX-License-Identifier: Apache-2.0
// A git repository on this machine, which may be a stranger's: its object files are read by git in a repository of
// ours, its HEAD and refs by this code, and its configuration, hooks and attributes by nobody.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "base/event.hpp"
#include "base/result.hpp"
#include "git/object_id.hpp"

namespace weightcheck::anchor {

struct LocalRepository {
  std::string git_folder;      // absolute: PATH/.git, or PATH where it is bare
  std::string objects_folder;  // absolute

  // Errors: not_found (no repository there), unsupported (a linked worktree), io.
  [[nodiscard]] static Result<LocalRepository> open(const std::string& path);

  // The object that "HEAD", a branch, a tag or a full ref name stands for: a commit, or an annotated tag of one.
  // Errors: not_found, malformed (also for what is no name of a ref), inconsistent (a branch and a tag of that name
  // differ).
  [[nodiscard]] Result<git::ObjectId> resolve(const std::string& revision) const;
};

struct LocalProof {
  git::ObjectId commit;  // that was asked for, or that the tag leads to
  std::string proof;     // as the two commands of docs/proof-format.md make it
  std::string pointers;  // the commit's small blobs, in the same form: some of them are LFS pointers
};

// Of the pointers, those that are there. Errors: not_found (the object, or one of its trees, is not there), and those
// of GitWorkspace.
[[nodiscard]] Result<LocalProof> read_commit(const LocalRepository& repository, const git::ObjectId& object,
                                             std::chrono::steady_clock::time_point deadline, const EventHook& events,
                                             const std::stop_token& stop);

}  // namespace weightcheck::anchor
