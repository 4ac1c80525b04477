// SPDX-License-Identifier: Apache-2.0
// What someone said about a file: the one form into which every source of expectations is brought.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/digest.hpp"
#include "base/model_path.hpp"
#include "git/object_id.hpp"

namespace weightcheck::evidence {

// In the order in which they are asked (DESIGN section 5).
enum class ClaimSource : std::uint8_t {
  manifest,       // SHA256.manifest or what --manifest named
  proof,          // the trees of the pinned commit
  hub_cache,      // a Hugging Face cache: the blobs' names, and the list of the commit's files
  hub_local_dir,  // metadata that a download into a plain folder left behind
  git_index,      // the index of a git checkout, and the pointers it names
};

[[nodiscard]] std::string_view describe(ClaimSource source);  // "the manifest", "the commit's trees", ...

// At least one of sha256 and blob_id is there. A blob_id is that of the content or of its canonical LFS pointer: which
// one is tried, not guessed.
struct Claim {
  ModelPath path;
  std::optional<std::uint64_t> size{};  // bytes
  std::optional<Digest> sha256{};
  std::optional<git::ObjectId> blob_id{};
  bool of_link = false;  // blob_id is that of a symbolic link's target
  ClaimSource source = ClaimSource::manifest;

  friend bool operator==(const Claim&, const Claim&) = default;
};

}  // namespace weightcheck::evidence
