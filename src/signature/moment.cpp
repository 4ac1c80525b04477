// SPDX-License-Identifier: Apache-2.0
#include "signature/moment.hpp"

#include <algorithm>
#include <chrono>

namespace weightcheck::signature {
namespace {

constexpr std::size_t nanosecond_digits = 9;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// Takes exactly `count` digits off the front.
std::optional<int> take_number(std::string_view& text, std::size_t count) {
  if (text.size() < count || !std::ranges::all_of(text.substr(0, count), is_digit)) return std::nullopt;
  int number = 0;
  for (const char digit : text.substr(0, count))
    number = number * 10 + (digit - '0');
  text.remove_prefix(count);
  return number;
}

bool take(std::string_view& text, std::string_view what) {
  if (!text.starts_with(what)) return false;
  text.remove_prefix(what.size());
  return true;
}

// Nothing where a point has no digit behind it; 0 where there is no point.
std::optional<std::uint32_t> take_fraction(std::string_view& text) {
  if (!take(text, ".")) return 0;
  const auto length = static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
  if (length == 0) return std::nullopt;
  std::uint32_t nanoseconds = 0;
  for (std::size_t i = 0; i < nanosecond_digits; ++i)
    nanoseconds = nanoseconds * 10 + (i < length ? static_cast<std::uint32_t>(text[i] - '0') : 0);
  text.remove_prefix(length);
  return nanoseconds;
}

// Between the numbers stand these: "-", "T", ":" or nothing.
struct Separators {
  std::string_view date, middle, time;
};

std::optional<std::int64_t> take_seconds(std::string_view& text, const Separators& between) {
  const auto year = take_number(text, 4);
  if (!year || !take(text, between.date)) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take(text, between.date)) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day || !take(text, between.middle)) return std::nullopt;
  const auto hour = take_number(text, 2);
  if (!hour || !take(text, between.time)) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || !take(text, between.time)) return std::nullopt;
  const auto second = take_number(text, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return ((days * 24 + *hour) * 60 + *minute) * 60 + *second;
}

// "Z" or "+02:00", as seconds.
std::optional<int> take_offset(std::string_view& text) {
  if (take(text, "Z") || take(text, "z")) return 0;
  const int sign = text.starts_with('-') ? -1 : 1;
  if (!take(text, "-") && !take(text, "+")) return std::nullopt;
  const auto hours = take_number(text, 2);
  if (!hours || !take(text, ":")) return std::nullopt;
  const auto minutes = take_number(text, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return sign * (*hours * 60 + *minutes) * 60;
}

}  // namespace

std::optional<Moment> read_rfc3339(std::string_view text) {
  constexpr std::size_t day_bytes = std::string_view("2026-03-01").size();
  const bool is_lower = text.size() > day_bytes && text[day_bytes] == 't';  // RFC 3339, 5.6
  const auto seconds = take_seconds(text, {"-", is_lower ? "t" : "T", ":"});
  if (!seconds) return std::nullopt;
  const auto nanoseconds = take_fraction(text);
  if (!nanoseconds) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  return Moment{*seconds - *offset, *nanoseconds};
}

std::optional<Moment> read_generalized_time(std::string_view text) {
  const auto seconds = take_seconds(text, {"", "", ""});
  if (!seconds) return std::nullopt;
  const auto nanoseconds = take_fraction(text);
  if (!nanoseconds || text != "Z") return std::nullopt;
  return Moment{*seconds, *nanoseconds};
}

}  // namespace weightcheck::signature
