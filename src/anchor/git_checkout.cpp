// SPDX-License-Identifier: Apache-2.0
// The object format is told by HEAD's commit; where there is none yet, by which of the two the index parses as.
#include "anchor/git_checkout.hpp"

#include <algorithm>
#include <vector>

#include "anchor/layout_files.hpp"
#include "anchor/local_repository.hpp"
#include "base/limits.hpp"
#include "git/index.hpp"
#include "io/folder.hpp"

namespace weightcheck::anchor {
namespace {

using evidence::LayoutRecord;
using git::ObjectFormat;

using Index = std::vector<git::IndexEntry>;

Result<Index> parse(std::string_view bytes, const LayoutRecord& record) {
  if (!record.commits.empty()) return git::parse_index(record.commits.front().format(), bytes_of(bytes));
  auto index = git::parse_index(ObjectFormat::sha1, bytes_of(bytes));
  if (index.ok()) return index;
  auto other = git::parse_index(ObjectFormat::sha256, bytes_of(bytes));
  return other.ok() ? std::move(other) : std::move(index);
}

void add_claims(Index index, LayoutRecord& record) {
  record.claims.reserve(index.size());
  for (git::IndexEntry& entry : index) {
    if (entry.mode == git::Mode::submodule || entry.intent_to_add) continue;
    if (entry.stage != 0) {
      if (record.ignored.empty() || record.ignored.back().name != entry.path.text())
        record.ignored.push_back({entry.path.text(), "its merge is not ended: the index names several blobs for it"});
      continue;
    }
    if (entry.skip_worktree) record.not_fetched.push_back(entry.path);
    record.claims.push_back(
        {.span = {.path = std::move(entry.path)}, .expected = {entry.id}, .of_link = entry.mode == git::Mode::symlink});
  }
}

Status read_head(const io::ModelDirectory& model, LayoutRecord& record) {
  const std::string folder = model.canonical_path() + "/.git";
  const auto head = LocalRepository{.git_folder = folder, .objects_folder = folder + "/objects"}.resolve("HEAD");
  if (head.ok()) {
    record.commits.push_back(*head);
  } else if (is_ours(head.error())) {
    return within(head.error(), ".git");
  } else if (head.error().code != ErrorCode::not_found) {  // not found: nothing was committed yet
    ignore(record, ".git/HEAD", head.error());
  }
  return done;
}

}  // namespace

Result<LayoutRecord> read_git_checkout(const io::ModelDirectory& model) {
  LayoutRecord record;
  const auto folder = model.surroundings();
  if (!folder.ok()) return folder.error();
  const auto kind = folder->kind(".git");
  if (!kind) return record;
  if (*kind != io::EntryKind::folder) {
    record.ignored.push_back({".git",
                              "it is no folder: what it leads to, a linked worktree's or a submodule's "
                              "repository, lies outside of the model and is not read"});
    return record;
  }
  if (Status read = read_head(model, record); !read.ok()) return read.error();
  const auto bytes = read_optional(*folder, ".git/index", limits::git_index_bytes_max, record);
  if (!bytes.ok()) return bytes.error();
  if (!*bytes) return record;
  auto index = parse(**bytes, record);
  if (index.ok()) {
    add_claims(std::move(*index), record);
    record.has_index = true;
  } else {
    ignore(record, ".git/index", index.error());
  }
  drop_left_out(record);
  return record;
}

}  // namespace weightcheck::anchor
