// SPDX-License-Identifier: Apache-2.0
// As the package URL specification has the types of hubs: names keep their case, the version is the commit.
#include "report/package_identity.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "hash/sha256.hpp"
#include "report/escape.hpp"

namespace weightcheck::report {
namespace {

// What an SPDX identifier may hold.
bool is_of_id(char c) { return is_alnum(c) || c == '-' || c == '.'; }

std::string_view last_part(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/'))
    path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos || slash + 1 == path.size() ? path : path.substr(slash + 1);
}

// The bytes are the commit's, and the caller said which: not the model alone.
bool is_shown(const policy::Report& report) {
  const auto anchor = std::ranges::find(report.checks, policy::CheckId::anchor, &policy::CheckRecord::check);
  return report.pin && report.verdict == policy::Verdict::verified && report.trust == evidence::Trust::pinned &&
         anchor != report.checks.end() && anchor->outcome == policy::Outcome::passed;
}

}  // namespace

std::string package_url(const hubs::Upstream& upstream, const std::optional<git::ObjectId>& commit) {
  if (!upstream.is_model() || upstream.hub->purl_type.empty() || upstream.owner.empty()) return "";
  return "pkg:" + std::string(upstream.hub->purl_type) + "/" + uri_segment(upstream.owner) + "/" +
         uri_segment(upstream.name) + (commit ? "@" + commit->hex() : std::string());
}

PackageIdentity identity_of(const policy::Report& report) {
  PackageIdentity identity{.name = printable(last_part(report.model))};
  const bool shows_commit = is_shown(report);
  if (shows_commit) identity.commit = report.pin->commit.hex();
  if (!report.pin || !report.pin->upstream) return identity;
  const auto upstream = hubs::read_upstream(*report.pin->upstream);
  if (!upstream.ok()) return identity;
  identity.upstream = upstream->url;
  if (!shows_commit || report.upstream_trust != evidence::Trust::pinned) return identity;
  identity.name = printable(upstream->name);
  identity.owner = printable(upstream->owner);
  identity.purl = package_url(*upstream, report.pin->commit);
  return identity;
}

json::Value property(std::string_view name, std::string_view value) {
  return json::Object{{"name", "weightcheck:" + std::string(name)}, {"value", value}};
}

std::string license_ref(std::string_view name) {
  std::string out = "LicenseRef-";
  for (const char c : shortened(name, 200))
    out.push_back(is_of_id(c) ? c : '-');
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
  return uuid_of_text(text);
}

std::string name_of_model(std::string_view path) { return printable(last_part(path)); }

std::string uuid_of_text(std::string_view text) {
  std::string digits = hash::sha256(bytes_of(text)).hex().substr(0, 32);
  digits[12] = '8';  // version
  digits[16] = '8';  // variant
  for (const std::size_t place : {8U, 13U, 18U, 23U})
    digits.insert(place, "-");
  return digits;
}

}  // namespace weightcheck::report
