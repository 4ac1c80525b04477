// SPDX-License-Identifier: Apache-2.0
// What `verify --receipt` leaves for `recheck`: which files were verified, and how the system knows them, under a MAC
// with a key that lies outside the model. Pure: nothing here reads a file or a clock. The form is told in
// docs/receipts.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/digest.hpp"
#include "base/file_identity.hpp"
#include "base/model_path.hpp"
#include "base/result.hpp"
#include "evidence/model_tree.hpp"
#include "git/object_id.hpp"

namespace weightcheck::receipt {

inline constexpr std::size_t key_bytes_min = 32;

struct File {
  ModelPath path;
  FileIdentity identity{};
  std::optional<Digest> sha256{};  // what was found; none where the file was verified by its blob id alone

  friend bool operator==(const File&, const File&) = default;
};

struct Receipt {
  std::string model{};    // canonical path, raw bytes
  std::string written{};  // canonical path of the receipt itself: a copy elsewhere is none
  std::string host{};     // names the machine; "" where it has no name
  std::uint64_t model_device = 0;
  std::uint64_t model_inode = 0;
  std::int64_t made = 0;     // seconds since the epoch
  std::int64_t expires = 0;  // the last second in which it holds
  std::string trust{};       // of evidence::name_of
  std::optional<git::ObjectId> commit{};
  std::optional<std::string> upstream{};
  std::optional<Digest> policy{};  // SHA-256 of the policy's file
  std::optional<Digest> asked{};   // names all that was asked of the model, and by which version
  std::vector<File> files{};       // sorted by path

  friend bool operator==(const Receipt&, const Receipt&) = default;
};

// The text with its MAC. `key` is of key_bytes_min bytes at least; a shorter one is a bug of the caller and throws.
[[nodiscard]] std::string write(const Receipt& receipt, ByteSpan key);

// By its first bytes alone.
[[nodiscard]] bool looks_like_one(ByteSpan bytes);

// Errors: malformed (also a MAC that is not this key's: edited, or made with another key), limit.
[[nodiscard]] Result<Receipt> read(ByteSpan bytes, ByteSpan key);

struct Moved {
  std::string path{};  // raw bytes
  std::string how{};   // printable: "is new", "is gone", "was changed or replaced"
};

// What is not as it was: files by path, at most limits::finding_paths_max of them, and how many there are in all.
struct Difference {
  std::vector<Moved> shown{};
  std::uint64_t total = 0;
};

[[nodiscard]] Difference compare(const Receipt& receipt, const evidence::ModelTree& now);

}  // namespace weightcheck::receipt
