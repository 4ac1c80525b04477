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
#include "evidence/pin.hpp"
#include "git/object_id.hpp"

namespace weightcheck::receipt {

inline constexpr std::size_t key_bytes_min = 32;

struct File {
  ModelPath path;
  FileIdentity identity{};
  std::optional<Digest> sha256{};  // what was found; none where the file was verified by its blob id alone

  friend bool operator==(const File&, const File&) = default;
};

// A place that belongs to no model and so is not hashed: what git, a hub's client or this program keeps there for
// itself, an unfinished download, a link that leads nowhere.
struct Place {
  std::string name{};         // raw bytes, relative to the model
  std::uint64_t entries = 0;  // the place itself, and all below it
  Digest seen{};              // over names, kinds and identities of all of them

  friend bool operator==(const Place&, const Place&) = default;
};

// A file outside of the model that the verdict stood on: a manifest, a proof.
struct Basis {
  std::string path{};  // absolute, raw bytes
  Digest sha256{};

  friend bool operator==(const Basis&, const Basis&) = default;
};

// What the caller asked for when the receipt was left; a policy is named by its digest besides.
struct Demanded {
  evidence::Trust trust = evidence::Trust::none;
  std::string fail_on{};  // lowest severity that failed the run, "error" or "warning"
  bool whole = false;     // the model had to hold all that the commit does

  friend bool operator==(const Demanded&, const Demanded&) = default;
};

// How it was made sure that nobody could write to a file without its times telling (docs/receipts.md).
enum class Writers : std::uint8_t { asked, synced };

struct Receipt {
  std::string model{};    // canonical path, raw bytes
  std::string written{};  // canonical path of the receipt itself: a copy elsewhere is none
  std::string host{};     // names the machine; "" where it has no name
  std::uint64_t model_device = 0;
  std::uint64_t model_inode = 0;
  std::int64_t made = 0;     // seconds since the epoch
  std::int64_t expires = 0;  // the last second in which it holds
  evidence::Trust trust = evidence::Trust::none;
  std::optional<git::ObjectId> commit{};
  evidence::Trust upstream_trust = evidence::Trust::none;
  std::optional<std::string> upstream{};
  std::optional<Digest> signer{};  // names who was asked to have signed the model, and by what that was checked
  std::optional<Digest> bundle{};  // SHA-256 of the signature that showed it
  std::optional<Digest> policy{};  // SHA-256 of the policy's file
  Demanded demanded{};
  std::optional<Digest> asked{};  // names all that was asked of the model, and by which version
  Writers writers = Writers::asked;
  std::vector<Basis> bases{};   // sorted by path
  std::vector<Place> places{};  // sorted by name
  std::vector<File> files{};    // sorted by path

  friend bool operator==(const Receipt&, const Receipt&) = default;
};

// The text with its MAC. `key` is of key_bytes_min bytes at least; a shorter one is a bug of the caller and throws.
[[nodiscard]] std::string write(const Receipt& receipt, ByteSpan key);

// By its first bytes alone; those of other versions too.
[[nodiscard]] bool looks_like_one(ByteSpan bytes);

// Errors: malformed (also a MAC that is not this key's: edited, or made with another key), unsupported (of another
// version), limit.
[[nodiscard]] Result<Receipt> read(ByteSpan bytes, ByteSpan key);

struct Moved {
  std::string path{};  // raw bytes
  std::string how{};   // printable: "is new", "is gone", "was changed or replaced"
};

// What is there now. Of the places: those that the receipt names and are still there, and whatever else the walk left
// out; of the bases: those that are still there.
struct Now {
  evidence::ModelTree tree{};
  std::vector<Place> places{};  // sorted by name
  std::vector<Basis> bases{};   // sorted by path
};

// What is not as it was: at most limits::finding_paths_max of them, and how many there are in all.
struct Difference {
  std::vector<Moved> shown{};
  std::uint64_t total = 0;

  void add(std::string path, std::string how);
};

[[nodiscard]] Difference compare(const Receipt& receipt, const Now& now);

}  // namespace weightcheck::receipt
