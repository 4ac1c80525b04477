// SPDX-License-Identifier: Apache-2.0
// What lies under the name of a Git LFS object: any bytes, so that the name alone says nothing.
#pragma once

#include <cstdint>
#include <string>

#include "io/walk_look.hpp"

namespace weightcheck::io {

class LfsObjects {
 public:
  explicit LfsObjects(const WalkLook& look) : look_(look) {}  // which outlives it

  // Is the object `relative`, of `size` bytes, one that may be left out? One that no loader runs is. Any other has to
  // be in the checkout's index, so that a file of the model stands for it, and has to be what its name says; large ones
  // are not hashed for that.
  [[nodiscard]] bool is_of_the_checkout(const std::string& relative, std::uint64_t size);

 private:
  [[nodiscard]] bool is_in_index(const std::string& relative, std::uint64_t size);

  const WalkLook& look_;
  std::string index_path_;  // of the index that was read last
  std::string index_;       // its bytes
  std::uint64_t hashed_bytes_ = 0;
};

}  // namespace weightcheck::io
