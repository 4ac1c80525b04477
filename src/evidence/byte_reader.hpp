// SPDX-License-Identifier: Apache-2.0
// Bytes that can be read at any place: a file, a part of one, a member of an archive, or a text in memory. What reads
// formats asks this, and so stays pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace weightcheck::evidence {

class ByteReader {
 public:
  virtual ~ByteReader() = default;
  ByteReader() = default;
  ByteReader(const ByteReader&) = delete;
  ByteReader& operator=(const ByteReader&) = delete;

  [[nodiscard]] virtual std::uint64_t size() const = 0;
  // `count` bytes from `offset` on; fewer only at the end. Errors: of the source, and limit where the rest is not
  // looked at.
  [[nodiscard]] virtual Result<std::string> read(std::uint64_t offset, std::size_t count) = 0;
};

// The beginning of something larger: what lies behind it is an error, and not the end.
class HeadReader final : public ByteReader {
 public:
  HeadReader(std::string_view head, std::uint64_t size) : head_(head), size_(size) {}
  [[nodiscard]] std::uint64_t size() const override { return size_; }
  [[nodiscard]] Result<std::string> read(std::uint64_t offset, std::size_t count) override;

 private:
  std::string_view head_;
  std::uint64_t size_;
};

class PartReader final : public ByteReader {
 public:
  // `whole` has to outlive this; a part that leaves it is cut at its end.
  PartReader(ByteReader& whole, std::uint64_t begin, std::uint64_t size);
  [[nodiscard]] std::uint64_t size() const override { return size_; }
  [[nodiscard]] Result<std::string> read(std::uint64_t offset, std::size_t count) override;

 private:
  ByteReader& whole_;
  std::uint64_t begin_;
  std::uint64_t size_;
};

// Little-endian, `width` bytes at `at`, which are there.
[[nodiscard]] std::uint64_t little_endian(std::string_view bytes, std::size_t at, std::size_t width);

}  // namespace weightcheck::evidence
