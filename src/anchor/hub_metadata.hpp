// SPDX-License-Identifier: Apache-2.0
// What Hugging Face's client writes beside its downloads, from bytes to values. Pure.
//   listing = {"format_version": 1, "files": {PATH: {"size", "blob_id" [, "lfs_sha256", "lfs_size", "xet_hash"]}}}
//             of a whole commit, in trees/<commit>.json; members beside these are left alone
//   record  = commit LF etag LF seconds LF              in download/PATH.metadata
//   etag    = 64 hex, the SHA-256 of an LFS or Xet file | 40 hex, the git blob id of any other
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "evidence/claim.hpp"
#include "git/object_id.hpp"

namespace weightcheck::anchor {

// The SHA-256 or the git blob id that it spells.
[[nodiscard]] std::optional<evidence::Expected> parse_etag(std::string_view text);

struct DownloadRecord {
  git::ObjectId commit;
  std::optional<evidence::Expected> etag;  // none where it is of another form, as some proxies write them
  double seconds = 0;                      // since 1970, when it was written

  friend bool operator==(const DownloadRecord&, const DownloadRecord&) = default;
};

// Errors: malformed.
[[nodiscard]] Result<DownloadRecord> parse_download_record(std::string_view text);

// Sorted by path, one a path. An LFS file's blob id is kept where it is that of the canonical pointer: of another
// pointer, the content cannot tell. Errors: malformed; limit; unsupported for another format_version.
[[nodiscard]] Result<std::vector<evidence::Claim>> parse_commit_listing(std::string_view json);

// Adds to a claim what an etag says. Where the claim already says something else it keeps the etag's word, and the
// clause that tells of both comes back, with what it said before.
struct EtagClash {
  std::string message;
  std::optional<evidence::Expected> other;

  friend bool operator==(const EtagClash&, const EtagClash&) = default;
};
[[nodiscard]] std::optional<EtagClash> join_etag(evidence::Claim& claim, const evidence::Expected& etag);

}  // namespace weightcheck::anchor
