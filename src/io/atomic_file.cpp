// SPDX-License-Identifier: Apache-2.0
// Write, sync, rename, sync the folder: the order of ext4's and POSIX's promises (rename(2), fsync(2)). Linux has
// O_TMPFILE (open(2)), which spares the leftover of a kill during the long part, the writing.
#include "io/atomic_file.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "base/bytes.hpp"
#include "base/escape.hpp"
#include "base/path_text.hpp"
#include "io/file_descriptor.hpp"

namespace weightcheck::io {
namespace {

constexpr mode_t file_mode = 0644;

std::string_view cure_for(int error_number) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      return "; free some space, or write it to another folder";
    case EROFS:
      return "; the file system is mounted read-only: write it to another folder";
    case EACCES:
    case EPERM:
      return "; write it to a folder that this user may write to";
    case ENOENT:
      return "; make the folder first";
    default:
      return "";
  }
}

Error failure(const std::string& path, int error_number) {
  Error error = system_error("cannot write " + printable(path), error_number);
  error.message.append(cure_for(error_number));
  return error;
}

int sync(int descriptor) {
  while (::fsync(descriptor) != 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

// A folder of some network and user-space file systems cannot be synced, and their rename does not need it.
int sync_folder(int descriptor) {
  const int failed = sync(descriptor);
  return failed == EINVAL || failed == ENOTSUP ? 0 : failed;
}

constexpr std::string_view draft_begin = ".weightcheck-", draft_end = ".incomplete";
using DraftNumber = std::array<std::byte, 8>;

std::string random_name() {
  DraftNumber random{};
  // Never short for so few bytes (getrandom(2)); were it, O_EXCL still keeps two writers apart.
  if (::getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size())) random.fill(std::byte{0});
  return std::string(draft_begin) + to_hex(random) + std::string(draft_end);
}

// A file on its way. While it has a name that is not yet the target's, it is removed when this goes.
class Draft {
 public:
  explicit Draft(int folder) : folder_(folder) {}
  ~Draft() {
    if (!name_.empty())
      ::unlinkat(folder_, name_.c_str(), 0);  // best effort: the error that led here is the one to tell
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  // Each step gives 0 or errno.
  int open() {
    file_ = FileDescriptor(::openat(folder_, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, file_mode));
    if (file_.valid()) return 0;
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT && errno != EINVAL) return errno;
    return open_named();
  }

  int fill(std::string_view bytes) {
    if (const int failed = write_all(file_.get(), bytes)) return failed;
    return sync(file_.get());
  }

  // Only through /proc may a process without privileges name an unnamed file (open(2)).
  int give_name() {
    if (!name_.empty()) return 0;
    const std::string here = "/proc/self/fd/" + std::to_string(file_.get());
    std::string name = random_name();
    if (::linkat(AT_FDCWD, here.c_str(), folder_, name.c_str(), AT_SYMLINK_FOLLOW) != 0) return errno;
    name_ = std::move(name);
    return 0;
  }

  int move_to(const std::string& target) {
    if (::renameat(folder_, name_.c_str(), folder_, target.c_str()) != 0) return errno;
    name_.clear();
    return 0;
  }

  int open_named() {
    std::string name = random_name();
    file_ = FileDescriptor(
        ::openat(folder_, name.c_str(), O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY | O_CLOEXEC, file_mode));
    if (!file_.valid()) return errno;
    name_ = std::move(name);
    return 0;
  }

 private:
  int folder_;
  FileDescriptor file_;
  std::string name_;
};

int publish(int folder, const std::string& name, std::string_view bytes) {
  Draft draft(folder);
  if (const int failed = draft.open()) return failed;
  if (const int failed = draft.fill(bytes)) return failed;
  if (draft.give_name() != 0) {  // no /proc here: once more, with a name from the start
    if (const int failed = draft.open_named()) return failed;
    if (const int failed = draft.fill(bytes)) return failed;
  }
  if (const int failed = draft.move_to(name)) return failed;
  return sync_folder(folder);
}

// /dev/stdout is a link that ends in a regular file where a shell sent the output there: a file that took the link's
// place would break it for every program. None where `status` was never filled in.
bool is_open_here(const struct stat& status) {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    struct stat open {};
    if (status.st_ino != 0 && ::fstat(descriptor, &open) == 0 && open.st_dev == status.st_dev &&
        open.st_ino == status.st_ino)
      return true;
  }
  return false;
}

// The folder of what is to be written there, if it can be a file.
Result<FileDescriptor> folder_to_write_in(const std::string& path) {
  const std::string name(last_name(path));
  const std::string folder_path = name == path ? "." : path.substr(0, path.size() - name.size());
  if (name.empty() || name == "." || name == "..")
    return Error{ErrorCode::usage, "cannot write " + printable(path) + ": it names no file"};
  FileDescriptor folder(::open(folder_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.valid()) return failure(path, errno);
  struct stat status {};
  if (::fstatat(folder.get(), name.c_str(), &status, 0) == 0 && !S_ISREG(status.st_mode))
    return Error{ErrorCode::usage, "cannot write " + printable(path) + ": it exists and is not a regular file"};
  if (is_open_here(status))
    return Error{ErrorCode::usage,
                 "cannot write " + printable(path) + ": standard input, output or error is that file"};
  return folder;
}

}  // namespace

bool is_draft_name(std::string_view name) {
  DraftNumber number{};
  if (name.size() != draft_begin.size() + 2 * number.size() + draft_end.size()) return false;
  return name.starts_with(draft_begin) && name.ends_with(draft_end) &&
         from_hex(name.substr(draft_begin.size(), 2 * number.size()), number);
}

Status write_atomically(const std::string& path, std::string_view bytes) {
  const auto folder = folder_to_write_in(path);
  if (!folder.ok()) return folder.error();
  const int failed = publish(folder->get(), std::string(last_name(path)), bytes);
  return failed == 0 ? Status(done) : failure(path, failed);
}

Status can_write(const std::string& path) {
  const auto folder = folder_to_write_in(path);
  if (!folder.ok()) return folder.error();
  return ::faccessat(folder->get(), ".", W_OK | X_OK, AT_EACCESS) == 0 ? Status(done) : failure(path, errno);
}

std::optional<std::string> place_of(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code missing;
  const fs::path folder = fs::canonical(fs::absolute(path).parent_path(), missing);
  return missing ? std::nullopt : std::optional((folder / fs::path(path).filename()).string());
}

}  // namespace weightcheck::io
