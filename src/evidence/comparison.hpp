// SPDX-License-Identifier: Apache-2.0
// Claims held against what was seen, file by file: the rows from which rules, reports and the verdict all read. Pure
// and exact; a row says what was shown, and `unhashed` or `unproven` wherever nothing was.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "evidence/claim.hpp"
#include "evidence/model_tree.hpp"
#include "evidence/observation.hpp"
#include "evidence/origin.hpp"
#include "git/proof.hpp"

namespace weightcheck::evidence {

enum class Integrity : std::uint8_t {
  ok,          // hashed, and equal to the claim
  differs,     // hashed, and not equal
  missing,     // claimed, not here
  unlisted,    // here, claimed by nobody
  unreadable,  // could not be hashed
  changed,     // was not the same file at the end of the reading
  too_short,   // smaller than claimed: seen without hashing
  too_long,
  unhashed,  // not read, or not with a digest that the claim can be held against
};

enum class Anchor : std::uint8_t {
  anchored_lfs,  // the commit's tree names the LFS pointer of exactly these bytes
  anchored_raw,  // the commit's tree names exactly these bytes
  differs,       // the path is in the commit with other bytes
  unanchored,    // the path is not in the commit
  unproven,      // no recorded tree covers the path, or the bytes were not hashed
  absent,        // in the commit, not here
  none,          // there is no proof
};

[[nodiscard]] std::string_view name_of(Integrity integrity);
[[nodiscard]] std::string_view name_of(Anchor anchor);

struct FileRow {
  ModelPath path;
  std::optional<std::uint64_t> size{};  // on disk; none when missing
  std::optional<std::uint64_t> claimed_size{};
  std::optional<Digest> sha256{};  // of the bytes read
  std::optional<Digest> claimed_sha256{};
  bool claimed = false;  // some source said what this file must be
  Integrity integrity = Integrity::unhashed;
  Anchor anchor = Anchor::none;
  std::optional<Error> error{};  // why it is unreadable or changed
  Origin origin = Origin::unknown;
  std::optional<BasePlace> base{};  // where a base model holds these bytes

  friend bool operator==(const FileRow&, const FileRow&) = default;
};

struct ComparisonInput {
  const ModelTree& tree;
  const std::vector<Claim>& claims;                  // sorted by path, one a path
  const std::vector<FileObservation>& observations;  // sorted by path; a file without one was not hashed
  const git::CommitProof* commit = nullptr;          // none without a proof
  const std::vector<ModelPath>& pointer_stubs;       // sorted: LFS pointers lying where content should be
  std::vector<const git::CommitProof*> bases{};      // of the models that this one was made from
};

// One row for every file on disk, in a claim or in the commit, sorted by path.
[[nodiscard]] std::vector<FileRow> compare(const ComparisonInput& input);

}  // namespace weightcheck::evidence
