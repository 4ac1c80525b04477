// SPDX-License-Identifier: Apache-2.0
// The records are read first; the list of the commit takes part only where all of them name one commit.
#include "anchor/hub_local_dir.hpp"

#include <algorithm>
#include <string_view>

#include "anchor/hub_metadata.hpp"
#include "anchor/layout_files.hpp"
#include "base/limits.hpp"
#include "hubs/table.hpp"
#include "io/folder.hpp"

namespace weightcheck::anchor {
namespace {

using evidence::Claim;
using evidence::LayoutRecord;

constexpr std::size_t record_bytes_max = 4096;
constexpr std::string_view record_ending = ".metadata";
constexpr std::string_view downloads = "download";
constexpr std::string_view lists = "trees";

std::string folder_of(std::string_view records) { return std::string(hubs::fetch_records).append("/").append(records); }

std::string inside(std::string_view records, const std::string& name) { return folder_of(records) + "/" + name; }

// The hub's client itself distrusts a record of a file that was modified more than a second after it.
bool is_newer(const io::ModelDirectory& model, const ModelPath& path, double seconds) {
  const auto source = model.open(path);
  if (!source.ok()) return false;
  const auto identity = (*source)->identity();
  return identity.ok() && static_cast<double>(identity->mtime_ns) / 1e9 - 1 > seconds;
}

Status read_record(const io::ModelDirectory& model, const io::Folder& folder, const std::string& name,
                   LayoutRecord& record) {
  const std::string full_name = inside(downloads, name);
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
  record.claims.push_back({.span = {.path = std::move(*path)}, .expected = {said->etag}});
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
    if (place == end || place->path() != claim.path()) {
      record.claims.push_back(std::move(claim));
      continue;
    }
    has_record[static_cast<std::size_t>(place - record.claims.begin())] = true;
    const auto clash = join_etag(*place, claim.expected.front());
    if (clash)
      record.disagreements.push_back({place->path(), "of its record and the list of the commit's files, " + *clash});
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (!has_record[i]) record.not_fetched.push_back(record.claims[i].path());
  }
  std::ranges::sort(record.claims, {}, &Claim::path);
}

Status read_list(const io::Folder& folder, LayoutRecord& record) {
  const std::string name = inside(lists, record.commits.front().hex() + ".json");
  const auto text = read_optional(folder, name, limits::json_bytes_max, record);
  if (!text.ok()) return text.error();
  if (!*text) return done;
  auto listed = parse_commit_listing(**text);
  if (listed.ok()) {
    join_list(std::move(*listed), record);
  } else {
    ignore(record, name, listed.error());
  }
  return done;
}

}  // namespace

Result<LayoutRecord> read_local_dir(const io::ModelDirectory& model) {
  LayoutRecord record;
  const auto folder = model.surroundings();
  if (!folder.ok()) return folder.error();
  const auto entries = folder->list(folder_of(downloads), io::Depth::all);
  if (!entries.ok()) {
    if (is_ours(entries.error())) return within(entries.error(), folder_of(downloads));
    if (entries.error().code != ErrorCode::not_found) ignore(record, folder_of(downloads), entries.error());
    return record;
  }
  for (const auto& entry : *entries) {
    if (entry.name.ends_with(".incomplete")) {
      record.partial.push_back(inside(downloads, entry.name));
    } else if (entry.name.ends_with(record_ending) && entry.kind != io::EntryKind::folder) {
      if (Status read = read_record(model, *folder, entry.name, record); !read.ok()) return read.error();
    }
  }
  std::ranges::sort(record.claims, {}, &Claim::path);
  std::ranges::sort(record.changed_since_download);
  std::ranges::sort(record.commits);
  record.commits.erase(std::unique(record.commits.begin(), record.commits.end()), record.commits.end());
  if (record.commits.size() == 1) {
    if (Status read = read_list(*folder, record); !read.ok()) return read.error();
  }
  drop_left_out(record);
  return record;
}

}  // namespace weightcheck::anchor
