// SPDX-License-Identifier: Apache-2.0
// Two sources in one layout, the names of blobs and the list of the commit: what both say of a file must agree.
#include "anchor/hub_cache.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <vector>

#include "anchor/hub_metadata.hpp"
#include "anchor/layout_files.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "base/path_text.hpp"
#include "hubs/upstream.hpp"
#include "io/folder.hpp"
#include "io/snapshot_link.hpp"
#include "io/walk.hpp"

namespace weightcheck::anchor {
namespace {

using evidence::Claim;
using evidence::LayoutRecord;

constexpr std::size_t ref_bytes_max = 1024;

// The way up from a folder inside a snapshot, "../" for each.
std::string folders_below(std::string_view subfolder) {
  std::string way;
  for (auto i = std::ranges::count(subfolder, '/'); i > 0; --i)
    way += "../";
  return way;
}

// Of a snapshot's list, what lies in the folder that is the model, by the names that it has there.
void keep_folder(std::string_view subfolder, std::vector<Claim>& claims) {
  if (subfolder.empty()) return;
  std::erase_if(claims, [&](const Claim& claim) { return !claim.path().text().starts_with(subfolder); });
  for (Claim& claim : claims)
    claim.span.path = ModelPath::parse(claim.path().text().substr(subfolder.size())).value();
}

// Of a snapshot.
std::string commit_of(const io::ModelDirectory& model) {
  return std::string(last_name(std::string_view(model.place()).substr(0, io::snapshot_bytes(model.place()) - 1)));
}

std::string list_name(const std::string& commit) { return "trees/" + commit + ".json"; }

std::optional<git::ObjectId> commit_in(std::string_view ref) {
  while (!ref.empty() && (ref.back() == '\n' || ref.back() == '\r' || ref.back() == ' '))
    ref.remove_suffix(1);
  return git::ObjectId::parse(ref);
}

// The choices of who has to name one, escaped.
std::string first_of(std::string_view folder, const std::vector<std::string>& names) {
  constexpr std::size_t named_max = 10;
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), named_max); ++i)
    list += (i > 0 ? ", " : "") + std::string(folder) + printable(names[i]);
  if (names.size() > named_max) list += " and " + std::to_string(names.size() - named_max) + " more";
  return list;
}

Error which_snapshot(const std::vector<std::string>& snapshots) {
  if (snapshots.empty())
    return {ErrorCode::usage, "the folder of a hub cache's repository holds no snapshot: nothing was downloaded"};
  return {
      ErrorCode::usage,
      "the folder of a hub cache's repository holds several snapshots, and refs/main names none of them; name one: " +
          first_of("snapshots/", snapshots)};
}

// The snapshot that was meant. `snapshots` are sorted.
Result<std::string> choose(const io::Folder& repository, const std::vector<std::string>& snapshots,
                           const std::optional<git::ObjectId>& commit) {
  const auto is_there = [&](const git::ObjectId& id) { return std::ranges::binary_search(snapshots, id.hex()); };
  if (commit && is_there(*commit)) return commit->hex();
  const auto ref = repository.read("refs/main", ref_bytes_max);
  if (!ref.ok() && is_ours(ref.error())) return within(ref.error(), "refs/main");
  const auto main = ref.ok() ? commit_in(*ref) : std::nullopt;
  if (main && is_there(*main)) return main->hex();
  if (snapshots.size() == 1) return snapshots.front();
  return which_snapshot(snapshots);
}

