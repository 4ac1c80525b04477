// SPDX-License-Identifier: Apache-2.0
// Sources: POSIX ustar and Python's tarfile; the .lzma format as LZMA Utils wrote it, with the bounds that xz has for
// it; cpio(5); the frame formats of zstd, LZ4 and Snappy; HDF5's specification, section II.A; file(1) for the rest.
#include "evidence/containers.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/ascii.hpp"
#include "evidence/byte_reader.hpp"
#include "evidence/raw_text.hpp"

namespace weightcheck::evidence {
namespace {

unsigned byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

bool is_octal(char c) { return c >= '0' && c <= '7'; }

constexpr std::size_t tar_header_bytes = 512, tar_sum_at = 148, tar_sum_bytes = 8;

// Octal digits up to a NUL or a space, or, in GNU's form for large numbers, bytes behind the highest bit.
std::optional<std::uint64_t> tar_number(std::string_view field) {
  std::uint64_t number = 0;
  if (byte_at(field, 0) == 0x80) {
    for (const char c : field.substr(1))
      number = (number << 8) + static_cast<unsigned char>(c);
    return number;
  }
  std::string_view digits = field.substr(0, field.find('\0'));
  while (!digits.empty() && is_space(digits.front()))
    digits.remove_prefix(1);
  while (!digits.empty() && is_space(digits.back()))
    digits.remove_suffix(1);
  if (digits.empty() || !std::ranges::all_of(digits, is_octal)) return std::nullopt;
  for (const char c : digits)
    number = number * 8 + static_cast<unsigned>(c - '0');
  return number;
}

// LZMA without the frame of xz: properties, a dictionary of 2^n or 2^n + 2^(n-1) bytes, a size that is unknown or below
// 256 GiB, and a range coder, whose first byte is 0.
bool is_lzma(std::string_view head) {
  constexpr std::size_t header_bytes = 13;
  constexpr unsigned properties_end = 9 * 5 * 5;
  if (head.size() <= header_bytes || byte_at(head, 0) >= properties_end || head[header_bytes] != '\0') return false;
  const std::uint64_t dictionary = little_endian(head, 1, 4), size = little_endian(head, 5, 8);
  constexpr std::uint64_t size_end = std::uint64_t{1} << 38, unknown = ~std::uint64_t{0}, least = 4096;
  std::uint64_t rest = dictionary & (dictionary - 1);  // without its lowest bit
  const bool is_power = dictionary >= least && (rest == 0 || (rest & (rest - 1)) == 0);
  if (rest != 0 && rest != (dictionary - rest) * 2) return false;
  return is_power && size > 0 && (size < size_end || size == unknown);
}

bool is_cpio(std::string_view head) {
  const auto digits_follow = [&](std::size_t count, bool (*is_one)(char)) {
    return head.size() >= count && std::ranges::all_of(head.substr(0, count), is_one);
  };
  constexpr std::size_t new_header_bytes = 110, old_header_bytes = 76;
  if (head.starts_with("070701") || head.starts_with("070702")) return digits_follow(new_header_bytes, is_hex_digit);
  if (head.starts_with("070707")) return digits_follow(old_header_bytes, is_octal);
  // The oldest is binary, in either order of bytes. Its fields have two bytes each: the tenth is the size of the name,
  // which ends in a NUL.
  constexpr std::size_t binary_header_bytes = 26, name_size_at = 20;
  const bool is_little = head.starts_with(raw("\xc7\x71")), is_big = head.starts_with(raw("\x71\xc7"));
  if ((!is_little && !is_big) || head.size() < binary_header_bytes) return false;
  const std::size_t low = byte_at(head, name_size_at + (is_little ? 0 : 1)),
                    high = byte_at(head, name_size_at + (is_little ? 1 : 0)), size = high * 256 + low;
  return size > 1 && head.size() >= binary_header_bytes + size && head[binary_header_bytes + size - 1] == '\0';
}

// zstd and LZ4 have frames that say nothing, sixteen marks for them; a reader skips to what follows.
bool is_skippable_frame(std::string_view head) {
  return head.size() >= 8 && (byte_at(head, 0) & 0xf0U) == 0x50 && head.substr(1).starts_with(raw("\x2a\x4d\x18"));
}

bool is_lha(std::string_view head) {
  return head.size() > 6 && head.substr(2).starts_with("-l") && (head[4] == 'h' || head[4] == 'z') && head[6] == '-';
}

bool is_arj(std::string_view head) {
  return head.size() > 4 && head.starts_with(raw("\x60\xea")) && little_endian(head, 2, 2) <= 2600 &&
         (byte_at(head, 4) == 0x1e || byte_at(head, 4) == 0x22);
}

}  // namespace

bool begins_like_tar(std::string_view head) {
  if (head.size() < tar_header_bytes || head.front() == '\0') return false;
  const auto said = tar_number(head.substr(tar_sum_at, tar_sum_bytes));
  if (!said) return false;
  // The sum is over all bytes, its own place counted as spaces. Old programs took bytes for signed numbers.
  std::int64_t plain = 0, with_signs = 0;
  for (std::size_t at = 0; at < tar_header_bytes; ++at) {
    const bool is_sum = at >= tar_sum_at && at < tar_sum_at + tar_sum_bytes;
    plain += is_sum ? ' ' : static_cast<unsigned char>(head[at]);
    with_signs += is_sum ? ' ' : static_cast<signed char>(head[at]);
  }
  return *said == static_cast<std::uint64_t>(plain) || *said == static_cast<std::uint64_t>(with_signs);
}

bool begins_like_container(std::string_view head) {
  constexpr std::array<std::string_view, 15> magics = {raw("\x1f\x9d"),          // compress
                                                       raw("\x1f\xa0"),          // compress -H
                                                       raw("\x1f\x1e"),          // pack
                                                       raw("\x02\x21\x4c\x18"),  // LZ4 before it had frames
                                                       raw("LZIP\1"),
                                                       raw("LRZI\0"),
                                                       raw("\x89LZO\0\r\n\x1a\n"),
                                                       raw("\xff\6\0\0sNaPpY"),
                                                       raw("zPQ\1"),
                                                       raw("zPQ\2"),
                                                       raw("hsqs"),
                                                       raw("sqsh"),
                                                       raw("xar!\0"),
                                                       raw("MSWIM\0\0\0"),
                                                       raw("ArC\1")};
  return std::ranges::any_of(magics, [&](std::string_view magic) { return head.starts_with(magic); }) ||
         is_skippable_frame(head) || is_lzma(head) || is_cpio(head) || is_lha(head) || is_arj(head);
}

bool has_hdf5_in(std::string_view head) {
  for (std::size_t at = 0; at < head.size(); at = at == 0 ? static_cast<std::size_t>(hdf5_block_bytes_min) : at * 2) {
    if (head.substr(at).starts_with(hdf5_signature)) return true;
  }
  return false;
}

}  // namespace weightcheck::evidence
