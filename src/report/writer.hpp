// SPDX-License-Identifier: Apache-2.0
// A report as bytes: one function a format, one row a function. Writers are pure; where the bytes go is for cli.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "policy/report.hpp"

namespace weightcheck::report {

enum class Color : std::uint8_t { no, yes };
enum class Detail : std::uint8_t { verdict_only, normal, every_file };

struct Style {
  Color color = Color::no;         // for text only
  Detail detail = Detail::normal;  // for text only
};

struct Writer {
  std::string_view name;         // what --format and --report take
  std::string_view description;  // for the help
  std::string (*write)(const policy::Report& report, const Style& style) = nullptr;
};

[[nodiscard]] std::span<const Writer> writers();
[[nodiscard]] const Writer* find_writer(std::string_view name);

[[nodiscard]] std::string write_text(const policy::Report& report, const Style& style);
[[nodiscard]] std::string write_json(const policy::Report& report, const Style& style);
[[nodiscard]] std::string write_sarif(const policy::Report& report, const Style& style);
[[nodiscard]] std::string write_junit(const policy::Report& report, const Style& style);
[[nodiscard]] std::string write_gitlab(const policy::Report& report, const Style& style);
[[nodiscard]] std::string write_github(const policy::Report& report, const Style& style);
[[nodiscard]] std::string write_markdown(const policy::Report& report, const Style& style);
[[nodiscard]] std::string write_html(const policy::Report& report, const Style& style);
[[nodiscard]] std::string write_cyclonedx(const policy::Report& report, const Style& style);
[[nodiscard]] std::string write_spdx(const policy::Report& report, const Style& style);

// The last line of the text output, without its line end: the one to grep for.
[[nodiscard]] std::string verdict_line(const policy::Report& report);

}  // namespace weightcheck::report
