// SPDX-License-Identifier: Apache-2.0
// data/stock-licenses.txt is short and read rarely: it is searched as the text it is.
#include "license/stock.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "license/data/embedded.hpp"

namespace weightcheck::license {

std::optional<std::string_view> stock_license(std::string_view hex) {
  if (hex.size() != 40 && hex.size() != 64) return std::nullopt;
  std::string_view text = text_of(embedded_stock_licenses());
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    std::string_view rest = line;
    for (int column = 0; column < 3; ++column) {
      const std::string_view id = rest.substr(0, rest.find(' '));
      rest.remove_prefix(std::min(id.size() + 1, rest.size()));
      if (id == hex) return line.substr(line.rfind(' ') + 1);
    }
  }
  return std::nullopt;
}

}  // namespace weightcheck::license
