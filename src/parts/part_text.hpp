// SPDX-License-Identifier: Apache-2.0
// What reading and writing of a part have in common: the names of members, and of errors.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "parts/part_file.hpp"

namespace weightcheck::parts {

inline constexpr std::string_view opening = R"({"weightcheck_part":)";  // of every version

inline constexpr std::array<std::pair<ErrorCode, std::string_view>, 11> error_names{{
    {ErrorCode::malformed, "malformed"},
    {ErrorCode::limit, "limit"},
    {ErrorCode::not_found, "not-found"},
    {ErrorCode::denied, "denied"},
    {ErrorCode::io, "io"},
    {ErrorCode::changed, "changed"},
    {ErrorCode::unsupported, "unsupported"},
    {ErrorCode::usage, "usage"},
    {ErrorCode::network, "network"},
    {ErrorCode::inconsistent, "inconsistent"},
    {ErrorCode::interrupted, "interrupted"},
}};

// Each with its LF. The end names the SHA-256 of all bytes before the digest itself.
[[nodiscard]] std::string header_line(const Header& header);
[[nodiscard]] std::string end_line(const Ending& ending, std::size_t rows, std::string_view before);

}  // namespace weightcheck::parts
