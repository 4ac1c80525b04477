// SPDX-License-Identifier: Apache-2.0
// SHA-1 of the bytes alone, without git's header in front. Nothing is verified by it: it tells whether a name that has
// the form of a git id is one.
#pragma once

#include <array>
#include <cstddef>
#include <memory>

#include "base/bytes.hpp"

namespace weightcheck::hash {

class PlainSha1 {
 public:
  PlainSha1();
  ~PlainSha1();
  PlainSha1(PlainSha1&&) noexcept;
  PlainSha1& operator=(PlainSha1&&) noexcept;

  void update(ByteSpan bytes);
  [[nodiscard]] std::array<std::byte, 20> finish();  // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] std::array<std::byte, 20> plain_sha1(ByteSpan bytes);

}  // namespace weightcheck::hash
