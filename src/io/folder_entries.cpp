// SPDX-License-Identifier: Apache-2.0
#include "io/folder_entries.hpp"

#include <dirent.h>

#include <cerrno>
#include <memory>
#include <string_view>

namespace weightcheck::io {
namespace {

struct CloseDirectory {
  void operator()(DIR* stream) const noexcept { ::closedir(stream); }
};

}  // namespace

Status for_each_entry(FileDescriptor folder, const std::function<Status(int folder, const char* name)>& see) {
  const std::unique_ptr<DIR, CloseDirectory> stream(::fdopendir(folder.get()));
  if (stream == nullptr) return system_error("cannot list the folder", errno);
  const int owned_by_stream = folder.release();
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(stream.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (Status seen = see(owned_by_stream, entry->d_name); !seen.ok()) return seen;
  }
  return errno == 0 ? Status(done) : Status(system_error("cannot list the folder", errno));
}

}  // namespace weightcheck::io
