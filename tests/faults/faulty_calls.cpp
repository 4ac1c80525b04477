// SPDX-License-Identifier: Apache-2.0
// Loaded before the program with LD_PRELOAD: reads of one file come short, are interrupted, fail, or find the file
// changed. What and where is told by the environment:
//
//   FAULT_FILE  the end of the file's path
//   FAULT       short:N          no read gives more than N bytes
//               interrupted      every other read gives EINTR
//               errno:E@N        what would read byte N gives up to it, and there error E
//               append@N cut@N touch@N replace@N    once, when byte N is read: the file changes
//
//   FAULT_WITNESS   a file that is made when something of this happens, so that no test passes without
//
// Only reads by position are seen: the program has no others of a model's files.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

struct Fault {
  std::string file{}, kind{};
  std::uint64_t number = 0;  // N of short, E of errno
  std::uint64_t offset = 0;
};

Fault read_environment() {
  const char* const file = std::getenv("FAULT_FILE");
  const char* const text = std::getenv("FAULT");
  if (file == nullptr || text == nullptr) return {};
  Fault fault{.file = file, .kind = text};
  if (const auto at = fault.kind.find('@'); at != std::string::npos) {
    fault.offset = std::stoull(fault.kind.substr(at + 1));
    fault.kind.resize(at);
  }
  if (const auto colon = fault.kind.find(':'); colon != std::string::npos) {
    fault.number = std::stoull(fault.kind.substr(colon + 1));
    fault.kind.resize(colon);
  }
  return fault;
}

const Fault& wanted() {
  static const Fault fault = read_environment();
  return fault;
}

std::string path_of(int descriptor) {
  std::array<char, PATH_MAX> path{};
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  const ssize_t length = ::readlink(link.c_str(), path.data(), path.size());
  return length < 0 ? std::string() : std::string(path.data(), static_cast<std::size_t>(length));
}

void witness() {
  const char* const path = std::getenv("FAULT_WITNESS");
  const int file = path == nullptr ? -1 : ::open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) std::abort();
  ::close(file);
}

void change(const std::string& path) {
  const std::string& kind = wanted().kind;
  const std::string copy = path + ".copy";
  bool changed = false;
  if (kind == "append") {
    const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    changed = ::write(file, "x", 1) == 1;
    ::close(file);
  } else if (kind == "cut") {
    struct stat status {};
    changed = ::stat(path.c_str(), &status) == 0 && ::truncate(path.c_str(), status.st_size - 1) == 0;
  } else if (kind == "touch") {
    changed = ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0) == 0;
  } else if (kind == "replace") {
    const int file = ::open(copy.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    ::close(file);
    changed = ::rename(copy.c_str(), path.c_str()) == 0;
  }
  if (!changed) std::abort();  // a fault that cannot happen would let a test pass
}

using Read = ssize_t (*)(int, void*, std::size_t, off64_t);

ssize_t faulty_read(int descriptor, void* out, std::size_t size, off64_t offset) {
  static const auto real = reinterpret_cast<Read>(::dlsym(RTLD_NEXT, "pread64"));
  static std::atomic<unsigned> reads{0};
  static std::atomic<bool> changed{false};
  const Fault& fault = wanted();
  if (fault.file.empty()) return real(descriptor, out, size, offset);
  const std::string path = path_of(descriptor);
  if (!path.ends_with(fault.file)) return real(descriptor, out, size, offset);

  const auto begin = static_cast<std::uint64_t>(offset);
  const bool touches = begin <= fault.offset && fault.offset < begin + size;
  if (fault.kind == "short") {
    if (size > fault.number) witness();
    size = std::min<std::size_t>(size, fault.number);
  } else if (fault.kind == "interrupted") {
    if (reads++ % 2 == 0) {
      witness();
      errno = EINTR;
      return -1;
    }
  } else if (fault.kind == "errno") {
    if (begin == fault.offset) {
      witness();
      errno = static_cast<int>(fault.number);
      return -1;
    }
    if (touches) size = fault.offset - begin;
  } else if (touches && !changed.exchange(true)) {
    change(path);
    witness();
  }
  return real(descriptor, out, size, offset);
}

}  // namespace

// Every name under which the C library offers it; the checked ones are what _FORTIFY_SOURCE calls.
extern "C" {
ssize_t pread(int descriptor, void* out, std::size_t size, off_t offset) {
  return faulty_read(descriptor, out, size, offset);
}
ssize_t pread64(int descriptor, void* out, std::size_t size, off64_t offset) {
  return faulty_read(descriptor, out, size, offset);
}
ssize_t __pread_chk(int descriptor, void* out, std::size_t size, off_t offset, std::size_t room) {
  if (size > room) std::abort();
  return faulty_read(descriptor, out, size, offset);
}
ssize_t __pread64_chk(int descriptor, void* out, std::size_t size, off64_t offset, std::size_t room) {
  if (size > room) std::abort();
  return faulty_read(descriptor, out, size, offset);
}
}
