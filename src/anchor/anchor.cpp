// SPDX-License-Identifier: Apache-2.0
// The steps in their order: name the commit, ask the hub (its words about what is missing or forbidden are better than
// git's), fetch, read the proof as verify will, hold the two answers against each other.
#include "anchor/anchor.hpp"

#include <algorithm>
#include <optional>

#include "anchor/cross_check.hpp"
#include "anchor/git_remote.hpp"
#include "anchor/hub_rest.hpp"
#include "anchor/local_places.hpp"
#include "anchor/local_repository.hpp"
#include "anchor/repository.hpp"
#include "base/wording.hpp"

namespace weightcheck::anchor {
namespace {

using Clock = std::chrono::steady_clock;

void add_missing(std::vector<std::string>& list, const std::vector<std::string>& more) {
  for (const std::string& text : more) {
    if (std::ranges::find(list, text) == list.end()) list.push_back(text);
  }
}

// Of a hub's list that contradicts itself or the hub's git: `explain` knows it under this name.
Error named(Error error) {
  if (error.code == ErrorCode::inconsistent) error.message += " (upstream-inconsistent)";
  return error;
}

// Whichever step was the last tells of the time that was left to it.
Error out_of_time(Error error, std::chrono::milliseconds time_max) {
  error.message +=
      "; all steps together may take " + std::to_string(time_max.count() / 1000) + " s, --timeout changes that";
  return error;
}

std::string resolved_note(const std::string& revision, const git::ObjectId& commit) {
  return in_quotes(revision) + " is commit " + commit.hex() + " now; it may be another tomorrow";
}

// The canonical pointers of what the hub lists as kept by LFS. Only those whose id is the tree's own are of use.
std::string listed_pointers(const git::CommitProof& proof, const std::vector<ListedFile>& files) {
  std::string objects;
  for (const ListedFile& file : files) {
    const git::ProofEntry* entry = file.sha256 ? proof.find(file.path) : nullptr;
    if (entry == nullptr || file.size == 0) continue;
    const auto pointer = git::pointer_blob_id(entry->id.format(), *file.sha256, file.size);
    if (pointer.ok() && *pointer == entry->id) objects += git::pointer_object(entry->id, *file.sha256, file.size);
  }
  return objects;
}

// What git gave, held to what verify will demand of it.
Status take_proof(AnchorRecord& record, std::string bytes) {
  auto proof = git::parse_proof(bytes_of(bytes));
  if (!proof.ok()) return within(std::move(proof).error(), "proof of " + record.commit.hex());
  if (proof->commit != record.commit || !proof->unproven_folders.empty()) {
    return Error{ErrorCode::inconsistent,
                 "git gave another commit than " + record.commit.hex() + ", or not all of its trees"};
  }
  record.proof = std::move(*proof);
  record.proof_bytes = std::move(bytes);
  return done;
}

// Puts the LFS pointers behind the trees, so that verify knows sizes and digests before it reads a byte. A proof that
// they would bring over its limits does without them.
Status add_pointers(AnchorRecord& record, std::string_view objects) {
  const std::string pointers = git::pointers_among(objects, record.proof);
  if (pointers.empty()) return done;
  auto longer = git::parse_proof(bytes_of(record.proof_bytes + pointers));
  if (!longer.ok() && longer.error().code == ErrorCode::limit) return done;
  if (!longer.ok()) return within(std::move(longer).error(), "proof of " + record.commit.hex());
  record.proof = std::move(*longer);
  record.proof_bytes += pointers;
  return done;
}

Result<AnchorRecord> anchor_local(const Repository& repository, const AnchorRequest& request,
                                  Clock::time_point deadline, const std::stop_token& stop) {
  const auto opened = LocalRepository::open(repository.local_path);
  if (!opened.ok()) return opened.error();
  const std::string revision = request.revision.empty() ? "HEAD" : request.revision;
  const auto given = git::ObjectId::parse(revision);
  const auto object = given ? Result<git::ObjectId>(*given) : opened->resolve(revision);
  if (!object.ok()) return object.error();
  auto read = read_commit(*opened, *object, deadline, request.events, stop);
  if (!read.ok()) return std::move(read).error();
  AnchorRecord record{.upstream = repository.upstream.written,
                      .commit = read->commit,
                      .proof_bytes = {},
                      .proof = {},
                      .notes = {},
                      .contacted = {}};
  if (read->commit != given) record.notes.push_back(resolved_note(revision, read->commit));
  if (Status taken = take_proof(record, std::move(read->proof)); !taken.ok()) return std::move(taken).error();
  if (Status added = add_pointers(record, read->pointers); !added.ok()) return std::move(added).error();
  return record;
}

Result<GitRemote> remote_of(const Repository& repository, const AnchorRequest& request, Clock::time_point deadline) {
  auto url = http::Url::parse(repository.git_url);
  if (!url.ok()) return Error{ErrorCode::usage, url.error().message};
  return GitRemote{.url = std::move(*url),
                   .token = repository.token,
                   .cacert_file = request.cacert_file,
                   .deadline = deadline,
                   .events = request.events};
}

Result<AnchorRecord> anchor_remote(const Repository& repository, const AnchorRequest& request,
                                   Clock::time_point deadline, const std::stop_token& stop) {
  const auto remote = remote_of(repository, request, deadline);
  if (!remote.ok()) return remote.error();
  if (request.revision.empty()) return Error{ErrorCode::usage, "no commit is named; give one with --commit"};
  const auto given = git::ObjectId::parse(request.revision);
  const auto commit = given ? Result<git::ObjectId>(*given) : resolve_revision(*remote, request.revision, stop);
  if (!commit.ok()) return commit.error();
  AnchorRecord record{.upstream = repository.upstream.written,
                      .commit = *commit,
                      .proof_bytes = {},
                      .proof = {},
                      .notes = {},
                      .contacted = {}};
  record.contacted.push_back(remote->url.origin().text());
  if (!given) record.notes.push_back(resolved_note(request.revision, *commit));

  std::optional<HubListing> listing;
  if (repository.is_listed()) {
    http::Settings settings{.cacert_file = request.cacert_file, .deadline = deadline, .events = request.events};
    // Whoever names a plain http endpoint on loopback has asked for it.
    if (remote->url.origin().scheme == "http") settings.plain_http = http::PlainHttp::on_loopback;
    auto listed = list_files(repository, *commit, settings, stop);
    if (!listed.ok()) return named(std::move(listed).error());
    listing = std::move(*listed);
    add_missing(record.notes, listing->notes);
    for (const http::Origin& origin : listing->contacted)
      add_missing(record.contacted, {origin.text()});
  }
  auto fetched = fetch_commit(*remote, *commit, stop);
  if (!fetched.ok()) return std::move(fetched).error();
  add_missing(record.notes, fetched->notes);
  if (Status taken = take_proof(record, std::move(fetched->proof)); !taken.ok()) return std::move(taken).error();
  if (listing) {
    const auto notes = cross_check(record.proof, listing->files);
    if (!notes.ok()) return named(notes.error());
    add_missing(record.notes, *notes);
    const std::string pointers = listed_pointers(record.proof, listing->files);
    if (Status added = add_pointers(record, pointers); !added.ok()) return std::move(added).error();
  }
  return record;
}

// What the hub's own client obeys is obeyed here.
Status check_online(const Repository& repository, const HubEnvironment& environment) {
  const hubs::Hub* const hub = repository.upstream.hub;
  if (hub == nullptr || !environment.of(*hub).offline) return done;
  std::string names;
  for (const std::string_view name : hub->environment.offline)
    names += (names.empty() ? "" : " or ") + std::string(name);
  return Error{ErrorCode::usage, names + " is set; unset it to fetch from " + repository.page};
}

}  // namespace

Result<AnchorRecord> anchor(const AnchorRequest& request, const std::stop_token& stop) {
  const auto repository = find_repository(request.upstream, request.environment);
  if (!repository.ok()) return repository.error();
  if (Status checked = check_online(*repository, request.environment); !checked.ok()) return std::move(checked).error();
  if (request.named_by != NamedBy::caller) {
    const Status own = request.named_by == NamedBy::folder ? check_is_its_own(repository->local_path)
                                                           : check_is_elsewhere(*repository);
    if (!own.ok()) return own.error();
  }
  const auto deadline = Clock::now() + request.time_max;
  auto record = repository->local_path.empty() ? anchor_remote(*repository, request, deadline, stop)
                                               : anchor_local(*repository, request, deadline, stop);
  if (!record.ok() && record.error().code == ErrorCode::network && Clock::now() >= deadline)
    return out_of_time(record.error(), request.time_max);
  return record;
}

}  // namespace weightcheck::anchor
