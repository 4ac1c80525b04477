// SPDX-License-Identifier: Apache-2.0
// A file that breaks its format says nothing: no part of it is used.
#include "anchor/hub_metadata.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "base/wording.hpp"
#include "git/lfs_pointer.hpp"
#include "json/parse.hpp"
#include "json/value.hpp"

namespace weightcheck::anchor {
namespace {

using evidence::Claim;
using evidence::Expected;

std::optional<git::ObjectId> sha1_id(std::string_view digits) {
  return digits.size() == 40 ? git::ObjectId::parse(digits) : std::nullopt;
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// As Python prints time.time(): digits, perhaps a point and digits.
std::optional<double> parse_seconds(std::string_view text) {
  if (text.empty() || text.size() > 32 || text.find_first_not_of("0123456789.") != std::string_view::npos)
    return std::nullopt;
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

Result<Claim> claim_of(const json::Member& member) {
  const std::string where = in_quotes(std::string_view(member.key).substr(0, 256));
  auto path = ModelPath::parse(member.key);
  if (!path.ok()) return within(path.error(), where);
  const auto size = member.value.find("size");
  const std::string* blob = member.value.find_string("blob_id");
  const auto bytes = size ? size->as_uint() : std::nullopt;
  const auto id = blob != nullptr ? sha1_id(*blob) : std::nullopt;
  if (!bytes || !id) return malformed(where + " has no size or no blob_id");
  Claim claim{.span = {.path = std::move(*path)}, .file_size = bytes};
  claim.expected.emplace_back(*id);

  const auto lfs = member.value.find("lfs_sha256");
  if (!lfs || lfs->is_null()) return claim;
  const auto sha256 = lfs->as_string() != nullptr ? Digest::parse(*lfs->as_string()) : std::nullopt;
  if (!sha256) return malformed(where + " has an lfs_sha256 that is none");
  const auto lfs_size = member.value.find("lfs_size");
  if (lfs_size && !lfs_size->is_null() && lfs_size->as_uint() != bytes) return malformed(where + " has two sizes");
  const auto pointer = git::pointer_blob_id(git::ObjectFormat::sha1, *sha256, *bytes);
  if (!pointer.ok() || *pointer != *id) claim.expected.clear();
  claim.expected.emplace_back(*sha256);
  return claim;
}

std::string_view word_of(const Expected& digest) { return digest.sha256() ? "sha256" : "blob"; }

}  // namespace

std::optional<Expected> parse_etag(std::string_view text) {
  if (const auto digest = Digest::parse(text)) return *digest;
  if (const auto id = sha1_id(text)) return *id;
  return std::nullopt;
}

Result<DownloadRecord> parse_download_record(std::string_view text) {
  const auto commit = sha1_id(take_line(text));
  const std::string_view etag = take_line(text);
  const auto seconds = parse_seconds(take_line(text));
  if (!commit) return malformed("its first line is no commit id");
  if (etag.empty() || std::ranges::any_of(etag, [](char c) { return c <= ' ' || c > '~'; }))
    return malformed("its second line is no ETag");
  if (!seconds || !text.empty()) return malformed("its third and last line is no time");
  return DownloadRecord{*commit, parse_etag(etag), *seconds};
}

Result<std::vector<Claim>> parse_commit_listing(std::string_view json) {
  const auto document = json::parse(json);
  if (!document.ok()) return document.error();
  const auto version = document->find("format_version");
  if (!version || !version->as_uint()) return malformed("it has no format_version");
  if (*version->as_uint() != 1)
    return Error{ErrorCode::unsupported, "its format_version is " + std::to_string(*version->as_uint())};
  const auto files = document->find("files");
  if (!files || !files->is_object()) return malformed("it has no files");
  std::vector<Claim> claims;
  for (const json::Member& member : files->members()) {
    auto claim = claim_of(member);
    if (!claim.ok()) return claim.error();
    claims.push_back(std::move(*claim));
  }
  std::ranges::sort(claims, {}, &Claim::path);  // no two alike: the parser refuses a key given twice
  return claims;
}

std::optional<EtagClash> join_etag(Claim& claim, const Expected& etag) {
  const auto same = std::ranges::find(claim.expected, etag.algorithm(), &Expected::algorithm);
  if (same == claim.expected.end()) {
    const auto sha256 = claim.sha256();
    claim.expected.push_back(etag);
    if (etag.sha256() || !sha256) return std::nullopt;
    // Of LFS by the listing, with a pointer that its digest does not explain: then it cannot be a blob of this id too.
    return EtagClash{"one says blob " + etag.hex() + ", the other sha256 " + sha256->hex() + " behind another", {}};
  }
  const Expected before = std::exchange(*same, etag);
  if (before == etag) return std::nullopt;
  return EtagClash{"one says " + std::string(word_of(etag)) + " " + etag.hex() + ", the other " + before.hex(), before};
}

}  // namespace weightcheck::anchor
