// SPDX-License-Identifier: Apache-2.0
// A line is CHECK " " text LF. CHECK is the first 16 hex digits of the SHA-256 of everything behind the blank that
// follows it, LF included. Reading stops at the first line that is not whole or does not check, or that the owner of
// the journal does not know; what lies behind it is cut off before anything is appended.
#include "workflow/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/bytes.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "hash/sha256.hpp"

namespace weightcheck::workflow {
namespace {

constexpr std::string_view opening = "weightcheck resume v";  // of every journal and version
constexpr std::size_t check_digits = 16;
constexpr std::int64_t second_ns = 1'000'000'000;

Error failure(std::string_view what, const std::string& path, int error_number) {
  return io::system_error(std::string(what) + " " + printable(path), error_number);
}

std::string check_of(std::string_view text) { return hash::sha256(bytes_of(text)).hex().substr(0, check_digits); }

Status write_whole(int descriptor, std::string_view bytes, const std::string& path) {
  const int failed = io::write_all(descriptor, bytes);
  return failed == 0 ? Status(done) : failure("cannot write", path, failed);
}

Result<std::string> read_all(int descriptor, std::size_t size, const std::string& path) {
  std::string text(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t count = ::pread(descriptor, text.data() + filled, size - filled, static_cast<off_t>(filled));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure("cannot read", path, errno);
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  text.resize(filled);
  return text;
}

// Anyone who may write the journal may put any digest into what is made from it; and what is written into
// it must not land in another file, by another name of it or because it is none.
Status check_ours(int file, const struct stat& status, const std::string& path) {
  const bool ours = S_ISREG(status.st_mode) && status.st_nlink == 1 && status.st_uid == ::geteuid() &&
                    (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
  if (!ours)
    return Error{ErrorCode::denied, printable(path) + " is not a journal that this user alone may write; remove it"};
  const auto begin = read_all(file, opening.size(), path);  // of any version: that of another one is begun anew
  if (!begin.ok()) return begin.error();
  if (opening.starts_with(*begin)) return done;
  return Error{ErrorCode::denied, printable(path) + " is not a journal of weightcheck; move it elsewhere"};
}

}  // namespace

// Clocks of file systems tick in up to 10 ms (the kernel's jiffy), coarse ones in up to 2 s (FAT), which shows as a
// time without a fraction.
bool changed_just_now(const FileIdentity& identity) {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  const std::int64_t now_ns = std::int64_t{now.tv_sec} * second_ns + now.tv_nsec;
  const std::int64_t tick_ns = identity.ctime_ns % second_ns == 0 ? 2 * second_ns : second_ns / 20;
  return identity.ctime_ns > now_ns - tick_ns;
}

Result<Journal> Journal::open(std::string path, std::string_view first_line, Reuse reuse, const TakeLine& take) {
  Journal journal;
  journal.path_ = std::move(path);
  // O_NONBLOCK: a FIFO put here must not hang the run.
  journal.file_ = io::FileDescriptor(::open(
      journal.path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, S_IRUSR | S_IWUSR));
  const int file = journal.file_.get();
  if (!journal.file_.valid()) return failure("cannot open", journal.path_, errno);
  struct stat status {};
  if (::fstat(file, &status) != 0) return failure("cannot look at", journal.path_, errno);
  if (auto ours = check_ours(file, status, journal.path_); !ours) return std::move(ours).error();
  // Where the file system has no locks, two runs at a time are the user's to avoid.
  if (::flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    return Error{ErrorCode::usage, printable(journal.path_) + " is in use: another run is writing it"};
  if (reuse == Reuse::yes) {
    if (auto loaded = journal.load(first_line, take); !loaded) return std::move(loaded).error();
  }
  if (::ftruncate(file, narrow<off_t>(journal.bytes_)) != 0) return failure("cannot shorten", journal.path_, errno);
  if (journal.bytes_ == 0) {
    if (auto begun = write_whole(file, first_line, journal.path_); !begun) {
      ::unlink(journal.path_.c_str());  // on a full disk, say: what is left of it would help nobody
      return std::move(begun).error();
    }
    journal.bytes_ = first_line.size();
  }
  return journal;
}

Status Journal::load(std::string_view first_line, const TakeLine& take) {
  struct stat status {};
  if (::fstat(file_.get(), &status) != 0) return failure("cannot look at", path_, errno);
  const auto size = narrow<std::uint64_t>(status.st_size);
  if (size > limits::resume_journal_bytes_max) {
    return Error{ErrorCode::limit, printable(path_) + " of " + std::to_string(size) + " bytes is over the limit of " +
                                       std::to_string(limits::resume_journal_bytes_max) + "; remove it"};
  }
  auto read = read_all(file_.get(), size, path_);
  if (!read) return std::move(read).error();
  std::string_view rest = *read;
  if (!rest.starts_with(first_line))
    return done;  // of another run or version, or killed at its first bytes: begin anew
  rest.remove_prefix(first_line.size());
  bytes_ = first_line.size();
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    const std::string_view line = rest.substr(0, end + 1);
    if (line.size() <= check_digits || line[check_digits] != ' ') break;
    const std::string_view checked = line.substr(check_digits + 1);
    if (line.substr(0, check_digits) != check_of(checked) || !take(checked)) break;
    bytes_ += end + 1;
    rest.remove_prefix(end + 1);
  }
  return done;
}

Status Journal::append(std::string_view checked) {
  const std::string line = check_of(checked) + " " + std::string(checked);
  // What no longer fits is hashed again on resume.
  if (bytes_ + line.size() > limits::resume_journal_bytes_max) return done;
  bytes_ += line.size();
  return write_whole(file_.get(), line, path_);
}

Status Journal::remove() {
  if (::unlink(path_.c_str()) != 0 && errno != ENOENT) return failure("cannot remove", path_, errno);
  file_ = io::FileDescriptor();
  return done;
}

}  // namespace weightcheck::workflow
