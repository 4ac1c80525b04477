// SPDX-License-Identifier: Apache-2.0
// What somebody said the bytes are: the one form into which every source of expectations is brought. Sources stand
// beside each other; none replaces another, and each is held against what was seen (comparison.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/model_path.hpp"
#include "evidence/digests.hpp"

namespace weightcheck::evidence {

// Bytes of one file. Without a length: all of it.
struct Span {
  ModelPath path;
  std::uint64_t offset = 0;
  std::optional<std::uint64_t> length{};

  [[nodiscard]] bool is_whole_file() const { return offset == 0 && !length; }

  friend bool operator==(const Span&, const Span&) = default;
};

// Who said something. Trust is of each statement by itself: the origin of one is never lent to another.
enum class OriginKind : std::uint8_t {
  self,       // it lay beside the weights: whoever could change those could change it with them
  caller,     // the command line, the policy, or a file from outside the model
  signed_by,  // a signature that was verified
};

struct Origin {
  OriginKind kind = OriginKind::self;
  std::string identity{};  // of the signer, raw; "" otherwise

  friend bool operator==(const Origin&, const Origin&) = default;
};

[[nodiscard]] std::string_view name_of(OriginKind kind);  // "self", "caller", "signed"

// A part of a file, and its SHA-256.
struct Piece {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  Digest sha256{};

  friend bool operator==(const Piece&, const Piece&) = default;
};

struct Claim {
  Span span;
  std::optional<std::uint64_t> file_size{};  // bytes, of the whole file
  std::vector<Expected> expected{};          // all of them have to hold; at least one, unless there are pieces
  std::vector<Piece> pieces{};               // instead: that the whole file consists of, in order and without gaps
  bool of_link = false;                      // the digest is that of a symbolic link's target

  [[nodiscard]] const ModelPath& path() const { return span.path; }
  [[nodiscard]] std::optional<Digest> sha256() const;
  [[nodiscard]] std::optional<git::ObjectId> blob_id() const;

  friend bool operator==(const Claim&, const Claim&) = default;
};

enum class Coverage : std::uint8_t {
  all,     // a file that it does not list is unlisted
  some,    // it says nothing of files that it does not list
  commit,  // the trees of the pinned commit: what it says of a file is the file's anchor
};

struct ClaimSet {
  std::string_view source{};  // as people call it, a literal: "the manifest", "the hub cache"
  Origin origin{};
  std::string by{};  // the file or place that said it, raw bytes
  Coverage coverage = Coverage::some;
  std::vector<Claim> claims{};         // sorted by path and offset
  std::vector<ModelPath> silent_on{};  // sorted: files that it lists without a digest that can be used

  // The claim about the whole file; null where there is none.
  [[nodiscard]] const Claim* find(const ModelPath& path) const;
};

// A git id that is that of the canonical LFS pointer to a content which another set names means that content: its
// digest and size are then expected too. So one SHA-256 pass decides, also where a file differs. Sets of whole files.
void deduce_pointers(std::vector<ClaimSet>& sets);

}  // namespace weightcheck::evidence
