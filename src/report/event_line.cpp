// SPDX-License-Identifier: Apache-2.0
// Text in fields may be names of files and answers of servers: all of it goes through the one escaper.
#include "report/event_line.hpp"

#include <array>
#include <charconv>

#include "base/escape.hpp"
#include "json/write.hpp"

namespace weightcheck::report {
namespace {

json::Value json_of(const EventValue& value) {
  if (const auto* count = std::get_if<std::uint64_t>(&value)) return *count;
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return printable(std::get<std::string>(value));
}

std::string words_of(const EventValue& value) {
  if (const auto* count = std::get_if<std::uint64_t>(&value)) return std::to_string(*count);
  if (const auto* real = std::get_if<double>(&value)) {
    std::array<char, 512> digits{};  // room for any double
    return {digits.data(),
            std::to_chars(digits.data(), digits.data() + digits.size(), *real, std::chars_format::fixed, 3).ptr};
  }
  return printable(std::get<std::string>(value));
}

}  // namespace

std::string event_json(const Event& event, std::string_view time) {
  json::Object line;
  if (!time.empty()) line.push_back({"time", time});
  line.push_back({"level", name_of(event.level)});
  line.push_back({"event", event.what});
  for (const auto& [name, value] : event.fields)
    line.push_back({std::string(name), json_of(value)});
  return json::write_line(std::move(line));
}

std::string event_words(const Event& event) {
  std::string text(event.what);
  for (const auto& [name, value] : event.fields)
    text.append(text.size() == event.what.size() ? ": " : ", ").append(name).append(" ").append(words_of(value));
  return text;
}

}  // namespace weightcheck::report
