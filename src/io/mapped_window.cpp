// SPDX-License-Identifier: Apache-2.0
// Nothing here touches the handlers of signals.
#include "io/mapped_window.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <utility>

namespace weightcheck::io {
namespace {

std::atomic<bool> handler_is_here{false};

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

void say_that_bus_errors_are_survived(bool so) { handler_is_here = so; }

bool survives_bus_errors() { return handler_is_here; }

}  // namespace weightcheck::io
