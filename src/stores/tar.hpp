// SPDX-License-Identifier: Apache-2.0
// Tar archives, as layers are (POSIX.1-2017 pax, "ustar" before it, and GNU's long names):
//   *( HEADER of 512 bytes, data, zeros up to a multiple of 512 ), two blocks of zeros, more zeros
// Only headers are read. What extractors do not agree on ends the listing: sparse members, names given twice over, size
// or path for all members, bytes behind the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace weightcheck::stores {

enum class MemberKind : std::uint8_t { file, folder, symbolic_link, hard_link, special };

struct TarMember {
  std::string name{};  // raw bytes, as it stands there
  MemberKind kind = MemberKind::file;
  std::uint64_t offset = 0;  // of its data
  std::uint64_t size = 0;    // bytes
  bool executable = false;
  std::string target{};  // of a link, raw bytes

  friend bool operator==(const TarMember&, const TarMember&) = default;
};

struct TarListing {
  std::vector<TarMember> members{};  // in the archive's order
  std::optional<Error> fault{};      // why not all of it is here: malformed, limit, unsupported, and those of `read`
};

// `count` bytes from `offset` on, fewer only at the end.
using ReadAt = std::function<Result<std::string>(std::uint64_t offset, std::size_t count)>;

// Is this the header of a first member, or the end of an archive without any?
[[nodiscard]] bool begins_as_tar(std::string_view bytes);

// `size`: bytes of the archive.
[[nodiscard]] TarListing list_tar(std::uint64_t size, const ReadAt& read);

}  // namespace weightcheck::stores