// Unfinished downloads; of a blob that has arrived since, the leftover means nothing. Which file a blob is to become,
// and whether it is one of this commit at all, the commit's list tells where there is one.
Status find_partial(const io::Folder& repository, LayoutRecord& record) {
  const auto blobs = repository.list("blobs", io::Depth::one);
  if (!blobs.ok()) return is_ours(blobs.error()) ? Status(within(blobs.error(), "blobs")) : Status(done);
  const bool is_listed = !record.claims.empty();
  const std::string to_blobs = std::string("../../") + std::string(folders_below(record.subfolder)) + "blobs/";
  for (const auto& entry : *blobs) {
    if (!entry.name.ends_with(".incomplete")) continue;
    const std::string etag = entry.name.substr(0, entry.name.find('.'));
    const auto whole = std::ranges::lower_bound(*blobs, etag, {}, &io::FolderEntry::name);
    if (whole != blobs->end() && whole->name == etag) continue;
    evidence::PartialDownload partial{.name = to_blobs + entry.name};
    const auto digest = parse_etag(etag);
    const auto of_file = std::ranges::find_if(record.claims, [&](const Claim& claim) {
      return digest && std::ranges::find(claim.expected, *digest) != claim.expected.end();
    });
    if (of_file != record.claims.end()) partial.finished = of_file->path().text();
    partial.superseded = is_listed && of_file == record.claims.end();
    record.partial.push_back(std::move(partial));
  }
  return done;
}

// Claims by path, some known from the list, others found on the way.
class ClaimsByPath {
 public:
  explicit ClaimsByPath(LayoutRecord& record) : record_(record), listed_(record.claims.size()) {}

  void add(const ModelPath& path, std::string_view blob) {
    if (io::is_left_out(path)) return;
    const auto etag = parse_etag(last_name(blob));
    const auto end = record_.claims.begin() + static_cast<std::ptrdiff_t>(listed_);
    auto place = std::ranges::lower_bound(record_.claims.begin(), end, path, {}, &Claim::path);
    const bool is_listed = place != end && place->path() == path;
    if (!is_listed && record_.lists_commit) return;  // a link to a blob makes no file one of the commit
    if (!etag) {
      if (!is_listed) record_.not_git.push_back(path);
      return;
    }
    if (!is_listed) {
      record_.claims.push_back({.span = {.path = path}});
      place = std::prev(record_.claims.end());
    }
    if (const auto clash = join_etag(*place, *etag)) {
      record_.disagreements.push_back(
          {path, "of the blob's name and the list of the commit's files, " + clash->message, clash->other});
    }
  }

 private:
  LayoutRecord& record_;
  std::size_t listed_;
};

// The repositories of a whole cache: a folder that holds such folders, and beside them what a client keeps for itself.
std::vector<std::string> repositories_in(const std::string& folder) {
  std::vector<std::string> repositories;
  const auto opened = io::Folder::open(folder);
  const auto listed =
      opened.ok() ? opened->list(".", io::Depth::one) : Result<std::vector<io::FolderEntry>>(opened.error());
  if (!listed.ok()) return {};
  for (const auto& entry : *listed) {
    const bool is_folder = entry.kind == io::EntryKind::folder;
    const bool is_clients =
        entry.name.starts_with('.') || entry.name == "CACHEDIR.TAG" || entry.name.starts_with("version");
    if (is_folder && hubs::is_cache_folder(entry.name)) {
      repositories.push_back(entry.name);
    } else if (!is_clients && !(is_folder && entry.name == "blobs")) {
      return {};
    }
  }
  return repositories;
}

Error which_repository(const std::string& path, const std::vector<std::string>& repositories) {
  return {ErrorCode::usage,
          printable(path) + ": a hub's cache of several repositories; name one of them: " + first_of("", repositories)};
}

}  // namespace

