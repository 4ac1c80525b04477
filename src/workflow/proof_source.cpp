// SPDX-License-Identifier: Apache-2.0
// COMMIT.proof, or what --proof named: what the trees of the commit say of the files that are here.
#include "base/limits.hpp"
#include "git/proof.hpp"
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

}  // namespace

Status read_proof(Gathering& gathering, std::string_view name) {
  const auto found = gathering.find_file(gathering.request.proof_file, io::proof_name, limits::proof_bytes_max,
                                         RejectedKind::proof_invalid);
  if (!found.ok()) return found.error();
  if (!found->bytes) return done;
  auto parsed = git::parse_proof(bytes_of(*found->bytes));
  if (!parsed.ok()) {
    gathering.reject(RejectedKind::proof_invalid, found->name + ": " + parsed.error().message);
    return done;
  }
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
