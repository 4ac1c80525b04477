// SPDX-License-Identifier: Apache-2.0
// Every name is opened anew from the one descriptor, with Links::refuse: what is swapped for a link meanwhile is seen
// as one.
#include "io/folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>

#include "base/limits.hpp"
#include "io/folder_entries.hpp"
#include "io/open_beneath.hpp"
#include "io/regular_file.hpp"

namespace weightcheck::io {
namespace {

EntryKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return EntryKind::file;
  if (S_ISDIR(mode)) return EntryKind::folder;
  if (S_ISLNK(mode)) return EntryKind::link;
  return EntryKind::other;
}

Error cannot_list(int error_number) {
  if (error_number == ELOOP) return {ErrorCode::malformed, "is a link that may not be followed"};
  return system_error("cannot list the folder", error_number);
}

Status list_one(int directory, const std::string& name, const std::string& prefix, std::vector<FolderEntry>& out) {
  OpenAttempt attempt = open_beneath(directory, name, O_RDONLY | O_DIRECTORY, Links::refuse);
  if (!attempt.descriptor.valid()) return cannot_list(attempt.error_number);
  return for_each_entry(std::move(attempt.descriptor), [&](int folder, const char* seen) -> Status {
    if (out.size() == limits::model_files_max)
      return Error{ErrorCode::limit, "more than " + std::to_string(limits::model_files_max) + " entries in one folder"};
    struct stat status {};
    if (::fstatat(folder, seen, &status, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno == ENOENT) return done;  // gone since it was listed: a download that has just ended
      return system_error("cannot stat", errno);
    }
    out.push_back({prefix + seen, kind_of(status.st_mode)});
    return done;
  });
}

}  // namespace

Result<Folder> Folder::open(const std::string& path) {
  FileDescriptor descriptor(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor.valid()) return system_error("cannot open", errno);
  return Folder(std::move(descriptor));
}

std::optional<EntryKind> Folder::kind(const std::string& name) const {
  const std::size_t slash = name.rfind('/');
  const std::string holder = slash == std::string::npos ? "." : name.substr(0, slash);
  const OpenAttempt attempt = open_beneath(descriptor_.get(), holder, O_PATH | O_DIRECTORY, Links::refuse);
  struct stat status {};
  if (!attempt.descriptor.valid() || ::fstatat(attempt.descriptor.get(), name.substr(slash + 1).c_str(), &status,
                                               AT_SYMLINK_NOFOLLOW) != 0) {  // npos + 1 is 0: the whole
    return std::nullopt;
  }
  return kind_of(status.st_mode);
}

Result<std::string> Folder::read(const std::string& name, std::size_t bytes_max) const {
  auto source = regular_source(open_beneath(descriptor_.get(), name, O_RDONLY, Links::refuse));
  if (!source.ok()) return source.error();
  return read_all(**source, bytes_max);
}

Result<std::string> Folder::read_linked(const std::string& name, std::size_t bytes_max) const {
  auto source = regular_source(open_beneath(descriptor_.get(), name, O_RDONLY, Links::follow_inside));
  if (!source.ok()) return source.error();
  return read_all(**source, bytes_max);
}

Result<std::unique_ptr<ByteSource>> Folder::open_file(const std::string& name) const {
  return regular_source(open_beneath(descriptor_.get(), name, O_RDONLY, Links::refuse));
}

Result<std::vector<FolderEntry>> Folder::list(const std::string& name, Depth depth) const {
  std::vector<FolderEntry> entries;
  if (Status listed = list_one(descriptor_.get(), name, "", entries); !listed.ok()) return listed.error();
  for (std::size_t i = 0; depth == Depth::all && i < entries.size(); ++i) {
    if (entries[i].kind != EntryKind::folder) continue;
    const std::string below = entries[i].name;  // by value: `entries` grows
    if (below.size() > limits::path_bytes_max) return Error{ErrorCode::limit, "folders are nested too deep"};
    if (Status listed = list_one(descriptor_.get(), name + "/" + below, below + "/", entries); !listed.ok())
      return listed.error();
  }
  std::ranges::sort(entries, {}, &FolderEntry::name);
  return entries;
}

}  // namespace weightcheck::io
