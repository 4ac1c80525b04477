// SPDX-License-Identifier: Apache-2.0
// Folder by folder, without recursion, the names of each sorted.
#include "io/left_out.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <utility>
#include <vector>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "io/folder_entries.hpp"
#include "io/open_beneath.hpp"
#include "io/snapshot_link.hpp"
#include "io/writers.hpp"

namespace weightcheck::io {
namespace {

constexpr std::size_t pending_bytes_max = std::size_t{64} << 20;

class Looker {
 public:
  Looker(int directory, AskWriters ask, const LineSink& sink) : directory_(directory), ask_(ask), sink_(sink) {}

  Result<std::optional<LeftOut>> run(const std::string& name) {
    struct stat status {};
    const std::size_t slash = name.rfind('/');
    const OpenAttempt holder = open_beneath(directory_, slash == std::string::npos ? "." : name.substr(0, slash),
                                            O_PATH | O_DIRECTORY, Links::refuse);
    const bool is_there =
        holder.descriptor.valid() && ::fstatat(holder.descriptor.get(), name.substr(slash + 1).c_str(), &status,
                                               AT_SYMLINK_NOFOLLOW) == 0;  // npos + 1 is 0: the whole
    if (!is_there) return std::optional<LeftOut>();
    if (Status seen = see(name, status); !seen.ok()) return std::move(seen).error();
    while (!pending_.empty()) {
      const std::string folder = std::move(pending_.back());
      pending_.pop_back();
      pending_bytes_ -= folder.size();
      if (Status listed = list(folder); !listed.ok()) return within(std::move(listed).error(), printable(folder));
    }
    return std::optional(std::move(found_));
  }

 private:
  Status see(const std::string& path, const struct stat& status) {
    if (++found_.entries > limits::model_files_max)
      return Error{ErrorCode::limit, "more than " + std::to_string(limits::model_files_max) + " entries"};
    const FileIdentity id = identity_of(status);
    std::string line = path + '\0';
    if (S_ISDIR(status.st_mode)) {
      pending_bytes_ += path.size();
      if (pending_bytes_ > pending_bytes_max) return Error{ErrorCode::limit, "too many folders with long names"};
      pending_.push_back(path);
      sink_(line + "folder " + std::to_string(status.st_mode) + "\n");
      return done;
    }
    for (const std::uint64_t number : {std::uint64_t{status.st_mode}, id.device, id.inode, id.size})
      line += std::to_string(number) + " ";
    for (const std::int64_t time : {id.mtime_ns, id.ctime_ns})
      line += std::to_string(time) + " ";
    if (S_ISLNK(status.st_mode)) line += link_text(directory_, path).value_or("");
    sink_(line + '\0' + '\n');
    found_.newest_ns = std::max(found_.newest_ns, id.ctime_ns);
    if (S_ISREG(status.st_mode) && ask_ == AskWriters::yes && !found_.written) return ask_who_writes(path);
    return done;
  }

  // What this user may not open is not asked about: its identity has to do.
  Status ask_who_writes(const std::string& path) {
    const OpenAttempt file = open_beneath(directory_, path, O_RDONLY, Links::refuse);
    if (!file.descriptor.valid()) return done;
    const auto writers = writers_of(file.descriptor.get());
    if (!writers.ok()) return within(writers.error(), printable(path));
    if (*writers == Writers::some || *writers == Writers::untraced) found_.written = path;
    return done;
  }

  Status list(const std::string& folder) {
    OpenAttempt attempt = open_beneath(directory_, folder, O_RDONLY | O_DIRECTORY, Links::refuse);
    if (!attempt.descriptor.valid()) {
      sink_("cannot be listed\n");  // the system's own user's alone, as lost+found
      return attempt.error_number == EACCES ? Status(done)
                                            : Status(system_error("cannot list the folder", attempt.error_number));
    }
    std::map<std::string, struct stat> entries;
    const Status listed =
        for_each_entry(std::move(attempt.descriptor), [&](int descriptor, const char* name) -> Status {
          if (entries.size() == limits::model_files_max)
            return Error{ErrorCode::limit, "more than " + std::to_string(limits::model_files_max) + " entries"};
          struct stat status {};
          if (::fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
            entries.emplace(name, status);
          } else if (errno != ENOENT) {  // else it is gone meanwhile
            return system_error("cannot stat", errno);
          }
          return done;
        });
    if (!listed.ok()) return listed;
    for (const auto& [name, status] : entries) {
      std::string path = folder;
      path.append("/").append(name);
      if (Status seen = see(path, status); !seen.ok()) return seen;
    }
    return done;
  }

  int directory_;
  AskWriters ask_;
  const LineSink& sink_;
  LeftOut found_;
  std::vector<std::string> pending_;
  std::size_t pending_bytes_ = 0;
};

}  // namespace

Result<std::optional<LeftOut>> look_into(int directory, const std::string& name, AskWriters ask, const LineSink& sink) {
  return Looker(directory, ask, sink).run(name);
}

}  // namespace weightcheck::io
