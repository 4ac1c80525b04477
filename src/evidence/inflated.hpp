// SPDX-License-Identifier: Apache-2.0
// What deflate packed (in zip members, and as zlib and gzip streams), unpacked as far as it is asked for and no further
// than a limit.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "evidence/budget.hpp"
#include "evidence/byte_reader.hpp"

namespace weightcheck::evidence {

inline constexpr std::size_t inflated_bytes_max = std::size_t{8} << 20;  // of one stream

enum class Packing : std::uint8_t { deflate, zlib_or_gzip };

class InflatedReader final : public ByteReader {
 public:
  // `packed` has to outlive this. `size` is what the stream is said to hold; where nothing says it, the largest number.
  InflatedReader(ByteReader& packed, Packing packing, std::uint64_t size, Budget& budget);
  ~InflatedReader() override;
  InflatedReader(const InflatedReader&) = delete;
  InflatedReader& operator=(const InflatedReader&) = delete;

  [[nodiscard]] std::uint64_t size() const override { return size_; }
  // Errors besides the source's: malformed; limit, over inflated_bytes_max or the budget.
  [[nodiscard]] Result<std::string> read(std::uint64_t offset, std::size_t count) override;

 private:
  struct Stream;
  [[nodiscard]] Status unpack(std::size_t wanted);
  [[nodiscard]] Status refill();
  [[nodiscard]] Result<bool> goes_on();

  ByteReader& packed_;
  std::uint64_t size_;
  Budget& budget_;
  std::unique_ptr<Stream> stream_;
  std::string unpacked_;
};

// RFC 1950: two bytes with a check of their own.
[[nodiscard]] bool begins_like_zlib(std::string_view head);

// Where the stream begins in what joblib wrote before version 0.10, and still reads: "ZF", the unpacked length in
// hexadecimal digits, padded to 19 bytes (20 of Python 2), and a zlib stream.
[[nodiscard]] std::optional<std::uint64_t> zfile_stream(std::string_view head);

// What the head of a gzip, zlib or ZF file unpacks to, at most `count` bytes of it; nothing where it is none of them.
[[nodiscard]] std::optional<std::string> unpacked_head(std::string_view head, std::uint64_t size, std::size_t count);

}  // namespace weightcheck::evidence
