// SPDX-License-Identifier: Apache-2.0
// Everything in the manifest is the signer's word. What `verify` then finds in the model, it finds by hashing.
#include "workflow/manifest_of_signature.hpp"

#include <algorithm>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "policy/wording.hpp"
#include "workflow/claim_source.hpp"
#include "workflow/manifest_steps.hpp"
#include "workflow/model_of_request.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::Claim;
using evidence::ClaimSet;
using evidence::ModelFile;

Error no_manifest(const std::string& why) { return {ErrorCode::inconsistent, "no manifest was written: " + why}; }

// The one maker of claims by a signature, asked by itself: what else lies in the model says nothing here.
Result<evidence::Said> check_signature(const ManifestRequest& request, const SignatureRequest& signature) {
  const VerifyRequest verify{.model = request.model, .signature = signature};
  const auto model = open_folder(request.model);
  if (!model.ok()) return model.error();
  Gathering gathering{.model = *model, .request = verify};
  if (Status read = read_signature(gathering, "the signature"); !read.ok()) return read.error();
  if (gathering.said.rejected) return no_manifest(gathering.said.rejected->message);
  return std::move(gathering.said);
}

Result<manifest::Manifest> list_of(const ClaimSet& set) {
  manifest::Manifest made;
  for (const Claim& claim : set.claims) {
    const auto sha256 = claim.sha256();
    if (!sha256)
      return no_manifest(quoted(claim.path()) + " is signed in " + counted(claim.pieces.size(), "shard") +
                         ", and their digests do not make the SHA-256 of the whole file, which a manifest lists; "
                         "verify the model with the signature, and make the manifest without --from-signature");
    made.entries.push_back({.path = claim.path(), .sha256 = *sha256, .size = claim.file_size});
  }
  return made;
}

std::vector<std::string> differences(const ClaimSet& set, const evidence::ModelTree& tree) {
  std::vector<std::string> told;
  for (const Claim& claim : set.claims) {
    const ModelFile* file = tree.find(claim.path());
    if (file == nullptr) {
      told.push_back(quoted(claim.path()) + " is missing");
    } else if (claim.file_size && *claim.file_size != file->size) {
      told.push_back(quoted(claim.path()) + " has " + counted(file->size, "byte") + " and should have " +
                     with_commas(*claim.file_size));
    }
  }
  for (const ModelFile& file : tree.files) {
    if (set.find(file.path) == nullptr && !std::ranges::binary_search(set.silent_on, file.path))
      told.push_back(quoted(file.path) + " is not signed");
  }
  return told;
}

// A manifest lists every file of a model; this one cannot.
void tell_of_unlisted(const ClaimSet& set, ManifestOutcome& outcome) {
  std::vector<std::string> paths;
  for (const ModelPath& path : set.silent_on)
    paths.push_back(path.text());
  if (!paths.empty())
    outcome.notes.push_back("not in the manifest, as the signature does not list " +
                            std::string(paths.size() == 1 ? "it: " : "them: ") + policy::some_files(paths) +
                            "; `verify` calls that `file-unlisted`");
}

void hold_records(const manifest::Manifest& made, ManifestBegun& begun) {
  for (const manifest::Entry& entry : made.entries) {
    if (const ModelFile* file = begun.tree.find(entry.path)) begun.records.hold(*file, {entry.sha256});
  }
}

}  // namespace

Result<ManifestOutcome> create_manifest_of_signature(const ManifestRequest& request, const SignatureRequest& signature,
                                                     const std::stop_token& stop) {
  auto said = check_signature(request, signature);
  if (!said.ok()) return said.error();
  const ClaimSet& set = said->claim_sets.front();
  auto made = list_of(set);
  if (!made.ok()) return made.error();
  auto begun = begin_manifest(request, stop);
  if (!begun.ok()) return begun.error();
  ManifestOutcome& outcome = begun->outcome;
  if (const auto place = begun->model.path_of(outcome.written_to); place && set.find(*place) != nullptr)
    return Error{ErrorCode::usage, "the signature lists " + quoted(*place) +
                                       ", and a manifest in its place would break it; name a file outside of the model "
                                       "with --output"};
  bring_in_signed(begun->model, *said, begun->tree);
  pass_what_is_left_out(*said, begun->tree);
  outcome.signer = printable(set.origin.identity);
  outcome.differences = differences(set, begun->tree);
  if (!outcome.differences.empty()) return outcome;
  tell_of_unlisted(set, outcome);
  std::erase_if(begun->tree.files, [&](const ModelFile& file) { return set.find(file.path) == nullptr; });
  outcome.bytes = begun->tree.total_bytes();
  hold_records(*made, *begun);
  return write_manifest(request, *begun, *std::move(made), "");
}

}  // namespace weightcheck::workflow
