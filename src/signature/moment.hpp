// SPDX-License-Identifier: Apache-2.0
// Points in time as signatures and trust material write them, and spans of time. Nothing here looks at a clock.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weightcheck::signature {

struct Moment {
  std::int64_t seconds = 0;       // since 1970, UTC
  std::uint32_t nanoseconds = 0;  // further digits are dropped

  friend auto operator<=>(const Moment&, const Moment&) = default;
};

// RFC 3339 with upper-case letters: 2026-03-01T12:00:00.5Z, 2026-03-01T14:00:00+02:00. No leap seconds.
[[nodiscard]] std::optional<Moment> read_rfc3339(std::string_view text);

// GeneralizedTime as RFC 3161 and RFC 5280 have it: 20260301120000Z, 20260301120000.5Z.
[[nodiscard]] std::optional<Moment> read_generalized_time(std::string_view text);

// Both ends belong to it; an end that is not there is open.
struct Validity {
  std::optional<Moment> start{};
  std::optional<Moment> end{};

  [[nodiscard]] bool includes(const Moment& moment) const {
    return (!start || *start <= moment) && (!end || moment <= *end);
  }
  friend bool operator==(const Validity&, const Validity&) = default;
};

}  // namespace weightcheck::signature
