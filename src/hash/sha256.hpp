// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4) of one stream, by OpenSSL: the reference that every other engine is held against.
#pragma once

#include <memory>

#include "base/bytes.hpp"
#include "base/digest.hpp"

namespace weightcheck::hash {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(ByteSpan bytes);
  [[nodiscard]] Digest finish();  // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] Digest sha256(ByteSpan bytes);

}  // namespace weightcheck::hash
