// SPDX-License-Identifier: Apache-2.0
// The order is the promise: evidence that is malformed or contradicts itself ends the run before a model file is
// opened.
#include "workflow/expectations.hpp"

#include <algorithm>
#include <filesystem>

#include "anchor/layout.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::Claim;
using evidence::ClaimSource;
using evidence::PinSource;
using evidence::RejectedKind;

struct Found {
  std::optional<std::string> bytes;
  bool from_caller = false;
  std::string name;
};

// A file that the caller named must be there; one that may lie in the model need not.
Result<Found> find_file(const io::ModelDirectory& model, const std::optional<std::string>& named,
                        std::string_view usual, std::size_t bytes_max) {
  if (named) {
    auto bytes = io::read_file(*named, bytes_max);
    if (!bytes.ok()) {
      Error error = within(bytes.error(), printable(*named));
      if (error.code == ErrorCode::not_found) error.code = ErrorCode::usage;
      return error;
    }
    return Found{std::move(*bytes), !model.has_a_say_in(*named), *named};
  }
  auto bytes = model.read_small(ModelPath::parse(usual).value(), bytes_max);
  if (bytes.ok()) return Found{std::move(*bytes), false, std::string(usual)};
  if (bytes.error().code == ErrorCode::not_found) return Found{std::nullopt, false, std::string(usual)};
  return within(bytes.error(), usual);
}

void reject(evidence::Evidence& evidence, RejectedKind kind, std::string message) {
  evidence.rejected = evidence::Rejected{kind, std::move(message)};
}

// A file over its limit is evidence that is refused, not trouble of ours.
Status refuse_if_too_large(const Error& error, RejectedKind kind, evidence::Evidence& evidence) {
  if (error.code != ErrorCode::limit && error.code != ErrorCode::malformed) return error;
  reject(evidence, kind, error.message);
  return done;
}

// Fills in the evidence step by step; each step may end the run by rejecting.
class Gathering {
 public:
  Gathering(const io::ModelDirectory& model, const VerifyRequest& request, evidence::Evidence& evidence)
      : model_(model), request_(request), evidence_(evidence) {}

  Status run() {
    add_caller();
    for (const auto step : {&Gathering::add_manifest, &Gathering::add_proof, &Gathering::add_bases,
                            &Gathering::add_layout, &Gathering::compare_formats}) {
      if (Status taken = (this->*step)(); !taken.ok() || evidence_.rejected) return taken;
    }
    const auto agreement = evidence::agree(pins_);
    if (!agreement.conflict.empty()) {
      reject(evidence_, RejectedKind::pin_conflict, agreement.conflict);
      return done;
    }
    evidence_.pin = agreement.pin;
    evidence_.trust = agreement.trust;
    return done;
  }

 private:
  void add_caller() {
    if (request_.commit || request_.upstream) {
      pins_.push_back(
          {.source = PinSource::caller, .upstream = request_.upstream, .commit = request_.commit, .from_caller = true});
    }
    if (request_.demands.commit) {
      pins_.push_back({.source = PinSource::policy, .commit = request_.demands.commit, .from_caller = true});
    }
  }

  Status add_manifest() {
    const auto manifest = find_file(model_, request_.manifest_file, io::manifest_name, limits::manifest_bytes_max);
    if (!manifest.ok()) return refuse_if_too_large(manifest.error(), RejectedKind::manifest_malformed, evidence_);
    if (!manifest->bytes) return done;
    auto read = manifest::read(bytes_of(*manifest->bytes));
    if (const auto* rejection = std::get_if<manifest::Rejection>(&read)) {
      const bool pin = rejection->reason == manifest::Reason::pin_not_a_commit;
      reject(evidence_, pin ? RejectedKind::pin_not_a_commit : RejectedKind::manifest_malformed,
             manifest->name + ": " + rejection->message);
      return done;
    }
    evidence_.manifest = std::get<manifest::Manifest>(std::move(read));
    add_own({.source = PinSource::manifest,
             .upstream = evidence_.manifest->upstream,
             .commit = evidence_.manifest->commit,
             .from_caller = manifest->from_caller});
    return done;
  }

  Status add_proof() {
    const auto proof = find_file(model_, request_.proof_file, io::proof_name, limits::proof_bytes_max);
    if (!proof.ok()) return refuse_if_too_large(proof.error(), RejectedKind::proof_invalid, evidence_);
    if (!proof->bytes) return done;
    auto parsed = git::parse_proof(bytes_of(*proof->bytes));
    if (!parsed.ok()) {
      reject(evidence_, RejectedKind::proof_invalid, proof->name + ": " + parsed.error().message);
      return done;
    }
    evidence_.proof = std::move(*parsed);
    add_own({.source = PinSource::proof, .commit = evidence_.proof->commit, .from_caller = proof->from_caller});
    return done;
  }

  // What bases hold is no expectation of this model and no pin of it.
  Status add_bases() {
    if (request_.base_proof_files.size() + request_.base_directories.size() > limits::bases_max)
      return Error{ErrorCode::usage, "more than " + std::to_string(limits::bases_max) + " base models are given"};
    for (const std::string& name : request_.base_proof_files) {
      if (Status added = add_base(name, std::nullopt); !added.ok() || evidence_.rejected) return added;
    }
    for (const std::string& directory : request_.base_directories) {
      std::string name = directory;
      name += (name.ends_with('/') ? "" : "/") + std::string(io::proof_name);
      std::error_code missing;
      if (!std::filesystem::exists(name, missing)) continue;
      if (Status added = add_base(name, directory); !added.ok() || evidence_.rejected) return added;
    }
    return done;
  }

