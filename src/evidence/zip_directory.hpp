// SPDX-License-Identifier: Apache-2.0
// The members of a zip, by its central directory: as loaders find them, who begin at the end. What stands before the
// archive, and what lies in it that no directory lists, does not matter to them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "evidence/byte_reader.hpp"

namespace weightcheck::evidence {

inline constexpr std::size_t zip_tail_bytes = 22 + 65'535;  // the end record, and the longest comment behind it
inline constexpr std::uint64_t zip_directory_bytes_max = std::uint64_t{16} << 20;
inline constexpr std::size_t zip_members_max = 100'000;

struct ZipMember {
  std::string name{};  // raw bytes
  std::uint16_t method = 0;
  bool encrypted = false;
  std::uint64_t packed_size = 0;
  std::uint64_t size = 0;
  std::uint64_t header_at = 0;  // of its local header

  friend bool operator==(const ZipMember&, const ZipMember&) = default;
};

// Does an archive end here? `tail` holds the last zip_tail_bytes, or all. The place in it of the end record.
[[nodiscard]] std::optional<std::size_t> find_zip_end(std::string_view tail);

// In the directory's order. Errors: malformed, limit, inconsistent (two programs would find two directories), and the
// reader's.
[[nodiscard]] Result<std::vector<ZipMember>> read_zip_directory(ByteReader& archive);

// Where the member's bytes begin. Errors: malformed, and the reader's.
[[nodiscard]] Result<std::uint64_t> begin_of(ByteReader& archive, const ZipMember& member);

}  // namespace weightcheck::evidence
