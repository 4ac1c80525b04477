// SPDX-License-Identifier: Apache-2.0
// Days, as waivers end on them. What day it is is for the caller to say: nothing here looks at a clock.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace weightcheck::policy {

using Date = std::chrono::year_month_day;

// "2027-01-31": ten characters, a day that the calendar has. Nothing for all else.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);
[[nodiscard]] std::string iso_date(const Date& date);

}  // namespace weightcheck::policy
