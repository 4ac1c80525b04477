// SPDX-License-Identifier: Apache-2.0
// SHA256.manifest, or what --manifest named: it speaks for all files.
#include "base/limits.hpp"
#include "manifest/manifest.hpp"
#include "workflow/claim_source.hpp"

namespace weightcheck::workflow {

using evidence::RejectedKind;

Status read_manifest(Gathering& gathering, std::string_view name) {
  const auto found = gathering.find_file(gathering.request.manifest_file, io::manifest_name, limits::manifest_bytes_max,
                                         RejectedKind::manifest_malformed);
  if (!found.ok()) return found.error();
  if (!found->bytes) return done;
  auto read = manifest::read(bytes_of(*found->bytes));
  if (const auto* rejection = std::get_if<manifest::Rejection>(&read)) {
    const bool pin = rejection->reason == manifest::Reason::pin_not_a_commit;
    gathering.reject(pin ? RejectedKind::pin_not_a_commit : RejectedKind::manifest_malformed,
                     found->name + ": " + rejection->message);
    return done;
  }
  auto& manifest = gathering.said.manifest.emplace(std::get<manifest::Manifest>(std::move(read)));
  evidence::ClaimSet set{
      .source = name, .origin = found->origin, .by = found->name, .coverage = evidence::Coverage::all};
  set.claims.reserve(manifest.entries.size());
  for (const manifest::Entry& entry : manifest.entries)
    set.claims.push_back({.span = {.path = entry.path}, .file_size = entry.size, .expected = {entry.sha256}});
  gathering.said.claim_sets.push_back(std::move(set));
  if (manifest.license) gathering.said.statements.push_back({"license", *manifest.license, found->origin, found->name});
  if (manifest.upstream || manifest.commit) {
    gathering.pin({.source = name, .upstream = manifest.upstream, .commit = manifest.commit, .origin = found->origin},
                  found->name);
  }
  return done;
}

}  // namespace weightcheck::workflow
