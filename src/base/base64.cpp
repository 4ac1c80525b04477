// SPDX-License-Identifier: Apache-2.0
// Three bytes are four digits; what a last group lacks is '='.
#include "base/base64.hpp"

#include <algorithm>

namespace weightcheck {

std::string to_base64(ByteSpan bytes) {
  static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = (bits << 8U) | (i < count ? std::to_integer<std::uint32_t>(bytes[at + i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i)
      text.push_back(i <= count ? digits[(bits >> (18 - 6 * i)) & 63U] : '=');
  }
  return text;
}

}  // namespace weightcheck
