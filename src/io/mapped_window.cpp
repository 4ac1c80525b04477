// SPDX-License-Identifier: Apache-2.0
// The handler is left by a jump, so SIGBUS is not blocked while it runs (SA_NODEFER) and no mask has to be put back.
#include "io/mapped_window.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <utility>

namespace weightcheck::io {
namespace {

std::atomic<bool> handler_is_here{false};

// Of the kernel's own alone: a signal that somebody sent may come in the middle of anything.
void on_bus_error(int number, siginfo_t* info, void* /*context*/) {
  if (detail::bus_exit != nullptr && info->si_code > 0) siglongjmp(*detail::bus_exit, 1);
  std::signal(number, SIG_DFL);
  if (info->si_code <= 0) std::raise(number);  // the kernel's own comes again by itself
}

}  // namespace

namespace detail {
thread_local sigjmp_buf* bus_exit = nullptr;
}  // namespace detail

MappedWindow::MappedWindow(int descriptor, std::uint64_t offset, std::size_t bytes) : begin_(offset) {
  static const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  const std::size_t before = static_cast<std::size_t>(offset % page);
  void* const memory =
      mmap(nullptr, before + bytes, PROT_READ, MAP_SHARED, descriptor, static_cast<off_t>(offset - before));
  if (memory == MAP_FAILED) return;
  memory_ = memory;
  mapped_ = before + bytes;
  bytes_ = ByteSpan(static_cast<const std::byte*>(memory), mapped_).subspan(before);
}

MappedWindow::~MappedWindow() {
  if (memory_ != nullptr) munmap(memory_, mapped_);
}

MappedWindow::MappedWindow(MappedWindow&& other) noexcept { *this = std::move(other); }

MappedWindow& MappedWindow::operator=(MappedWindow&& other) noexcept {
  std::swap(memory_, other.memory_);
  std::swap(mapped_, other.mapped_);
  std::swap(begin_, other.begin_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

ByteSpan MappedWindow::at(std::uint64_t offset, std::size_t bytes) const {
  if (offset < begin_ || offset - begin_ > bytes_.size() || bytes > bytes_.size() - (offset - begin_)) return {};
  return bytes_.subspan(static_cast<std::size_t>(offset - begin_), bytes);
}

// Where the signal is blocked, as whoever started the program may have left it, the kernel ends the process in spite of
// the handler: then nothing is mapped.
void survive_bus_errors() {
  handler_is_here = false;
  sigset_t blocked;
  if (pthread_sigmask(SIG_BLOCK, nullptr, &blocked) != 0 || sigismember(&blocked, SIGBUS) != 0) return;
  struct sigaction action {};
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  handler_is_here = sigaction(SIGBUS, &action, nullptr) == 0;
}

bool survives_bus_errors() { return handler_is_here; }

}  // namespace weightcheck::io
