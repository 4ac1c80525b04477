// SPDX-License-Identifier: Apache-2.0
// What every HTML report is put together from. Whatever is given as bytes or text is escaped here; what is called html
// is markup already.
#pragma once

#include <string>
#include <string_view>

#include "policy/finding.hpp"

namespace weightcheck::report {

[[nodiscard]] std::string html_name(std::string_view bytes);  // raw bytes of a file, tensor or model
[[nodiscard]] std::string html_code(std::string_view text);
[[nodiscard]] std::string html_item(std::string_view html);
[[nodiscard]] std::string html_fact(std::string_view term, std::string_view html);
[[nodiscard]] std::string html_section(std::string_view id, std::string_view title, std::string_view html);
// Severity, rule, message, cure and reason.
[[nodiscard]] std::string html_finding(const policy::Finding& finding);

// From the first byte to the beginning of the body, with a policy by which nothing is fetched, nothing runs and no
// other style applies than this one. `title` is text; `skip_to` the id of a section.
[[nodiscard]] std::string html_begin(std::string_view title, std::string_view style, std::string_view skip_to);

}  // namespace weightcheck::report
