// SPDX-License-Identifier: Apache-2.0
// Digests with the algorithm they are of: what a source expects, and what hashing computed. One table of algorithms;
// a new one is a row here, and a hasher in pipeline.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/digest.hpp"
#include "git/object_id.hpp"

namespace weightcheck::evidence {

enum class Algorithm : std::uint8_t {
  sha256,      // of the content
  git_sha1,    // the id of the content as a git blob, in a SHA-1 repository
  git_sha256,  // the same in a SHA-256 repository
};

struct AlgorithmRow {
  Algorithm algorithm;
  std::string_view name;  // as reports print it
  std::size_t bytes;      // of a digest
};

inline constexpr std::array<AlgorithmRow, 3> algorithms{{
    {Algorithm::sha256, "sha256", 32},
    {Algorithm::git_sha1, "git blob", 20},
    {Algorithm::git_sha256, "git blob (sha256)", 32},
}};
inline constexpr std::size_t digest_bytes_max = 32;

[[nodiscard]] constexpr const AlgorithmRow& row_of(Algorithm algorithm) {
  return algorithms[static_cast<std::size_t>(algorithm)];
}
[[nodiscard]] Algorithm blob_algorithm(git::ObjectFormat format);

// As a source writes it down, or as hashing found it. Of a git algorithm a source may mean the content itself or the
// canonical LFS pointer that stands for it: which one is tried, never guessed.
class Expected {
 public:
  // NOLINTBEGIN(google-explicit-constructor): both types name their algorithm, so nothing is lost or assumed.
  Expected(const Digest& sha256);
  Expected(const git::ObjectId& blob_id);
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] Algorithm algorithm() const noexcept { return algorithm_; }
  [[nodiscard]] ByteSpan bytes() const noexcept { return ByteSpan(bytes_).first(row_of(algorithm_).bytes); }
  [[nodiscard]] std::string hex() const { return to_hex(bytes()); }

  [[nodiscard]] std::optional<Digest> sha256() const;          // nullopt of another algorithm
  [[nodiscard]] std::optional<git::ObjectId> blob_id() const;  // of either git algorithm

  friend bool operator==(const Expected&, const Expected&) = default;

 private:
  Algorithm algorithm_;
  std::array<std::byte, digest_bytes_max> bytes_{};
};

// At most one digest an algorithm, of one content.
class DigestSet {
 public:
  DigestSet() = default;
  DigestSet(std::initializer_list<Expected> digests);

  void add(const Expected& digest);
  void add(const DigestSet& others);
  // The content was shown not to have this SHA-256, and its own is not known.
  void rule_out(const Digest& sha256) { ruled_out_ = sha256; }

  [[nodiscard]] const Expected* find(Algorithm algorithm) const;
  [[nodiscard]] std::optional<Digest> sha256() const;
  [[nodiscard]] std::optional<git::ObjectId> blob_id(git::ObjectFormat format) const;
  [[nodiscard]] const std::optional<Digest>& ruled_out() const { return ruled_out_; }
  [[nodiscard]] bool rules_out(const Expected& expected) const { return ruled_out_ && ruled_out_ == expected.sha256(); }

  friend bool operator==(const DigestSet&, const DigestSet&) = default;

 private:
  std::array<std::optional<Expected>, algorithms.size()> digests_;
  std::optional<Digest> ruled_out_;
};

class AlgorithmSet {
 public:
  AlgorithmSet() = default;
  AlgorithmSet(std::initializer_list<Algorithm> some) {
    for (const Algorithm algorithm : some)
      add(algorithm);
  }

  void add(Algorithm algorithm) { bits_ = static_cast<std::uint8_t>(bits_ | bit(algorithm)); }
  void add(AlgorithmSet others) { bits_ = static_cast<std::uint8_t>(bits_ | others.bits_); }
  [[nodiscard]] bool contains(Algorithm algorithm) const { return (bits_ & bit(algorithm)) != 0; }

  friend auto operator<=>(AlgorithmSet, AlgorithmSet) = default;

 private:
  static std::uint8_t bit(Algorithm algorithm) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(algorithm));
  }
  std::uint8_t bits_ = 0;
};

}  // namespace weightcheck::evidence
