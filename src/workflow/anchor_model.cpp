// SPDX-License-Identifier: Apache-2.0
// The manifest's pin is kept: another commit on the command line is a contradiction, not a correction.
#include "workflow/anchor_model.hpp"

#include "anchor/anchor.hpp"
#include "anchor/hub_cache.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "hubs/upstream.hpp"
#include "io/atomic_file.hpp"
#include "io/model_directory.hpp"
#include "manifest/manifest.hpp"
#include "workflow/model_of_request.hpp"
#include "workflow/own_file.hpp"

namespace weightcheck::workflow {
namespace {

Result<std::optional<manifest::Manifest>> manifest_of(const io::ModelDirectory& model) {
  const auto text = model.read_small(ModelPath::parse(io::manifest_name).value(), limits::manifest_bytes_max);
  if (!text.ok() && text.error().code == ErrorCode::not_found) return std::optional<manifest::Manifest>();
  if (!text.ok()) return within(text.error(), io::manifest_name);
  auto parsed = manifest::parse(bytes_of(*text));
  if (!parsed.ok()) return within(parsed.error(), io::manifest_name);
  return std::optional(std::move(*parsed));
}

constexpr OwnFile own_proof{.kind = "proof", .usual_name = io::proof_name};

Result<anchor::AnchorRequest> to_fetch(const AnchorModelRequest& request, const io::ModelDirectory& model,
                                       const std::optional<manifest::Manifest>& known) {
  anchor::AnchorRequest fetch{.cacert_file = request.cacert_file,
                              .environment = request.environment,
                              .time_max = request.time_max,
                              .events = request.events};
  const bool is_checkout = model.layout() == evidence::Layout::git_checkout;
  const bool is_named =
      (request.upstream || (known && known->upstream)) && (request.revision || (known && known->commit));
  const auto cached =
      is_named ? Result<evidence::LayoutRecord>(evidence::LayoutRecord()) : anchor::read_hub_cache(model);
  if (!cached.ok()) return cached.error();
  if (request.upstream) {
    fetch.upstream = *request.upstream;
  } else if (known && known->upstream) {
    fetch.upstream = *known->upstream;
    fetch.named_by = anchor::NamedBy::manifest;
  } else if (is_checkout) {
    fetch.upstream = model.canonical_path();
    fetch.named_by = anchor::NamedBy::folder;
  } else if (cached->upstream) {
    fetch.upstream = *cached->upstream;
    fetch.named_by = anchor::NamedBy::manifest;
  } else {
    return Error{ErrorCode::usage, "nothing names the upstream: give --upstream URL (" + hubs::short_forms() +
                                       ", https://..., a local clone)"};
  }
  if (request.revision) {
    fetch.revision = *request.revision;
  } else if (known && known->commit) {
    fetch.revision = known->commit->hex();
  } else if (!cached->commits.empty()) {
    fetch.revision = cached->commits.front().hex();
  } else if (!is_checkout) {
    return Error{ErrorCode::usage,
                 "nothing names the commit: give --commit with its full id, or a branch or tag to be resolved once"};
  }
  return fetch;
}

// Adds the pin to a manifest that has none; the rest of it stays as it was. A local clone pins the commit alone: where
// it lies on this machine means nothing to those who get the manifest.
Result<bool> pin_manifest(const AnchorModelRequest& request, std::optional<manifest::Manifest>& known,
                          const anchor::AnchorRecord& record) {
  if (!known || known->commit || !request.output.empty()) return false;
  known->commit = record.commit;
  if (!known->upstream && !record.upstream.starts_with("file://")) known->upstream = record.upstream;
  const Status written =
      io::write_atomically(request.model + "/" + std::string(io::manifest_name), manifest::write(*known));
  if (!written.ok()) return written.error();
  return true;
}

}  // namespace

Result<AnchorModelOutcome> anchor_model(const AnchorModelRequest& asked, const std::stop_token& stop) {
  const auto folder = anchor::find_snapshot(asked.model, git::ObjectId::parse(asked.revision.value_or("")));
  if (!folder.ok()) return folder.error();
  AnchorModelRequest request = asked;
  request.model = *folder;
  const auto model = open_folder(request.model);
  if (!model.ok()) return model.error();
  if (Status kept = keep_model(*model, request.output, own_proof); !kept.ok()) return kept.error();
  auto known = manifest_of(*model);
  if (!known.ok()) return known.error();
  const auto fetch = to_fetch(request, *model, *known);
  if (!fetch.ok()) return fetch.error();

  const Stopwatch watch;
  auto record = anchor::anchor(*fetch, stop);
  if (!record.ok()) return record.error();
  tell(request.events, EventLevel::info, "anchored",
       {{"path", request.model},
        {"upstream", record->upstream},
        {"commit", record->commit.hex()},
        {"bytes", std::uint64_t{record->proof_bytes.size()}},
        {"seconds", watch.seconds()}});
  if (*known && (*known)->commit && *(*known)->commit != record->commit) {
    return Error{ErrorCode::inconsistent, "the manifest is pinned to " + (*known)->commit->hex() +
                                              ", and what was asked for is " + record->commit.hex() +
                                              " (pin-conflict)"};
  }

  AnchorModelOutcome outcome{.upstream = record->upstream,
                             .commit = record->commit.hex(),
                             .proof_bytes = record->proof_bytes,
                             .written_to = {},
                             .contacted = record->contacted,
                             .notes = record->notes};
  if (request.output == "-") return outcome;
  outcome.written_to = request.output.empty() ? request.model + "/" + std::string(io::proof_name) : request.output;
  if (Status written = io::write_atomically(outcome.written_to, record->proof_bytes); !written.ok())
    return written.error();
  const auto pinned = pin_manifest(request, *known, *record);
  if (!pinned.ok()) return pinned.error();
  outcome.manifest_pinned = *pinned;
  return outcome;
}

}  // namespace weightcheck::workflow
