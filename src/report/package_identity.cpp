// SPDX-License-Identifier: Apache-2.0
// The type "huggingface" of the package URL specification: names keep their case, the version is the commit.
#include "report/package_identity.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "hash/sha256.hpp"
#include "report/escape.hpp"

namespace weightcheck::report {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::string_view hub = "https://huggingface.co/";

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 96 && text.front() != '.' &&
         std::ranges::all_of(text, [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
}

std::string_view last_part(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/'))
    path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  return slash == npos || slash + 1 == path.size() ? path : path.substr(slash + 1);
}

// Of a URL, without the slash it begins with: "ORG/NAME".
std::string_view path_of(std::string_view url) {
  const std::size_t authority = url.find("://");
  const std::size_t path = authority == npos ? npos : url.find('/', authority + 3);
  return path == npos ? "" : url.substr(path + 1);
}

}  // namespace

std::optional<HubName> hub_name_of(std::string_view upstream_or_name) {
  std::string text(upstream_or_name);
  if (text.find(':') != std::string::npos) {
    text = evidence::canonical_upstream(text);
    if (!text.starts_with(hub)) return std::nullopt;
    text.erase(0, hub.size());
  }
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  HubName name{.owner = text.substr(0, slash), .name = text.substr(slash + 1)};
  if (!is_name(name.owner) || !is_name(name.name)) return std::nullopt;
  return name;
}

std::string package_url(const HubName& name, const std::optional<git::ObjectId>& commit) {
  return "pkg:huggingface/" + uri_segment(name.owner) + "/" + uri_segment(name.name) +
         (commit ? "@" + commit->hex() : std::string());
}

PackageIdentity identity_of(const policy::Report& report) {
  PackageIdentity identity{.name = printable(last_part(report.model))};
  const bool is_shown = report.pin && report.verdict == policy::Verdict::verified;
  if (is_shown) identity.commit = report.pin->commit.hex();
  if (!report.pin || !report.pin->upstream) return identity;
  identity.upstream = evidence::canonical_upstream(*report.pin->upstream);
  identity.name = printable(last_part(identity.upstream));
  const std::string_view path = path_of(identity.upstream);
  if (const std::size_t slash = path.rfind('/'); slash != npos)
    identity.owner = printable(last_part(path.substr(0, slash)));
  const auto name = hub_name_of(identity.upstream);
  if (name && is_shown) identity.purl = package_url(*name, report.pin->commit);
  return identity;
}

std::string license_ref(std::string_view name) {
  std::string out = "LicenseRef-";
  for (const char c : shortened(name, 200))
    out.push_back(c == '_' || !is_name(std::string{'x', c}) ? '-' : c);
  return out;
}

std::string uuid_of(const policy::Report& report) {
  std::string text = report.tool.version + '\0' + report.model + '\0' + report.finished_at + '\0';
  text.append(policy::name_of(report.verdict)).append(evidence::name_of(report.trust));
  for (const auto& row : report.files) {
    text.append(1, '\0').append(row.path.text()).append(1, '\0');
    if (const auto sha256 = row.digests.sha256()) text.append(sha256->hex());
    text.append(evidence::name_of(row.integrity)).append(evidence::name_of(row.anchor));
  }
  std::string digits = hash::sha256(bytes_of(text)).hex().substr(0, 32);
  digits[12] = '8';  // version
  digits[16] = '8';  // variant
  for (const std::size_t place : {8U, 13U, 18U, 23U})
    digits.insert(place, "-");
  return digits;
}

}  // namespace weightcheck::report
