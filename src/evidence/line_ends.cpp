// SPDX-License-Identifier: Apache-2.0
#include "evidence/line_ends.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace weightcheck::evidence {
namespace {

constexpr std::array<std::string_view, 3> in_utf8 = {"\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9"};  // NEL, LS, PS

}  // namespace

std::optional<std::string> with_line_ends(std::string_view text, std::string_view bytes) {
  std::string plain;
  bool is_other = false;
  while (!text.empty()) {
    const bool is_byte = bytes.find(text.front()) != std::string_view::npos && !text.starts_with("\r\n");
    const auto* const wide = std::ranges::find_if(in_utf8, [&](std::string_view one) { return text.starts_with(one); });
    const bool is_wide = wide != in_utf8.end();
    is_other = is_other || is_byte || is_wide;
    plain.push_back(is_byte || is_wide ? '\n' : text.front());
    text.remove_prefix(is_wide ? wide->size() : 1);
  }
  return is_other ? std::optional(std::move(plain)) : std::nullopt;
}

}  // namespace weightcheck::evidence
