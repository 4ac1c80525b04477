// SPDX-License-Identifier: Apache-2.0
// Evidence made by hand: files that are here, what is claimed of them, what the commit holds and what hashing saw.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "evidence/evidence.hpp"
#include "git/lfs_pointer.hpp"
#include "hash/sha256.hpp"
#include "support/model_path.hpp"
#include "weights/format.hpp"

namespace weightcheck::test {

inline Digest digest(std::string_view content) { return hash::sha256(bytes_of(content)); }
inline git::ObjectId blob_id(std::string_view content) {
  return git::object_id(git::ObjectFormat::sha1, git::ObjectType::blob, bytes_of(content)).value();
}
inline git::ObjectId commit_id(char digit) { return git::ObjectId::parse(std::string(40, digit)).value(); }

class EvidenceBuilder {
 public:
  evidence::Evidence evidence{};  // for what has no function here

  // A file that is here and was hashed.
  EvidenceBuilder& file(std::string_view name, std::string_view content) {
    evidence.tree.files.push_back({.path = path(name), .size = content.size()});
    evidence.observations.push_back({.path = path(name),
                                     .identity = {.size = content.size()},
                                     .digests = evidence::DigestSet{digest(content), blob_id(content)}});
    evidence.hashed = true;
    return *this;
  }

  // A file that is here and could not be hashed.
  EvidenceBuilder& broken_file(std::string_view name, std::uint64_t size, ErrorCode code) {
    evidence.tree.files.push_back({.path = path(name), .size = size});
    evidence.observations.push_back({.path = path(name), .digests = Error{code, "read failed at byte 17"}});
    evidence.hashed = true;
    return *this;
  }

  // The manifest lists this content, here or not.
  EvidenceBuilder& listed(std::string_view name, std::string_view content) {
    if (!evidence.manifest) evidence.manifest.emplace();
    claims("the manifest", evidence::Coverage::all)
        .push_back({.span = {.path = path(name)}, .file_size = content.size(), .expected = {digest(content)}});
    return *this;
  }

  // The commit holds this content, as it is or behind an LFS pointer.
  EvidenceBuilder& in_commit(std::string_view name, std::string_view content) {
    return in_commit(name, blob_id(content));
  }
  EvidenceBuilder& in_commit_by_lfs(std::string_view name, std::string_view content) {
    return in_commit(name, blob_id(git::canonical_lfs_pointer(digest(content), content.size())));
  }

  // The claims of a source; of the first use its coverage.
  std::vector<evidence::Claim>& claims(std::string_view source, evidence::Coverage coverage) {
    auto& sets = evidence.claim_sets;
    const auto set = std::ranges::find(sets, source, &evidence::ClaimSet::source);
    if (set != sets.end()) return set->claims;
    sets.push_back({.source = source, .coverage = coverage});
    return sets.back().claims;
  }

  EvidenceBuilder& pinned(evidence::Trust trust) {
    evidence.pin = evidence::Pin{.upstream = "https://huggingface.co/org/model", .commit = commit_id('a')};
    evidence.trust = trust;
    evidence.upstream_trust = trust;
    return *this;
  }

  // Looked at, and nothing to object to.
  EvidenceBuilder& examined() {
    evidence.shape_examined = true;
    weight_file("model.safetensors", weights::Examined::yes);
    evidence.license.examined = true;
    evidence.license.texts = {{.path = path("LICENSE")}};
    evidence.license.texts[0].text.kind = license::Kind::exact;
    evidence.license.texts[0].text.id = "MIT";
    evidence.license.card.emplace();
    evidence.license.card->declared.licenses = {"mit"};
    return *this;
  }

  EvidenceBuilder& content(std::string_view name, evidence::ContentKind kind) {
    evidence.contents.push_back({.path = path(name), .kind = kind, .in_place_of_weights = true});
    return *this;
  }

  // A weight file, and what came of looking at it.
  EvidenceBuilder& weight_file(std::string_view name, weights::Examined examined) {
    evidence.weight_files.push_back(
        {.path = path(name), .format = weights::format_of(name, {})->name, .examined = examined});
    return *this;
  }

  EvidenceBuilder& refused(std::string_view name, evidence::Refusal reason, std::string detail) {
    evidence.tree.refused.push_back({.name = std::string(name), .reason = reason, .detail = std::move(detail)});
    return *this;
  }

  EvidenceBuilder& rejected(evidence::RejectedKind kind) {
    evidence.rejected = evidence::Rejected{kind, "line 3: it is not as it should be"};
    return *this;
  }

  [[nodiscard]] evidence::Evidence build() {
    std::ranges::sort(evidence.tree.files, {}, &evidence::ModelFile::path);
    std::ranges::sort(evidence.observations, {}, &evidence::FileObservation::path);
    for (auto& set : evidence.claim_sets)
      std::ranges::sort(set.claims, {}, &evidence::Claim::path);
    if (evidence.proof) std::ranges::sort(evidence.proof->entries, {}, &git::ProofEntry::path);
    return evidence;
  }

 private:
  EvidenceBuilder& in_commit(std::string_view name, git::ObjectId id) {
    if (!evidence.proof) evidence.proof.emplace();
    evidence.proof->entries.push_back({.path = path(name), .id = id});
    return *this;
  }
};

// Two files, listed and intact, pinned by the caller, with nothing to object to.
inline EvidenceBuilder good_model() {
  EvidenceBuilder model;
  model.file("LICENSE", "MIT").file("model.safetensors", "weights");
  model.listed("LICENSE", "MIT").listed("model.safetensors", "weights");
  model.pinned(evidence::Trust::pinned).examined();
  return model;
}

// The same with the proof that the commit holds both.
inline EvidenceBuilder anchored_model() {
  EvidenceBuilder model = good_model();
  model.in_commit("LICENSE", "MIT").in_commit_by_lfs("model.safetensors", "weights");
  return model;
}

}  // namespace weightcheck::test
