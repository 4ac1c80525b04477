// SPDX-License-Identifier: Apache-2.0
#include "stores/tar.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "stores/limits.hpp"

namespace weightcheck::stores {
namespace {

constexpr std::size_t block_bytes = 512;
// Of the header's fields: where each begins, and its bytes.
struct Field {
  std::size_t at, bytes;
};
constexpr Field name_field{0, 100}, mode_field{100, 8}, size_field{124, 12}, sum_field{148, 8}, link_field{157, 100},
    magic_field{257, 6}, prefix_field{345, 155};
constexpr std::size_t type_at = 156;
constexpr std::string_view posix_magic("ustar\0", 6);
constexpr std::size_t end_bytes_max = std::size_t{1} << 20;  // of zeros; writers pad to 10 KiB

std::string_view raw(std::string_view block, Field field) { return block.substr(field.at, field.bytes); }

std::string_view text(std::string_view block, Field field) {
  const std::string_view whole = raw(block, field);
  return whole.substr(0, whole.find('\0'));
}

// Octal digits between spaces and NULs, or, with the first bit set, the bytes of a number.
std::optional<std::uint64_t> number(std::string_view field) {
  const auto first = static_cast<unsigned char>(field.front());
  std::uint64_t value = 0;
  if ((first & 0x80U) != 0) {
    if (first != 0x80U) return std::nullopt;  // negative, or over 2^88
    for (const char c : field.substr(1)) {
      if (value >> 55U != 0) return std::nullopt;
      value = value << 8U | static_cast<unsigned char>(c);
    }
    return value;
  }
  const std::string_view digits = trimmed(field, std::string_view(" \0", 2));
  for (const char c : digits) {
    if (c < '0' || c > '7' || value >> 60U != 0) return std::nullopt;
    value = value << 3U | static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

bool is_zero(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char c) { return c == '\0'; });
}

// Its own field counts as spaces; old writers summed signed characters.
bool sum_holds(std::string_view block) {
  std::int64_t plain = 0, with_sign = 0;
  for (std::size_t i = 0; i < block.size(); ++i) {
    const char c = i >= sum_field.at && i < sum_field.at + sum_field.bytes ? ' ' : block[i];
    plain += static_cast<unsigned char>(c);
    with_sign += static_cast<signed char>(c);
  }
  const auto said = number(raw(block, sum_field));
  return said && (std::cmp_equal(*said, plain) || std::cmp_equal(*said, with_sign));
}

// What stands before a member and is meant for it.
struct Extended {
  std::optional<std::string> name{}, target{};
  std::optional<std::uint64_t> size{};
  bool is_given = false;
};

class Lister {
 public:
  Lister(std::uint64_t size, const ReadAt& read) : size_(size), read_(read) {}

  TarListing run() && {
    while (true) {
      auto more = step();
      if (more.ok() && *more) continue;
      if (!more.ok()) listing_.fault = std::move(more).error();
      return std::move(listing_);
    }
  }

 private:
  // False at the end.
  Result<bool> step() {
    auto block = bytes(at_, block_bytes);
    if (!block.ok()) return block.error();
    const std::uint64_t header = std::exchange(at_, at_ + block_bytes);
    if (is_zero(*block)) return end();
    if (!sum_holds(*block)) return fault(header, "its checksum is wrong");
    const auto size = number(raw(*block, size_field));
    if (!size) return fault(header, "its size is not a number");
    // Some programs read a prefix there in every form, and others in none but POSIX's.
    if (raw(*block, magic_field) != posix_magic && !is_zero(raw(*block, prefix_field)))
      return fault(header, "it has a prefix of its name where its form has none");
    const char type = (*block)[type_at];
    if (type == 'x' || type == 'g' || type == 'L' || type == 'K') return take_record(header, type, *size);
    return take_member(header, *block, type, *size);
  }

  Result<bool> take_record(std::uint64_t header, char type, std::uint64_t size) {
    if (size > limits::tar_record_bytes_max)
      return Error{ErrorCode::limit, "a name of " + std::to_string(size) + " bytes is over the limit of " +
                                         std::to_string(limits::tar_record_bytes_max)};
    const auto record = bytes(at_, static_cast<std::size_t>(size));
    if (!record.ok()) return record.error();
    if (Status skipped = skip(size); !skipped.ok()) return skipped.error();
    extended_.is_given = extended_.is_given || type != 'g';
    if (type == 'x' || type == 'g') return take_pax(header, *record, type == 'g');
    std::optional<std::string>& into = type == 'L' ? extended_.name : extended_.target;
    if (into) return fault(header, "two names are given for one member");
    into = record->substr(0, record->find('\0'));
    return true;
  }

  // *( LENGTH " " KEY "=" VALUE LF ), LENGTH of the whole line.
  Result<bool> take_pax(std::uint64_t header, std::string_view rest, bool for_all) {
    Extended own;
    while (!rest.empty()) {
      std::size_t length = 0, digits = 0;
      while (digits < rest.size() && digits < 8 && is_digit(rest[digits]))
        length = length * 10 + static_cast<std::size_t>(rest[digits++] - '0');
      if (digits == 0 || length > rest.size() || length < digits + 3 || rest[digits] != ' ' || rest[length - 1] != '\n')
        return fault(header, "its pax records are malformed");
      const std::string_view line = rest.substr(digits + 1, length - digits - 2);
      const std::size_t equals = line.find('=');
      if (equals == std::string_view::npos) return fault(header, "its pax records are malformed");
      const std::string_view key = line.substr(0, equals), value = line.substr(equals + 1);
      const bool is_ours = key == "path" || key == "linkpath" || key == "size";
      if (key.starts_with("GNU.sparse.")) return sparse(header);
      if (is_ours && for_all) return fault(header, "it gives one name or size to all members");
      if (key == "path") own.name = value;
      if (key == "linkpath") own.target = value;
      if (key == "size") {
        own.size = decimal(value);
        if (!own.size) return fault(header, "its size is not a number");
      }
      rest.remove_prefix(length);
    }
    if ((own.name && extended_.name) || (own.target && extended_.target) || (own.size && extended_.size))
      return fault(header, "two names are given for one member");
    if (own.name) extended_.name = std::move(own.name);
    if (own.target) extended_.target = std::move(own.target);
    if (own.size) extended_.size = own.size;
    return true;
  }

