// SPDX-License-Identifier: Apache-2.0
// A SHA-256 digest as a type of its own, so that it is never mistaken for a git object id of the same length.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace weightcheck {

struct Digest {
  std::array<std::byte, 32> bytes{};

  [[nodiscard]] std::string hex() const { return to_hex(bytes); }

  [[nodiscard]] static std::optional<Digest> parse(std::string_view digits, HexCase accepted = HexCase::lower_only) {
    Digest digest;
    if (!from_hex(digits, digest.bytes, accepted)) return std::nullopt;
    return digest;
  }

  friend auto operator<=>(const Digest&, const Digest&) = default;
};

}  // namespace weightcheck
