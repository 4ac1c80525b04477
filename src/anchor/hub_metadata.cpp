// SPDX-License-Identifier: Apache-2.0
// A file that breaks its format says nothing: no part of it is used.
#include "anchor/hub_metadata.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/bytes.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "git/lfs_pointer.hpp"
#include "json/parse.hpp"
#include "json/value.hpp"

namespace weightcheck::anchor {
namespace {

using evidence::Claim;

Error broken(const std::string& what) { return {ErrorCode::malformed, what}; }

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

Result<Claim> claim_of(const json::Member& member, evidence::ClaimSource source) {
  const std::string where = "'" + printable(std::string_view(member.key).substr(0, 256)) + "'";
  auto path = ModelPath::parse(member.key);
  if (!path.ok()) return within(path.error(), where);
  const json::Value* size = member.value.find("size");
  const std::string* blob = member.value.find_string("blob_id");
  const auto bytes = size != nullptr ? size->as_uint() : std::nullopt;
  const auto id = blob != nullptr ? sha1_id(*blob) : std::nullopt;
  if (!bytes || !id) return broken(where + " has no size or no blob_id");
  Claim claim{.path = std::move(*path), .size = bytes, .blob_id = id, .source = source};

  const json::Value* lfs = member.value.find("lfs_sha256");
  if (lfs == nullptr || lfs->is_null()) return claim;
  claim.sha256 = lfs->as_string() != nullptr ? Digest::parse(*lfs->as_string()) : std::nullopt;
  if (!claim.sha256) return broken(where + " has an lfs_sha256 that is none");
  const json::Value* lfs_size = member.value.find("lfs_size");
  if (lfs_size != nullptr && !lfs_size->is_null() && lfs_size->as_uint() != bytes)
    return broken(where + " has two sizes");
  const auto pointer = git::pointer_blob_id(git::ObjectFormat::sha1, *claim.sha256, *bytes);
  if (!pointer.ok() || *pointer != *id) claim.blob_id.reset();
  return claim;
}

template <typename Id>
std::optional<std::string> join(std::optional<Id>& said, const Id& etag, std::string_view what) {
  const auto before = std::exchange(said, etag);
  if (!before || *before == etag) return std::nullopt;
  return "one says " + std::string(what) + " " + etag.hex() + ", the other " + before->hex();
}

}  // namespace

std::optional<Etag> parse_etag(std::string_view text) {
  if (const auto digest = Digest::parse(text)) return Etag(*digest);
  if (const auto id = sha1_id(text)) return Etag(*id);
  return std::nullopt;
}

Result<DownloadRecord> parse_download_record(std::string_view text) {
  const auto commit = sha1_id(take_line(text));
  const auto etag = parse_etag(take_line(text));
  const auto seconds = parse_seconds(take_line(text));
  if (!commit) return broken("its first line is no commit id");
  if (!etag) return broken("its second line is neither a sha256 nor a blob id");
  if (!seconds || !text.empty()) return broken("its third and last line is no time");
  return DownloadRecord{*commit, *etag, *seconds};
}

Result<std::vector<Claim>> parse_commit_listing(std::string_view json, evidence::ClaimSource source) {
  const auto document = json::parse(json);
  if (!document.ok()) return document.error();
  const json::Value* version = document->find("format_version");
  if (version == nullptr || !version->as_uint()) return broken("it has no format_version");
  if (*version->as_uint() != 1)
    return Error{ErrorCode::unsupported, "its format_version is " + std::to_string(*version->as_uint())};
  const json::Value* files = document->find("files");
  if (files == nullptr || files->as_object() == nullptr) return broken("it has no files");
  std::vector<Claim> claims;
  claims.reserve(files->as_object()->size());
  for (const json::Member& member : *files->as_object()) {
    auto claim = claim_of(member, source);
    if (!claim.ok()) return claim.error();
    claims.push_back(std::move(*claim));
  }
  std::ranges::sort(claims, {}, &Claim::path);  // no two alike: the parser refuses a key given twice
  return claims;
}

std::optional<std::string> join_etag(Claim& claim, const Etag& etag) {
  if (const auto* digest = std::get_if<Digest>(&etag)) return join(claim.sha256, *digest, "sha256");
  const auto& id = std::get<git::ObjectId>(etag);
  if (claim.sha256 && !claim.blob_id) {
    // Of LFS by the listing, with a pointer that its digest does not explain: then it cannot be a blob of this id too.
    claim.blob_id = id;
    return "one says blob " + id.hex() + ", the other sha256 " + claim.sha256->hex() + " behind another";
  }
  return join(claim.blob_id, id, "blob");
}

}  // namespace weightcheck::anchor
