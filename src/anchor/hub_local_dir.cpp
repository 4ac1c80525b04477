// SPDX-License-Identifier: Apache-2.0
// The records are read first; the list of the commit takes part only where all of them name one commit.
#include "anchor/hub_local_dir.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "anchor/hub_metadata.hpp"
#include "anchor/layout_files.hpp"
#include "base/limits.hpp"
#include "hash/base64.hpp"
#include "hash/plain_sha1.hpp"
#include "hubs/table.hpp"
#include "io/folder.hpp"

namespace weightcheck::anchor {
namespace {

using evidence::Claim;
using evidence::LayoutRecord;

constexpr std::size_t record_bytes_max = 4096;
constexpr std::string_view record_ending = ".metadata";
constexpr std::string_view unfinished = ".incomplete";
constexpr std::string_view downloads = "download";
constexpr std::string_view lists = "trees";

// The folders of one client: where it lies, and names in it.
struct Place {
  std::string_view client;  // as in a model

  [[nodiscard]] std::string folder_of(std::string_view records) const {
    return std::string(client).append("/").append(records);
  }
  [[nodiscard]] std::string inside(std::string_view records, const std::string& name) const {
    return folder_of(records) + "/" + name;
  }
};

// The hub's client itself distrusts a record of a file that was modified more than a second after it.
bool is_newer(const io::ModelDirectory& model, const ModelPath& path, double seconds) {
  const auto source = model.open(path);
  if (!source.ok()) return false;
  const auto identity = (*source)->identity();
  return identity.ok() && static_cast<double>(identity->mtime_ns) / 1e9 - 1 > seconds;
}

Status read_record(const io::ModelDirectory& model, const io::Folder& folder, const std::string& full_name,
                   const std::string& name, LayoutRecord& record) {
  const auto text = read_optional(folder, full_name, record_bytes_max, record);
  if (!text.ok()) return text.error();
  if (!*text) return done;
  auto path = ModelPath::parse(std::string_view(name).substr(0, name.size() - record_ending.size()));
  const auto said = parse_download_record(**text);
  if (!path.ok() || !said.ok()) {
    ignore(record, full_name, path.ok() ? said.error() : path.error());
    return done;
  }
  record.commits.push_back(said->commit);
  if (is_newer(model, *path, said->seconds)) record.changed_since_download.push_back(*path);
  if (!said->etag) {
    record.not_git.push_back(std::move(*path));
    return done;
  }
  record.claims.push_back({.span = {.path = std::move(*path)}, .expected = {*said->etag}});
  return done;
}

// What the list says beside the records: sizes, blob ids, and the files that were never downloaded.
void join_list(std::vector<Claim> listed, LayoutRecord& record) {
  std::vector<Claim> records = std::move(record.claims);  // sorted, as `listed` is
  record.claims = std::move(listed);
  const std::size_t count = record.claims.size();
  std::vector<bool> has_record(count, false);
  for (Claim& claim : records) {
    const auto end = record.claims.begin() + static_cast<std::ptrdiff_t>(count);
    const auto place = std::ranges::lower_bound(record.claims.begin(), end, claim.path(), {}, &Claim::path);
    if (place == end || place->path() != claim.path()) continue;  // a record makes no file one of the commit
    has_record[static_cast<std::size_t>(place - record.claims.begin())] = true;
    const auto clash = join_etag(*place, claim.expected.front());
    if (clash)
      record.disagreements.push_back(
          {place->path(), "of its record and the list of the commit's files, " + clash->message, clash->other});
  }
  std::erase_if(record.not_git, [&](const ModelPath& path) {
    return !std::ranges::binary_search(record.claims, path, {}, &Claim::path);
  });
  for (std::size_t i = 0; i < count; ++i) {
    if (!has_record[i] && !std::ranges::binary_search(record.not_git, record.claims[i].path()))
      record.not_fetched.push_back(record.claims[i].path());
  }
}

Status read_list(const io::Folder& folder, const Place& place, LayoutRecord& record) {
  auto listed = read_commit_list(folder, place.inside(lists, record.commits.front().hex() + ".json"), record);
  if (!listed.ok()) return listed.error();
  if (*listed) join_list(**std::move(listed), record);
  return done;
}

bool is_here(const io::ModelDirectory& model, const ModelPath& path) { return model.open(path).ok(); }

// The client's name of an unfinished file, in the folder of its record: [PATH.]ETAG.incomplete, and PATH written as the
// base64 of the SHA-1 of the record's name.
std::string short_name(std::string_view record_name) {
  std::string text = hash::to_base64(hash::plain_sha1(bytes_of(record_name)));
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

// What a leftover was to become, by its digest or by its name among the records: of a file that has arrived since, in
// this version or another, nothing is missing.
evidence::PartialDownload partial_of(const io::ModelDirectory& model, const std::string& full_name,
                                     const std::string& name, const LayoutRecord& record) {
  evidence::PartialDownload partial{.name = full_name};
  const std::size_t slash = name.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : name.substr(0, slash + 1);
  std::string stem = name.substr(folder.size(), name.size() - folder.size() - unfinished.size());
  constexpr std::size_t chance_digits = 8;  // of today's client, so that two of them do not meet
  if (stem.size() > chance_digits && stem[stem.size() - chance_digits - 1] == '.')
    stem.resize(stem.size() - chance_digits - 1);
  const std::size_t point = stem.rfind('.');
  const auto etag = parse_etag(stem.substr(point + 1));  // npos + 1 is 0: the whole
  if (point != std::string::npos) stem.resize(point);
  const auto is_of = [&](const Claim& claim) {
    const std::string& path = claim.path().text();
    if (etag && std::ranges::find(claim.expected, *etag) != claim.expected.end()) return true;
    return path.starts_with(folder) && (path.substr(folder.size()) == stem ||
                                        short_name(path.substr(folder.size()) + std::string(record_ending)) == stem);
  };
  const auto found = std::ranges::find_if(record.claims, is_of);
  if (found == record.claims.end()) return partial;
  partial.finished = found->path().text();
  partial.superseded = is_here(model, found->path());
  return partial;
}

Result<LayoutRecord> read_records(const io::ModelDirectory& model, const Place& place) {
  LayoutRecord record;
  const auto folder = model.surroundings();
  if (!folder.ok()) return folder.error();
  const std::string records = place.folder_of(downloads);
  const auto entries = folder->list(records, io::Depth::all);
  if (!entries.ok()) {
    if (is_ours(entries.error())) return within(entries.error(), records);
    if (entries.error().code != ErrorCode::not_found) ignore(record, records, entries.error());
    return record;
  }
  for (const auto& entry : *entries) {
    if (!entry.name.ends_with(record_ending) || entry.kind == io::EntryKind::folder) continue;
    Status read = read_record(model, *folder, place.inside(downloads, entry.name), entry.name, record);
    if (!read.ok()) return read.error();
  }
  std::ranges::sort(record.claims, {}, &Claim::path);
  std::ranges::sort(record.not_git);
  std::ranges::sort(record.changed_since_download);
  std::ranges::sort(record.commits);
  record.commits.erase(std::unique(record.commits.begin(), record.commits.end()), record.commits.end());
  if (record.commits.size() == 1) {
    if (Status read = read_list(*folder, place, record); !read.ok()) return read.error();
  }
  for (const auto& entry : *entries) {
    if (entry.name.ends_with(unfinished))
      record.partial.push_back(partial_of(model, place.inside(downloads, entry.name), entry.name, record));
  }
  drop_left_out(record);
  return record;
}

}  // namespace

Result<LayoutRecord> read_local_dir(const io::ModelDirectory& model) {
  return read_records(model, {hubs::fetch_records.front()});
}

Result<LayoutRecord> read_old_local_dir(const io::ModelDirectory& model) {
  return read_records(model, {*std::next(hubs::fetch_records.begin())});
}

}  // namespace weightcheck::anchor
