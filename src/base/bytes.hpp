// SPDX-License-Identifier: Apache-2.0
// Bytes as spans and text, hexadecimal, little-endian integers and checked narrowing. Nothing here knows what the bytes
// mean.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace weightcheck {

using ByteSpan = std::span<const std::byte>;

[[nodiscard]] inline ByteSpan bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

[[nodiscard]] inline std::string_view text_of(ByteSpan bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Lower-case hexadecimal.
[[nodiscard]] std::string to_hex(ByteSpan bytes);

enum class HexCase : std::uint8_t { lower_only, any };

// Fills `out` from exactly 2 * out.size() digits; false, with `out` unspecified, for anything else.
[[nodiscard]] bool from_hex(std::string_view digits, std::span<std::byte> out, HexCase accepted = HexCase::lower_only);

[[nodiscard]] std::uint64_t load_le64(std::span<const std::byte, 8> bytes);

// Decimal digits only, no sign, no leading zero unless the number is 0, no overflow.
[[nodiscard]] std::optional<std::uint64_t> parse_decimal(std::string_view digits);

// Narrowing that refuses to lose anything: a value out of range is a bug of the caller.
template <typename To, typename From>
[[nodiscard]] constexpr To narrow(From value) {
  static_assert(std::is_integral_v<To> && std::is_integral_v<From>);
  const To result = static_cast<To>(value);
  if (static_cast<From>(result) != value || ((result < To{}) != (value < From{})))
    throw std::logic_error("narrowing lost a value");
  return result;
}

}  // namespace weightcheck
