// SPDX-License-Identifier: Apache-2.0
// A stretch of a file as memory: what lies in the page cache is then hashed where it lies. A file that shrinks takes
// pages away that are being read, which ends a process by SIGBUS; so nothing is mapped before survive_bus_errors()
// (bus_errors.hpp) was called, and what is mapped is read within without_bus_error() alone.
#pragma once

#include <csetjmp>
#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"

namespace weightcheck::io {

class MappedWindow {
 public:
  MappedWindow() = default;
  // Of the bytes [offset, offset + bytes) of a file; empty where the system or its kind of file does not allow it.
  MappedWindow(int descriptor, std::uint64_t offset, std::size_t bytes);
  ~MappedWindow();
  MappedWindow(MappedWindow&& other) noexcept;
  MappedWindow& operator=(MappedWindow&& other) noexcept;

  // Bytes of the file at `offset`; empty where they do not all lie in the window.
  [[nodiscard]] ByteSpan at(std::uint64_t offset, std::size_t bytes) const;

 private:
  void* memory_ = nullptr;
  std::size_t mapped_ = 0;   // bytes
  std::uint64_t begin_ = 0;  // in the file, of what was asked for
  ByteSpan bytes_;
};

// Said by bus_errors.hpp, which has the handler.
void say_that_bus_errors_are_survived(bool so);
[[nodiscard]] bool survives_bus_errors();

namespace detail {
// Where this thread goes on when a page is not to be had; null outside of without_bus_error().
extern thread_local sigjmp_buf* bus_exit;
}  // namespace detail

// Runs `work` and says whether it came to its end. Where a page could not be had it is left in the middle: what it
// changed is then worth nothing, and no destructor of its locals has run, so it must have none that matter.
template <typename Work>
[[nodiscard]] bool without_bus_error(const Work& work) {
  sigjmp_buf here;
  if (sigsetjmp(here, 0) != 0) {
    detail::bus_exit = nullptr;
    return false;
  }
  detail::bus_exit = &here;
  work();
  detail::bus_exit = nullptr;
  return true;
}

}  // namespace weightcheck::io
