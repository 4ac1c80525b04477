// SPDX-License-Identifier: Apache-2.0
// Ownership of a descriptor, and the system's words for what went wrong with one.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/file_identity.hpp"
#include "base/result.hpp"

struct stat;

namespace weightcheck::io {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int value) noexcept : value_(value) {}
  ~FileDescriptor();
  FileDescriptor(FileDescriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }

  [[nodiscard]] int get() const noexcept { return value_; }
  [[nodiscard]] bool valid() const noexcept { return value_ >= 0; }
  [[nodiscard]] int release() noexcept { return std::exchange(value_, -1); }

 private:
  int value_ = -1;
};

// "cannot open: permission denied", with the code that fits errno.
[[nodiscard]] Error system_error(std::string_view what, int error_number);

// All of it, whatever signals and short counts come between; 0, or the errno of what failed.
[[nodiscard]] int write_all(int descriptor, std::string_view bytes);

[[nodiscard]] FileIdentity identity_of(const struct stat& status);

}  // namespace weightcheck::io
