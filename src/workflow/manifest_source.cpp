// SPDX-License-Identifier: Apache-2.0
// SHA256.manifest, or what --manifest named, a bill of materials among it: it speaks for all files.
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "base/path_text.hpp"
#include "evidence/misplaced.hpp"
#include "manifest/bill.hpp"
#include "manifest/manifest.hpp"
#include "workflow/claim_source.hpp"

namespace weightcheck::workflow {

using evidence::RejectedKind;

namespace {

constexpr std::string_view bill_name = "the bill of materials";

// No list can hold its own digest: what a shell wrote there is that of a list that was not whole yet.
void leave_out_itself(manifest::Manifest& manifest, const Gathering& gathering) {
  const std::string named = gathering.request.manifest_file.value_or(std::string(io::manifest_name));
  auto own = gathering.request.manifest_file ? gathering.model.path_of(named) : ModelPath::parse(named).value();
  if (!own) {  // beside the model, and made where it lies: the name is its own unless the model has such a file
    const auto name = ModelPath::parse(last_name(named));
    if (name.ok() && !gathering.model.open(*name).ok()) own = *name;
  }
  if (own) std::erase_if(manifest.entries, [&](const manifest::Entry& entry) { return entry.path == *own; });
}

}  // namespace

Status read_manifest(Gathering& gathering, std::string_view name) {
  const auto found = gathering.find_file(gathering.request.manifest_file, io::manifest_name, limits::manifest_bytes_max,
                                         RejectedKind::manifest_malformed);
  if (!found.ok()) return found.error();
  if (!found->bytes) return done;
  const bool is_bill = gathering.request.manifest_file && manifest::looks_like_bill(bytes_of(*found->bytes));
  if (is_bill) name = bill_name;
  auto read = is_bill ? manifest::read_bill(bytes_of(*found->bytes)) : manifest::read(bytes_of(*found->bytes));
  if (const auto* rejection = std::get_if<manifest::Rejection>(&read)) {
    const bool pin = rejection->reason == manifest::Reason::pin_not_a_commit;
    gathering.reject(pin ? RejectedKind::pin_not_a_commit : RejectedKind::manifest_malformed,
                     printable(found->name) + ": " + rejection->message);
    return done;
  }
  auto& manifest = gathering.said.manifest.emplace(std::get<manifest::Manifest>(std::move(read)));
  leave_out_itself(manifest, gathering);
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

// A list of another folder says nothing of this one: manifest-misplaced tells that, and not of each of its files.
void drop_misplaced(evidence::Said& said, const evidence::ModelTree& tree) {
  if (!said.manifest || !evidence::find_misplaced(said.manifest->entries, tree)) return;
  for (evidence::ClaimSet& set : said.claim_sets) {
    if (set.source != manifest_source_name && set.source != bill_name) continue;
    set.claims.clear();
    set.coverage = evidence::Coverage::some;
  }
}

}  // namespace weightcheck::workflow
