// SPDX-License-Identifier: Apache-2.0
// Names of git objects: SHA-1 (20 bytes) or SHA-256 (32 bytes) over "<type> <decimal size>\0" and the body. The two
// formats of a repository never mix, and neither is a content digest: a BlobId of a shard is not its SHA-256.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace weightcheck::git {

enum class ObjectFormat : std::uint8_t { sha1, sha256 };
enum class ObjectType : std::uint8_t { commit, tree, blob, tag };

[[nodiscard]] std::string_view name_of(ObjectType type);

class ObjectId {
 public:
  // 40 or 64 lower-case hexadecimal digits, nothing else: a branch, a tag or a short id is no ObjectId.
  [[nodiscard]] static std::optional<ObjectId> parse(std::string_view digits);
  [[nodiscard]] static ObjectId from_raw(ByteSpan raw);  // 20 or 32 bytes; any other length is a bug and throws

  [[nodiscard]] ObjectFormat format() const noexcept { return size_ == 20 ? ObjectFormat::sha1 : ObjectFormat::sha256; }
  [[nodiscard]] ByteSpan raw() const noexcept { return ByteSpan(bytes_).first(size_); }
  [[nodiscard]] std::string hex() const { return to_hex(raw()); }

  friend auto operator<=>(const ObjectId&, const ObjectId&) = default;

 private:
  std::array<std::byte, 32> bytes_{};
  std::uint8_t size_ = 20;
};

// The id of an object whose body is at hand. SHA-1 runs with collision detection: a body that carries a collision
// attack is an Error (malformed), never an id. (io) where libgit2, which does the SHA-1, cannot be started.
[[nodiscard]] Result<ObjectId> object_id(ObjectFormat format, ObjectType type, ByteSpan body);

// The id of a blob that is too large to hold: feed exactly the announced number of bytes, in order. SHA-1 runs with the
// same collision detection, at about 0.5 GB/s a core. finish(), once: malformed for a collision attack, changed when
// the number of bytes was another.
class BlobHasher {
 public:
  BlobHasher(ObjectFormat format, std::uint64_t size);
  ~BlobHasher();
  BlobHasher(BlobHasher&&) noexcept;
  BlobHasher& operator=(BlobHasher&&) noexcept;

  void update(ByteSpan bytes);
  [[nodiscard]] Result<ObjectId> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace weightcheck::git
