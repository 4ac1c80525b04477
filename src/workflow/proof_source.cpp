// SPDX-License-Identifier: Apache-2.0
// COMMIT.proof, or what --proof named: what the trees of the commit say of the files that are here.
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "git/proof.hpp"
#include "io/snapshot_link.hpp"
#include "workflow/claim_source.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::Claim;
using evidence::RejectedKind;

// Where the proof carries the pointer, the content's own digest and size are known; a pointer that is not canonical has
// an id that the content does not lead to.
Claim claim_of(const git::ProofEntry& entry) {
  Claim claim{.span = {.path = entry.path}, .expected = {entry.id}, .of_link = entry.mode == git::Mode::symlink};
  if (!entry.pointer || claim.of_link || entry.pointer->form == git::PointerForm::extended) return claim;
  claim.file_size = entry.pointer->size;
  if (entry.pointer->form == git::PointerForm::lax) claim.expected.clear();
  claim.expected.emplace_back(entry.pointer->sha256);
  return claim;
}

// Where the model is a folder of a snapshot: of the commit what lies in it, by the names that it has there. False where
// the proof holds no tree of it.
bool keep_folder(const std::string& place, git::CommitProof& proof) {
  const std::string folder = place.substr(io::snapshot_bytes(place));
  if (folder.empty()) return true;
  const auto is_outside = [&](const ModelPath& path) { return !path.text().starts_with(folder); };
  const auto shorten = [&](ModelPath& path) { path = ModelPath::parse(path.text().substr(folder.size())).value(); };
  const auto inside = ModelPath::parse(folder + "file");
  if (!inside.ok() || proof.is_unproven(*inside)) return false;
  std::erase_if(proof.entries, [&](const git::ProofEntry& entry) { return is_outside(entry.path); });
  for (git::ProofEntry& entry : proof.entries)
    shorten(entry.path);
  std::erase_if(proof.unproven_folders, is_outside);
  std::ranges::for_each(proof.unproven_folders, shorten);
  return true;
}

// Beside a signature that holds, and where the caller names neither a proof nor a commit: what the model brings along
// says nothing then, and the signature still says everything.
bool is_asked_for_by_nobody(const Gathering& gathering) {
  return gathering.said.signature && !gathering.request.proof_file && !gathering.request.commit;
}

}  // namespace

Status read_proof(Gathering& gathering, std::string_view name) {
  const auto found = gathering.find_file(gathering.request.proof_file, io::proof_name, limits::proof_bytes_max,
                                         RejectedKind::proof_invalid);
  if (!found.ok()) return found.error();
  if (!found->bytes) return done;
  auto parsed = git::parse_proof(bytes_of(*found->bytes));
  if (!parsed.ok() && is_asked_for_by_nobody(gathering)) {
    gathering.said.layouts.push_back({.source = name, .ignored = {{found->name, parsed.error().message}}});
    return done;
  }
  if (!parsed.ok()) {
    gathering.reject(RejectedKind::proof_invalid, printable(found->name) + ": " + parsed.error().message);
    return done;
  }
  if (!keep_folder(gathering.model.place(), *parsed)) return done;
  const auto& proof = gathering.said.proof.emplace(std::move(*parsed));
  evidence::ClaimSet set{
      .source = name, .origin = found->origin, .by = found->name, .coverage = evidence::Coverage::commit};
  for (const git::ProofEntry& entry : proof.entries) {
    if (entry.mode != git::Mode::submodule) set.claims.push_back(claim_of(entry));
  }
  gathering.said.claim_sets.push_back(std::move(set));
  gathering.pin({.source = "the proof", .commit = proof.commit, .origin = found->origin}, found->name);
  return done;
}

// A download may be partial: what the commit holds besides is told by the proof itself, as a note.
void keep_what_is_here(evidence::Said& said, const evidence::ModelTree& tree) {
  for (evidence::ClaimSet& set : said.claim_sets) {
    if (set.coverage != evidence::Coverage::commit) continue;
    std::erase_if(set.claims, [&](const Claim& claim) { return tree.find(claim.path()) == nullptr; });
  }
}

}  // namespace weightcheck::workflow
