// SPDX-License-Identifier: Apache-2.0
// A repository behind git's smart HTTP protocol: which commit a name stands for, and the commit and its trees without
// any file.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/event.hpp"
#include "base/result.hpp"
#include "git/object_id.hpp"
#include "http/url.hpp"

namespace weightcheck::anchor {

struct GitRemote {
  http::Url url;
  std::string token{};        // sent to the URL's origin, in a header of which no process list tells; "" for none
  std::string cacert_file{};  // trusted beside the system's authorities
  std::chrono::steady_clock::time_point deadline{};
  EventHook events{};  // told of each call of git
};

// The commit of a branch, a tag, a full ref name or "HEAD", as the server says now. Errors: not_found; inconsistent
// where a branch and a tag of that name differ; usage for what is no name of a ref (an abbreviated id among them); and
// those of fetch_commit().
[[nodiscard]] Result<git::ObjectId> resolve_revision(const GitRemote& remote, const std::string& revision,
                                                     const std::stop_token& stop);

struct FetchedCommit {
  std::string proof;               // as the two commands of docs/proof-format.md make it
  std::vector<std::string> notes;  // printable sentences
};

// Errors: not_found (no such repository or commit), denied (credentials, certificate, redirect), network, limit, io,
// interrupted.
[[nodiscard]] Result<FetchedCommit> fetch_commit(const GitRemote& remote, const git::ObjectId& commit,
                                                 const std::stop_token& stop);

}  // namespace weightcheck::anchor
