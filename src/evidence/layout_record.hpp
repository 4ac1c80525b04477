// SPDX-License-Identifier: Apache-2.0
// What a directory says about its own files without a manifest: the layout of a hub's cache, the metadata of a
// download, the index of a checkout. All of it lay beside the weights. Read by anchor.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "evidence/claim.hpp"
#include "git/object_id.hpp"

namespace weightcheck::evidence {

// Metadata that was there and was not used.
struct IgnoredMetadata {
  std::string name{};         // raw bytes
  std::string reason{};       // printable
  bool of_all_files = false;  // the list of a whole commit, damaged: what it would have objected to is not known

  friend bool operator==(const IgnoredMetadata&, const IgnoredMetadata&) = default;
};

// Two statements about one file that cannot both be true.
struct Disagreement {
  ModelPath path;
  std::string message{};            // printable, a clause: "the blob is named ..., and ..."
  std::optional<Expected> other{};  // what was said before the claim took over the word of an ETag

  friend bool operator==(const Disagreement&, const Disagreement&) = default;
};

struct PartialDownload {
  std::string name{};       // raw bytes, relative to the model's root
  std::string finished{};   // the file that it is to become, raw bytes; "" where nothing tells
  bool superseded = false;  // nothing is missing without it: what it was to become is here, or is not of this commit

  friend bool operator==(const PartialDownload&, const PartialDownload&) = default;
};

struct LayoutRecord {
  std::string_view source{};              // as people call it: "the hub cache"
  std::vector<Claim> claims{};            // sorted by path, one a path
  std::vector<git::ObjectId> commits{};   // that it names; sorted, no two alike
  std::optional<std::string> upstream{};  // as a folder's name spells it
  bool lists_commit = false;              // its claims are all files of the commit
  bool has_index = false;                 // its ids are git's own, from the index of a checkout
  bool lists_own_files = false;           // a manifest or a proof is itself in the commit: neither can name it

  // Sorted by path
  std::vector<ModelPath> not_fetched{};             // claimed, and never asked for: nothing of them is meant to be here
  std::vector<ModelPath> changed_since_download{};  // by their times: a hint
  std::vector<Disagreement> disagreements{};
  std::vector<IgnoredMetadata> ignored{};
  std::vector<ModelPath> not_git{};  // whose names are no digest that a hub gives: nothing is claimed of them
  std::vector<PartialDownload> partial{};
  std::string subfolder{};  // of the snapshot, in which the model lies; "" or ending in '/'
};

}  // namespace weightcheck::evidence
