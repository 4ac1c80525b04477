// SPDX-License-Identifier: Apache-2.0
// Everything that was observed of a model, without opinion: what the rules read, and nothing behind it. Gathered by
// workflow.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "evidence/claim.hpp"
#include "evidence/comparison.hpp"
#include "evidence/component.hpp"
#include "evidence/content_kind.hpp"
#include "evidence/layout_record.hpp"
#include "evidence/license_seen.hpp"
#include "evidence/model_tree.hpp"
#include "evidence/observation.hpp"
#include "evidence/pin.hpp"
#include "evidence/remote_code.hpp"
#include "evidence/signature_seen.hpp"
#include "evidence/store_record.hpp"
#include "git/lfs_pointer.hpp"
#include "git/proof.hpp"
#include "manifest/manifest.hpp"
#include "weights/reconcile.hpp"
#include "weights/weight_file.hpp"

namespace weightcheck::lineage {
struct Outcome;
}

namespace weightcheck::evidence {

// The head of one file, looked at before anything is hashed.
struct ContentSeen {
  ModelPath path;
  ContentKind kind = ContentKind::other;
  bool in_place_of_weights = false;  // by its name it should hold weights
  bool read_by_loaders = false;      // ... or a config, a tokenizer or the like
  Unpickler unpickler = Unpickler::goes_on;
  PickleHolds holds = PickleHolds::unknown;  // of a pickle
  std::vector<std::string> names{};          // raw: what a pickle in it imports, "member: os.system" in an archive
  std::string unread{};                      // printable: why not all of what is inside was looked at; "" where it was
  std::vector<std::string> places{};         // raw: where an ONNX file keeps tensors, and no file of the model may lie
};

// What stands in the place of something that loaders read and is not that: the words that a server answered, or where
// JSON ends to be JSON.
struct BodySeen {
  ModelPath path;
  std::string words{};       // the beginning, raw bytes; of text only
  std::string json_fault{};  // printable; "" where it is JSON, or is not to be
};

struct PointerStub {
  ModelPath path;
  std::optional<git::LfsPointer> pointer{};  // none when it begins like one and breaks the grammar
};

struct IndexSeen {
  ModelPath path;
  std::optional<Error> error{};  // why it could not be read or parsed
};

// Evidence that was refused as a whole: the run ends before a model file is opened.
enum class RejectedKind : std::uint8_t {
  manifest_malformed,
  pin_not_a_commit,
  pin_conflict,
  proof_invalid,
  signature_malformed,
  signature_unsupported,
  signature_invalid,
  signer_untrusted,
  signer_mismatch,
  log_entry_invalid,
  timestamp_invalid,
  signature_conflict,
};

struct Rejected {
  RejectedKind kind = RejectedKind::manifest_malformed;
  std::string message{};  // printable
};

// A model that this one is held against: which files are its.
struct BaseModel {
  std::string file{};                      // as the caller named the proof, raw bytes
  std::optional<std::string> directory{};  // in which it lay, where the caller named that
  git::CommitProof proof;
};

// One thing that somebody said, and who: told beside each other in every report.
struct Statement {
  std::string_view what{};  // "bytes", "commit", "upstream", "license"
  std::string value{};      // raw bytes
  Origin origin{};
  std::string by{};  // the file or option that said it, raw bytes
};

// What is said of the model before any of its files is opened.
struct Said {
  std::optional<Rejected> rejected{};
  std::optional<manifest::Manifest> manifest{};
  std::optional<git::CommitProof> proof{};
  std::optional<SignatureSeen> signature{};  // that holds; one that does not is `rejected`
  std::optional<Pin> pin{};
  Trust trust = Trust::none;           // of the pinned commit
  Trust upstream_trust = Trust::none;  // of the upstream's name
  std::vector<ClaimSet> claim_sets{};  // the strongest first; all of them are held against what is here
  std::vector<Statement> statements{};
  std::vector<BaseModel> bases{};
  std::vector<LayoutRecord> layouts{};  // what the directory says of itself, the strongest first
  std::optional<StoreRecord> store{};   // of a model in a local store
};

// What SHA256.midstates says and was shown not to be so. It is of no weight: the digests are right all the same.
struct WrongMidstates {
  std::optional<ModelPath> path{};  // whose states they are; none: the file of states itself
  std::string why{};                // printable, to follow the name of the file
};

// What reading the bytes showed.
struct Hashed {
  std::vector<FileObservation> observations{};  // in the tree's order; empty when nothing was hashed
  bool hashed = false;
  bool interrupted = false;
  std::vector<WrongMidstates> midstates_wrong{};
  std::vector<ModelPath> line_ends_changed{};  // sorted: text files that are as listed after CRLF -> LF, or LF -> CRLF
};

struct Evidence : Said, Hashed {
  // What is there
  ModelTree tree{};

  // What it looks like, without hashing
  bool shape_examined = false;
  std::string shape_gap{};                   // where it was not: the first file that could not be looked at, and why
  std::vector<Unread> unread{};              // files that could not be read when they were looked at, one entry a read
  std::vector<ContentSeen> contents{};       // sorted by path
  std::vector<BodySeen> bodies{};            // sorted by path
  std::vector<PointerStub> pointer_stubs{};  // sorted by path
  std::vector<weights::WeightFile> weight_files{};  // sorted by path, of every format, read or not
  std::vector<IndexSeen> indexes{};                 // sorted by path
  weights::Reconciliation reconciliation{};
  std::vector<RemoteCode> remote_code{};
  std::vector<Component> components{};      // that model_index.json files name
  std::vector<ModelPath> imported{};        // sorted: Python files that the loaders of some config import
  std::vector<std::string> modes_differ{};  // raw paths whose executable bit is not the commit's

  // What it is allowed to be used for
  LicenseSeen license{};
  std::vector<BaseSeen> bases_seen{};      // those that the caller gave, then those that are only named
  std::vector<BaseNaming> base_namings{};  // by files other than the card and the manifest, the strongest first

  const lineage::Outcome* lineage = nullptr;  // what was found of given bases in the weights; null: nobody asked

  // Somebody said what some file must be.
  [[nodiscard]] bool has_claims() const {
    return std::ranges::any_of(claim_sets, [](const ClaimSet& set) { return !set.claims.empty(); });
  }
};

}  // namespace weightcheck::evidence
