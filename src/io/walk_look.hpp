// SPDX-License-Identifier: Apache-2.0
// A look into a file that the walk meets, which tells by what it holds whether it is left out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "io/open_beneath.hpp"
#include "io/walk.hpp"

namespace weightcheck::io {

class WalkLook {
 public:
  explicit WalkLook(const WalkStart& start) : start_(start) {}  // which outlives it

  [[nodiscard]] Result<std::string> content_of(const std::string& relative, std::size_t bytes_max) const;
  [[nodiscard]] std::optional<std::uint64_t> size_of(const std::string& relative) const;  // nothing for no file
  // "" for what cannot be read: then nothing speaks for leaving it out.
  [[nodiscard]] std::string head_of(const std::string& relative, std::size_t count) const;
  [[nodiscard]] std::string tail_of(const std::string& relative, std::uint64_t size) const;

  // The name of the blob, of a link into blobs/ of a hub cache, whose files are no one else's.
  [[nodiscard]] std::optional<std::string> blob_of(const std::string& path, std::string_view target) const;

  [[nodiscard]] std::string in_snapshot(
      const std::string& path) const;  // of a hub's cache, where the root may be below

 private:
  [[nodiscard]] std::string part_of(const std::string& relative, std::uint64_t offset, std::size_t count) const;
  [[nodiscard]] OpenAttempt open(const std::string& relative) const;

  const WalkStart& start_;
};

}  // namespace weightcheck::io
