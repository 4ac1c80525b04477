// SPDX-License-Identifier: Apache-2.0
// One escaper a language that reports are written in. Each is safe for any bytes: where the language cannot hold a
// character, U+FFFD stands for it. Names from outside go through base/escape.hpp before, so that a reader can tell
// them apart; texts of findings already went.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weightcheck::report {

// Text and quoted attributes of XML 1.0 and HTML.
[[nodiscard]] std::string markup(std::string_view text);

// Text inside a line of GitHub's Markdown, table cells included: nothing in it makes a link, a mention or HTML.
[[nodiscard]] std::string markdown(std::string_view text);

// What a GitHub workflow command says, and one of its properties.
[[nodiscard]] std::string annotation_data(std::string_view text);
[[nodiscard]] std::string annotation_property(std::string_view text);

// A line of output that no runner takes for a workflow command, wherever in it a "##[" stands.
[[nodiscard]] std::string no_command(std::string_view line);

// The path of a relative URI reference, from raw bytes: RFC 3986's unreserved characters and '/' stay.
[[nodiscard]] std::string uri_path(std::string_view bytes);
[[nodiscard]] std::string uri_segment(std::string_view bytes);  // '/' is escaped too

// At most `bytes_max` bytes and "..." behind them, cut between characters.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t bytes_max);

}  // namespace weightcheck::report
