// SPDX-License-Identifier: Apache-2.0
// The strings of protobuf's text format, by its specification: what two quotes of a kind hold, escapes undone, and
// strings side by side are one. Comments are none of it.
#pragma once

#include <string>
#include <string_view>

namespace weightcheck::evidence {

// The text without comments, each string in double quotes with what it means between them; quotes and backslashes in a
// string become spaces, so that the next quote ends it.
[[nodiscard]] std::string with_plain_strings(std::string_view text);

}  // namespace weightcheck::evidence
