// SPDX-License-Identifier: Apache-2.0
// Reads as lax as git-lfs 3 does (lfs/pointer.go): what it would take for a pointer on checkout must not pass here as
// content.
#include "git/lfs_pointer.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "hash/sha256.hpp"

namespace weightcheck::git {
namespace {

constexpr std::string_view version_url = "https://git-lfs.github.com/spec/v1";
constexpr std::array<std::string_view, 3> known_version_urls{version_url, "https://hawser.github.com/spec/v1",
                                                             "http://git-media.io/v/2"};
constexpr std::string_view whitespace = " \t\r\n\v\f";

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::optional<Digest> parse_oid(std::string_view value) {
  if (!value.starts_with("sha256:")) return std::nullopt;
  return Digest::parse(value.substr(7), HexCase::any);
}

// Go's ParseInt takes a sign and leading zeros.
std::optional<std::uint64_t> parse_size(std::string_view value) {
  if (value.starts_with('+')) value.remove_prefix(1);
  if (value.empty()) return std::nullopt;
  value.remove_prefix(std::min(value.find_first_not_of('0'), value.size() - 1));
  const auto size = parse_decimal(value);
  if (!size || *size > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) return std::nullopt;
  return size;
}

bool is_extension_key(std::string_view key) {
  const auto is_word = [](char c) { return is_alnum(c) || c == '_'; };
  return key.size() > 6 && key.starts_with("ext-") && is_digit(key[4]) && key[5] == '-' && is_word(key[6]);
}

}  // namespace

std::optional<LfsPointer> parse_lfs_pointer(ByteSpan bytes) {
  if (bytes.size() >= limits::lfs_pointer_bytes_max) return std::nullopt;
  static constexpr std::array<std::string_view, 3> expected_keys{"version", "oid", "size"};
  std::array<std::string_view, 3> values;
  std::size_t found = 0;
  bool extended = false;
  for (std::string_view rest = trimmed(text_of(bytes), whitespace); !rest.empty();) {
    const std::string_view line = take_line(rest);
    if (line.empty()) continue;
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || found == expected_keys.size()) return std::nullopt;
    const std::string_view key = line.substr(0, space);
    const std::string_view value = line.substr(space + 1);
    if (key == expected_keys[found]) {
      values[found++] = value;
    } else if (is_extension_key(key) && parse_oid(value)) {
      extended = true;
    } else {
      return std::nullopt;
    }
  }
  if (found != expected_keys.size() || std::ranges::find(known_version_urls, values[0]) == known_version_urls.end())
    return std::nullopt;
  const auto sha256 = parse_oid(values[1]);
  const auto size = parse_size(values[2]);
  if (!sha256 || !size) return std::nullopt;
  const bool canonical = canonical_lfs_pointer(*sha256, *size) == text_of(bytes);
  const auto form = extended ? PointerForm::extended : canonical ? PointerForm::canonical : PointerForm::lax;
  return LfsPointer{*sha256, *size, form};
}

bool looks_like_lfs_pointer(ByteSpan head, std::uint64_t file_size) {
  if (file_size >= limits::lfs_pointer_bytes_max) return false;
  const std::string_view text = trimmed(text_of(head), whitespace);
  return text.starts_with("version https://git-lfs") || text.starts_with("version https://hawser") ||
         text.starts_with("version http://git-media") || text.starts_with("# git-media") ||
         parse_lfs_pointer(head).has_value();
}

std::string canonical_lfs_pointer(const Digest& sha256, std::uint64_t size) {
  if (size == 0) return {};
  std::string text = "version ";
  text.append(version_url).append("\noid sha256:").append(sha256.hex());
  return text.append("\nsize ").append(std::to_string(size)).append("\n");
}

Result<ObjectId> pointer_blob_id(ObjectFormat format, const Digest& sha256, std::uint64_t size) {
  if (size == 0 && sha256 != hash::sha256({})) {
    return Error{ErrorCode::inconsistent, "sha256 " + sha256.hex() + " is not that of an empty file"};
  }
  return object_id(format, ObjectType::blob, bytes_of(canonical_lfs_pointer(sha256, size)));
}

}  // namespace weightcheck::git