  static std::optional<std::uint64_t> decimal(std::string_view digits) {
    constexpr std::size_t digits_max = 18;
    if (digits.empty() || digits.size() > digits_max || !std::ranges::all_of(digits, is_digit)) return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : digits)
      value = value * 10 + static_cast<std::uint64_t>(c - '0');
    return value;
  }

  Result<bool> take_member(std::uint64_t header, std::string_view block, char type, std::uint64_t size) {
    const Extended extended = std::exchange(extended_, {});
    if (type == 'S') return sparse(header);
    TarMember member{.name = extended.name.value_or(name_in(block)), .offset = at_};
    if (type == '0' || type == '\0' || type == '7') {
      member.kind = member.name.ends_with('/') ? MemberKind::folder : MemberKind::file;
    } else if (type == '5') {
      member.kind = MemberKind::folder;
    } else if (type == '1' || type == '2') {
      member.kind = type == '1' ? MemberKind::hard_link : MemberKind::symbolic_link;
      member.target = extended.target.value_or(std::string(text(block, link_field)));
    } else if (type == '3' || type == '4' || type == '6') {
      member.kind = MemberKind::special;
    } else {
      return Error{ErrorCode::unsupported,
                   place(header) + ": members of type '" + printable(std::string(1, type)) + "' are not known"};
    }
    member.size = extended.size.value_or(size);
    member.executable = (number(raw(block, mode_field)).value_or(0) & 0111U) != 0;
    const bool has_data = member.kind == MemberKind::file;
    if (!has_data && member.size != 0) return fault(header, "it is not a file, and has bytes");
    if (Status skipped = skip(member.size); !skipped.ok()) return skipped.error();
    return keep(std::move(member));
  }

  Result<bool> keep(TarMember member) {
    name_bytes_ += member.name.size() + member.target.size();
    if (listing_.members.size() == limits::model_files_max || name_bytes_ > limits::model_name_bytes_max)
      return Error{ErrorCode::limit, "more than " + std::to_string(limits::model_files_max) +
                                         " members, or their names have more than " +
                                         std::to_string(limits::model_name_bytes_max) + " bytes"};
    listing_.members.push_back(std::move(member));
    return true;
  }

  static std::string name_in(std::string_view block) {
    const std::string_view prefix = raw(block, magic_field) == posix_magic ? text(block, prefix_field) : "";
    std::string name(prefix);
    return name.append(prefix.empty() ? "" : "/").append(text(block, name_field));
  }

  // Behind the first block of zeros, nothing but zeros: some extractors go on there.
  Result<bool> end() {
    if (extended_.is_given) return malformed("the archive ends where a member should stand");
    if (size_ - at_ > end_bytes_max)
      return malformed(std::to_string(size_ - at_) + " bytes stand behind the archive's end");
    const auto rest = bytes(at_, static_cast<std::size_t>(size_ - at_));
    if (!rest.ok()) return rest.error();
    if (!is_zero(*rest)) return malformed("bytes stand behind the archive's end");
    return false;
  }

  Result<std::string> bytes(std::uint64_t offset, std::size_t count) const {
    if (offset > size_ || size_ - offset < count) return malformed("the archive ends early: " + place(offset));
    auto read = read_(offset, count);
    if (read.ok() && read->size() != count) return malformed("the archive ends early: " + place(offset));
    return read;
  }

  Status skip(std::uint64_t size) {
    const std::uint64_t left = size_ - at_;
    if (size > left)
      return malformed("the archive ends early: a member of " + std::to_string(size) + " bytes at " +
                       std::to_string(at_) + " does not fit");
    const std::uint64_t padding = (block_bytes - size % block_bytes) % block_bytes;
    if (padding > left - size) return malformed("the archive ends early: " + place(at_ + size));
    at_ += size + padding;
    return done;
  }

  static std::string place(std::uint64_t at) { return "at byte " + std::to_string(at); }
  static Error fault(std::uint64_t header, std::string_view what) {
    return malformed("the header " + place(header) + " is malformed: " + std::string(what));
  }
  static Error sparse(std::uint64_t header) {
    return {ErrorCode::unsupported, place(header) + ": a sparse member, which extractors read in different ways"};
  }

  const std::uint64_t size_;
  const ReadAt& read_;
  std::uint64_t at_ = 0;
  std::size_t name_bytes_ = 0;
  Extended extended_;
  TarListing listing_;
};

}  // namespace

bool begins_as_tar(std::string_view bytes) {
  const std::string_view block = bytes.substr(0, block_bytes);
  return block.size() == block_bytes && (is_zero(block) || sum_holds(block));
}

TarListing list_tar(std::uint64_t size, const ReadAt& read) { return Lister(size, read).run(); }

}  // namespace weightcheck::stores
