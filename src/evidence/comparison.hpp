// SPDX-License-Identifier: Apache-2.0
// Every claim set held against what was seen, file by file: the rows from which rules, reports and the verdict all
// read. Pure and exact; a row says what was shown, and `unhashed` or `unproven` wherever nothing was.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "evidence/claim.hpp"
#include "evidence/model_tree.hpp"
#include "evidence/observation.hpp"
#include "evidence/owner.hpp"
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

// What one claim set says of a file, once held against it. `unlisted` is the answer of a set that speaks for all files,
// `none` that of one that does not.
enum class Held : std::uint8_t { none, ok, unhashed, unlisted, missing, too_long, too_short, differs };

[[nodiscard]] std::string_view name_of(Held held);

// Two claim sets, by their places.
struct Contradiction {
  std::size_t first = 0;
  std::size_t second = 0;

  friend auto operator<=>(const Contradiction&, const Contradiction&) = default;
};

struct FileRow {
  ModelPath path;
  std::optional<std::uint64_t> size{};     // on disk; none when missing
  DigestSet digests{};                     // of the bytes read
  std::vector<Held> held{};                // one a claim set, in their order
  std::optional<std::size_t> spoken_by{};  // the set whose word `integrity` is: of several, the one that fits worst
  std::optional<std::uint64_t> claimed_size{};  // bytes, by that set
  Integrity integrity = Integrity::unhashed;
  Anchor anchor = Anchor::none;
  std::optional<Contradiction> contradiction{};  // two sets cannot both be right about this file
  std::optional<Error> error{};                  // why it is unreadable or changed
  Owner owner = Owner::unknown;
  std::optional<BasePlace> base{};  // where a base model holds these bytes
  // Of a file that differs and whose states were known: where it seems to. A diagnosis, as good as those states.
  std::vector<midstates::ByteRange> damage{};

  // The set whose word `integrity` is lists the file, here or not.
  [[nodiscard]] bool claimed() const { return spoken_by && held[*spoken_by] != Held::unlisted; }
  // A set that speaks for all files does not list it.
  [[nodiscard]] bool unlisted() const;

  friend bool operator==(const FileRow&, const FileRow&) = default;
};

struct ComparisonInput {
  const ModelTree& tree;
  const std::vector<ClaimSet>& claim_sets;
  const std::vector<FileObservation>& observations;  // sorted by path; a file without one was not hashed
  const git::CommitProof* commit = nullptr;          // none without a proof
  const std::vector<ModelPath>& pointer_stubs;       // sorted: LFS pointers lying where content should be
  std::vector<const git::CommitProof*> bases{};      // of the models that this one was made from
};

// One row for every file on disk, in a claim or in the commit, sorted by path.
[[nodiscard]] std::vector<FileRow> compare(const ComparisonInput& input);

// What a claim about a whole file comes to, for a file that is here and was hashed.
[[nodiscard]] Held hold(const Claim& claim, const ModelFile& file, const DigestSet& digests);

// Whether two claims about one file can both be true of the same bytes. What cannot be told without the bytes, can.
[[nodiscard]] bool agree(const Claim& a, const Claim& b);

}  // namespace weightcheck::evidence