Result<std::string> find_snapshot(const std::string& path, const std::optional<git::ObjectId>& commit) {
  std::error_code failure;
  const std::string canonical = std::filesystem::canonical(path, failure).string();
  if (failure) return path;
  if (!hubs::is_cache_folder(last_name(canonical))) {
    const auto repositories = repositories_in(canonical);
    if (repositories.size() > 1) return which_repository(path, repositories);
    if (repositories.empty()) return path;
    return find_snapshot((path.ends_with('/') ? path : path + "/") + repositories.front(), commit);
  }
  const auto repository = io::Folder::open(canonical);
  if (!repository.ok()) return is_ours(repository.error()) ? Result<std::string>(repository.error()) : path;
  const auto listed = repository->list("snapshots", io::Depth::one);
  if (!listed.ok()) return is_ours(listed.error()) ? Result<std::string>(listed.error()) : path;
  std::vector<std::string> snapshots;
  for (const auto& entry : *listed) {
    if (entry.kind == io::EntryKind::folder && git::ObjectId::parse(entry.name)) snapshots.push_back(entry.name);
  }
  auto chosen = choose(*repository, snapshots, commit);
  if (!chosen.ok()) return within(chosen.error(), printable(path));
  return (path.ends_with('/') ? path : path + "/") + "snapshots/" + *chosen;
}

Result<LayoutRecord> read_hub_cache(const io::ModelDirectory& model) {
  LayoutRecord record;
  if (model.layout() != evidence::Layout::hub_cache_snapshot) return record;
  const std::string& path = model.canonical_path();  // .../models--ORG--NAME/snapshots/<commit>, or a folder below
  const std::size_t snapshot = io::snapshot_bytes(model.place());
  const std::string commit = commit_of(model);
  record.commits.push_back(git::ObjectId::parse(commit).value());
  record.subfolder = model.place().substr(snapshot);
  const std::string repository_path = path.substr(0, path.size() - model.place().size());
  // The folder's name knows no host: the hub's own is assumed.
  if (const auto named = hubs::cached_upstream(last_name(repository_path))) record.upstream = named->url;

  const auto repository = model.surroundings();
  if (!repository.ok()) return repository.error();
  auto listed = read_commit_list(*repository, list_name(commit), record);
  if (!listed.ok()) return listed.error();
  if (*listed) {
    record.lists_commit = true;
    record.claims = **std::move(listed);
    keep_folder(record.subfolder, record.claims);
  }
  drop_left_out(record);
  for (const std::string_view own : {io::manifest_name, io::proof_name}) {
    const auto kind = repository->kind(model.place() + std::string(own));
    record.lists_own_files |= kind == io::EntryKind::link;  // nobody but the hub's client puts a link there
  }
  if (Status found = find_partial(*repository, record); !found.ok()) return found.error();
  return record;
}

std::optional<std::string> commit_list_of(const io::ModelDirectory& model) {
  if (model.layout() != evidence::Layout::hub_cache_snapshot) return std::nullopt;
  std::string name = folders_below(model.place()) + list_name(commit_of(model));
  const auto repository = model.surroundings();
  const bool is_there = repository.ok() && repository->kind(list_name(commit_of(model)));
  return is_there ? std::optional(std::move(name)) : std::nullopt;
}

void add_blob_names(const evidence::ModelTree& tree, LayoutRecord& record) {
  for (const Claim& claim : record.claims) {
    const auto refused = std::ranges::lower_bound(tree.refused, claim.path().text(), {}, &evidence::RefusedEntry::name);
    const bool seen = refused != tree.refused.end() && refused->name == claim.path().text();
    if (!seen && tree.find(claim.path()) == nullptr) record.not_fetched.push_back(claim.path());
  }
  ClaimsByPath claims(record);
  for (const auto& file : tree.files) {
    if (!file.link_target) continue;
    if (const auto blob = io::blob_named(record.subfolder + file.path.text(), *file.link_target))
      claims.add(file.path, *blob);
  }
  for (const auto& entry : tree.refused) {
    const auto path = ModelPath::parse(entry.name);
    if (entry.reason != evidence::Refusal::link_dangling || !entry.link_target || !path.ok()) continue;
    if (const auto blob = io::blob_named(record.subfolder + path->text(), *entry.link_target)) claims.add(*path, *blob);
  }
  std::ranges::sort(record.claims, {}, &Claim::path);
  std::ranges::sort(record.not_git);
}

}  // namespace weightcheck::anchor