  Status add_base(const std::string& name, std::optional<std::string> directory) {
    const auto proof = find_file(model_, name, "", limits::proof_bytes_max);
    if (!proof.ok()) return refuse_if_too_large(proof.error(), RejectedKind::proof_invalid, evidence_);
    auto parsed = git::parse_proof(bytes_of(*proof->bytes));
    if (!parsed.ok()) {
      reject(evidence_, RejectedKind::proof_invalid, printable(name) + ": " + parsed.error().message);
      return done;
    }
    evidence_.bases.push_back({.file = name, .directory = std::move(directory), .proof = std::move(*parsed)});
    return done;
  }

  Status add_layout() {
    auto layout = anchor::read_layout(model_);
    if (!layout.ok()) return layout.error();
    evidence_.layout = std::move(*layout);
    const auto& commits = evidence_.layout.commits;
    if (commits.size() > 1) return hold_mixed();
    // A manifest or proof that was committed cannot name its own commit: the checkout is of a later one than it tells
    // of.
    if (commits.empty() || (own_pin_ && evidence_.layout.lists_own_files)) return done;
    pins_.push_back({.source = source_of_layout(), .upstream = upstream_of_layout(), .commit = commits.front()});
    return done;
  }

  // One read computes blob ids of one format.
  Status compare_formats() {
    std::optional<git::ObjectFormat> own;
    if (evidence_.proof) {
      own = evidence_.proof->format();
    } else if (!evidence_.layout.commits.empty()) {
      own = evidence_.layout.commits.front().format();
    }
    for (const auto& base : evidence_.bases) {
      if (base.proof.format() == own.value_or(evidence_.bases.front().proof.format())) continue;
      return Error{ErrorCode::usage,
                   "'" + printable(base.file) + "' is of a repository with another object format (SHA-1 or SHA-256)"};
    }
    return done;
  }

  // Files of several commits are held against a pin by the proof of what it holds, and by nothing else.
  Status hold_mixed() {
    const auto pinned = std::ranges::find_if(pins_, [](const auto& pin) { return pin.commit.has_value(); });
    if (pinned == pins_.end() || evidence_.proof) return done;
    const auto other =
        std::ranges::find_if(evidence_.layout.commits, [&](const auto& id) { return id != *pinned->commit; });
    reject(evidence_, RejectedKind::pin_conflict,
           std::string(describe(pinned->source)) + " names commit " + pinned->commit->hex() + ", " +
               std::string(describe(source_of_layout())) + " names " + other->hex() + " for some of the files");
    return done;
  }

  // The name of a cache's folder knows ORG/NAME and not the host: it has a say only where the hub's own is meant.
  [[nodiscard]] std::optional<std::string> upstream_of_layout() const {
    const bool elsewhere = std::ranges::any_of(pins_, [](const auto& pin) {
      return pin.upstream && !evidence::canonical_upstream(*pin.upstream).starts_with("https://huggingface.co/");
    });
    return elsewhere ? std::nullopt : evidence_.layout.upstream;
  }

  [[nodiscard]] PinSource source_of_layout() const {
    switch (evidence_.layout.source) {
      case ClaimSource::hub_local_dir:
        return PinSource::hub_local_dir;
      case ClaimSource::git_index:
        return PinSource::git_checkout;
      default:
        return PinSource::hub_cache;
    }
  }

  void add_own(evidence::PinStatement statement) {
    own_pin_ |= statement.commit && !statement.from_caller;
    pins_.push_back(std::move(statement));
  }

  const io::ModelDirectory& model_;
  const VerifyRequest& request_;
  evidence::Evidence& evidence_;
  std::vector<evidence::PinStatement> pins_;
  bool own_pin_ = false;  // one that was found in the model
};

// Where the proof carries the pointer, the content's own digest and size are known; a pointer that is not canonical has
// an id that the content does not lead to.
Claim claim_of(const git::ProofEntry& entry) {
  Claim claim{.path = entry.path,
              .blob_id = entry.id,
              .of_link = entry.mode == git::Mode::symlink,
              .source = ClaimSource::proof};
  if (!entry.pointer || claim.of_link || entry.pointer->form == git::PointerForm::extended) return claim;
  claim.size = entry.pointer->size;
  claim.sha256 = entry.pointer->sha256;
  if (entry.pointer->form == git::PointerForm::lax) claim.blob_id.reset();
  return claim;
}

}  // namespace

Status gather_expectations(const io::ModelDirectory& model, const VerifyRequest& request,
                           evidence::Evidence& evidence) {
  return Gathering(model, request, evidence).run();
}

void gather_claims(evidence::Evidence& evidence) {
  anchor::add_walk(evidence.tree, evidence.layout);
  for (const std::string& name : evidence.layout.partial)
    evidence.tree.excluded.push_back({name, evidence::Exclusion::partial_download});
  if (evidence.manifest) {
    evidence.claims_source = ClaimSource::manifest;
    for (const manifest::Entry& entry : evidence.manifest->entries) {
      evidence.claims.push_back(
          {.path = entry.path, .size = entry.size, .sha256 = entry.sha256, .source = ClaimSource::manifest});
    }
  } else if (evidence.proof) {
    // Only of what is here: a download may be partial, and the absent files are a note.
    evidence.claims_source = ClaimSource::proof;
    for (const git::ProofEntry& entry : evidence.proof->entries) {
      if (entry.mode == git::Mode::submodule || evidence.tree.find(entry.path) == nullptr) continue;
      evidence.claims.push_back(claim_of(entry));
    }
  } else {
    evidence.claims_source = evidence.layout.source;
    evidence.claims = std::move(evidence.layout.claims);  // nothing asks the layout for them again
  }
}

}  // namespace weightcheck::workflow
