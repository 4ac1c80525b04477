// SPDX-License-Identifier: Apache-2.0
// PKWARE's APPNOTE 6.3, sections 4.3.7 to 4.3.16 and 4.5.3, read as Python's zipfile does:
//   member*  local header "PK\3\4", 30 bytes, name, extra; bytes
//   entry*   "PK\1\2", 46 bytes, name, extra, comment
//   [ "PK\6\6" record, "PK\6\7" locator ]                      zip64
//   end      "PK\5\6", 22 bytes, comment
// The distance between where the directory is and where it says it is, is what stands before the archive.
#include "evidence/zip_directory.hpp"

#include <algorithm>

namespace weightcheck::evidence {
namespace {

constexpr std::string_view end_mark = "PK\x05\x06", entry_mark = "PK\x01\x02", member_mark = "PK\x03\x04",
                           record_mark = "PK\x06\x06", locator_mark = "PK\x06\x07";
constexpr std::size_t end_bytes = 22, entry_bytes = 46, member_bytes = 30, record_bytes = 56, locator_bytes = 20;
constexpr std::uint64_t in_extra = 0xffffffff;  // the 64-bit number stands in the extra field

struct Directory {
  std::uint64_t at = 0;  // where it says it is, without what stands before the archive
  std::uint64_t size = 0;
  std::uint64_t entries = 0;
  std::uint64_t end = 0;  // where it ends
};

Error broken_directory() { return malformed("its zip directory is broken"); }
Error read_in_two_ways() { return {ErrorCode::inconsistent, "its zip directory can be read in two ways"}; }

Result<std::string> read_exactly(ByteReader& archive, std::uint64_t offset, std::size_t count) {
  auto bytes = archive.read(offset, count);
  if (bytes.ok() && bytes->size() != count) return broken_directory();
  return bytes;
}

Result<Directory> find_directory(ByteReader& archive) {
  const std::uint64_t tail_at = archive.size() - std::min<std::uint64_t>(archive.size(), zip_tail_bytes);
  const auto tail = archive.read(tail_at, zip_tail_bytes);
  if (!tail.ok()) return tail.error();
  const auto end = find_zip_end(*tail);
  if (!end) return malformed("it has no zip directory");
  const std::string_view record = std::string_view(*tail).substr(*end);
  Directory found{.at = little_endian(record, 16, 4),
                  .size = little_endian(record, 12, 4),
                  .entries = little_endian(record, 10, 2),
                  .end = tail_at + *end};
  if (found.end < locator_bytes + record_bytes) return found;
  const auto locator = archive.read(found.end - locator_bytes, locator_bytes);
  if (!locator.ok()) return locator.error();
  if (!locator->starts_with(locator_mark)) return found;
  // The record stands before its locator; the place that the locator names is another one only where the record grew,
  // or where something stands before the archive. Readers differ in which they follow, so both may not lead to one.
  const std::uint64_t usual = found.end - locator_bytes - record_bytes;
  const std::uint64_t said = little_endian(*locator, 8, 8);
  std::optional<Directory> large;
  for (const std::uint64_t place : {usual, said}) {
    const auto larger =
        place > usual || (large && large->end == place) ? Result<std::string>("") : archive.read(place, record_bytes);
    if (!larger.ok()) return larger.error();
    if (larger->size() != record_bytes || !larger->starts_with(record_mark)) continue;
    if (large) return read_in_two_ways();
    large = Directory{.at = little_endian(*larger, 48, 8),
                      .size = little_endian(*larger, 40, 8),
                      .entries = little_endian(*larger, 32, 8),
                      .end = place};
  }
  if (!large) return broken_directory();
  // Some go by the small numbers where these are no marks for the large ones.
  const bool is_told_apart =
      (found.at != in_extra && found.at != large->at) || (found.size != in_extra && found.size != large->size);
  return is_told_apart ? Result<Directory>(read_in_two_ways()) : Result<Directory>(*large);
}

// Replaces the numbers that did not fit into the entry.
bool read_extra(std::string_view extra, ZipMember& member) {
  while (extra.size() >= 4) {
    const std::uint64_t id = little_endian(extra, 0, 2);
    const auto size = static_cast<std::size_t>(little_endian(extra, 2, 2));
    if (extra.size() < 4 + size) return false;
    std::string_view field = extra.substr(4, size);
    extra.remove_prefix(4 + size);
    if (id != 1) continue;
    for (std::uint64_t* number : {&member.size, &member.packed_size, &member.header_at}) {
      if (*number != in_extra) continue;
      if (field.size() < 8) return false;
      *number = little_endian(field, 0, 8);
      field.remove_prefix(8);
    }
  }
  return true;
}

}  // namespace

std::optional<std::size_t> find_zip_end(std::string_view tail) {
  if (tail.size() < end_bytes) return std::nullopt;
  const std::string_view last = tail.substr(tail.size() - end_bytes);
  if (last.starts_with(end_mark) && last.ends_with(std::string_view("\0\0", 2))) return tail.size() - end_bytes;
  const std::size_t found = tail.substr(0, tail.size() - end_bytes + end_mark.size()).rfind(end_mark);
  return found == std::string_view::npos ? std::nullopt : std::optional(found);
}

Result<std::vector<ZipMember>> read_zip_directory(ByteReader& archive) {
  const auto directory = find_directory(archive);
  if (!directory.ok()) return directory.error();
  if (directory->size > zip_directory_bytes_max || directory->entries > zip_members_max)
    return Error{ErrorCode::limit,
                 "its zip directory of " + std::to_string(directory->size) + " bytes is over a limit"};
  if (directory->size > directory->end || directory->at > directory->end - directory->size) return broken_directory();
  const std::uint64_t begin = directory->end - directory->size;
  const std::uint64_t before = begin - directory->at;
  if (before > 0) {
    const auto other = archive.read(directory->at, entry_mark.size());
    if (!other.ok()) return other.error();
    if (*other == entry_mark) return read_in_two_ways();
  }
  const auto bytes = read_exactly(archive, begin, static_cast<std::size_t>(directory->size));
  if (!bytes.ok()) return bytes.error();
  std::vector<ZipMember> members;
  for (std::string_view rest = *bytes; !rest.empty();) {
    if (rest.size() < entry_bytes || !rest.starts_with(entry_mark)) return broken_directory();
    if (members.size() == zip_members_max)
      return Error{ErrorCode::limit, "it has more than " + std::to_string(zip_members_max) + " members"};
    const auto name = static_cast<std::size_t>(little_endian(rest, 28, 2));
    const auto extra = static_cast<std::size_t>(little_endian(rest, 30, 2));
    const auto comment = static_cast<std::size_t>(little_endian(rest, 32, 2));
    if (rest.size() < entry_bytes + name + extra + comment) return broken_directory();
    ZipMember member{.name = std::string(rest.substr(entry_bytes, name)),
                     .method = static_cast<std::uint16_t>(little_endian(rest, 10, 2)),
                     .encrypted = (little_endian(rest, 8, 2) & 1U) != 0,
                     .packed_size = little_endian(rest, 20, 4),
                     .size = little_endian(rest, 24, 4),
                     .header_at = little_endian(rest, 42, 4)};
    if (!read_extra(rest.substr(entry_bytes + name, extra), member)) return broken_directory();
    if (member.header_at > begin) return broken_directory();
    member.header_at += before;
    members.push_back(std::move(member));
    rest.remove_prefix(entry_bytes + name + extra + comment);
  }
  return members;
}

Result<std::uint64_t> begin_of(ByteReader& archive, const ZipMember& member) {
  const auto header = read_exactly(archive, member.header_at, member_bytes);
  if (!header.ok()) return header.error();
  if (!header->starts_with(member_mark)) return broken_directory();
  return member.header_at + member_bytes + little_endian(*header, 26, 2) + little_endian(*header, 28, 2);
}

}  // namespace weightcheck::evidence
