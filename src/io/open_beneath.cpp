// SPDX-License-Identifier: Apache-2.0
// openat2(2) with RESOLVE_BENEATH where the kernel has it (Linux 5.6); elsewhere, or where a sandbox forbids it, the
// same promise is kept by walking component by component with O_NOFOLLOW and resolving links by hand, depth counted
// from the directory.
#include "io/open_beneath.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <vector>

namespace weightcheck::io {
namespace {

constexpr int links_max = 40;                                        // the kernel's own bound
constexpr int retries_at_once = 10, retries_max = 30, retry_ms = 5;  // 0.1 s in all

// Components still to be walked, the next one last.
void push_components(std::vector<std::string>& pending, std::string_view path) {
  std::vector<std::string> components;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    if (end > begin) components.emplace_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  pending.insert(pending.end(), components.rbegin(), components.rend());
}

OpenAttempt failed(int error_number) { return {FileDescriptor(), error_number}; }

// The target of the link `name` in `directory`; empty with errno set when it cannot be read.
std::string link_target(int directory, const std::string& name) {
  std::array<char, PATH_MAX> buffer{};
  const ssize_t length = ::readlinkat(directory, name.c_str(), buffer.data(), buffer.size());
  if (length < 0) return {};
  return {buffer.data(), static_cast<std::size_t>(length)};
}

// EAGAIN is a rename that raced with the resolution, or a lease that its holder has to give back first: that may take
// him as long as he likes, so it is not waited for without end.
long opened(int directory, const std::string& relative, const open_how& how) {
  for (int tries = 0;; ++tries) {
    const long descriptor = ::syscall(SYS_openat2, directory, relative.c_str(), &how, sizeof how);
    if (descriptor >= 0 || (errno != EINTR && errno != EAGAIN)) return descriptor;
    if (errno == EAGAIN && tries >= retries_max) return descriptor;
    if (errno == EAGAIN && tries >= retries_at_once) ::poll(nullptr, 0, retry_ms);
  }
}

OpenAttempt walk(int directory, const std::string& relative, int flags, Links links) {
  std::vector<FileDescriptor> chain;  // below `directory`; the current folder is the last, or `directory` itself
  std::vector<std::string> pending;
  push_components(pending, relative);
  int links_met = 0;
  while (!pending.empty()) {
    const std::string name = std::move(pending.back());
    pending.pop_back();
    const int here = chain.empty() ? directory : chain.back().get();
    if (name == ".") continue;
    if (name == "..") {
      if (chain.empty()) return failed(EXDEV);
      chain.pop_back();
      continue;
    }
    struct stat status {};
    if (::fstatat(here, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return failed(errno);
    if (S_ISLNK(status.st_mode)) {
      if (links == Links::refuse || ++links_met > links_max) return failed(ELOOP);
      const std::string target = link_target(here, name);
      if (target.empty()) return failed(errno == 0 ? ENOENT : errno);
      if (target.front() == '/') return failed(EXDEV);
      push_components(pending, target);
      continue;
    }
    const bool last = pending.empty();
    const int step_flags = last ? flags : O_PATH | O_DIRECTORY | O_CLOEXEC;
    FileDescriptor next(::openat(here, name.c_str(), step_flags | O_NOFOLLOW));
    if (!next.valid()) return failed(errno);
    if (last) return {std::move(next), 0};
    chain.push_back(std::move(next));
  }
  // The path ended in "..", or was empty: a folder is reopened with the caller's flags.
  FileDescriptor folder(::openat(chain.empty() ? directory : chain.back().get(), ".", flags));
  return folder.valid() ? OpenAttempt{std::move(folder), 0} : failed(errno);
}

}  // namespace

OpenAttempt open_beneath(int directory, const std::string& relative, int flags, Links links, OpenMethod method) {
  flags |= O_CLOEXEC | ((flags & O_PATH) != 0 ? 0 : O_NOCTTY | O_NONBLOCK);
  if (method == OpenMethod::automatic) {
    open_how how{};
    how.flags = static_cast<__u64>(flags);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    if (links == Links::refuse) how.resolve |= RESOLVE_NO_SYMLINKS;
    const long descriptor = opened(directory, relative, how);
    if (descriptor >= 0) return {FileDescriptor(static_cast<int>(descriptor)), 0};
    if (errno != ENOSYS && errno != EPERM) return failed(errno);
  }
  return walk(directory, relative, flags, links);
}

}  // namespace weightcheck::io
