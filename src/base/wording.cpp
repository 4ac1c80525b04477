// SPDX-License-Identifier: Apache-2.0
// Names are escaped here, once, so that no sentence can forget to.
#include "base/wording.hpp"

#include "base/escape.hpp"

namespace weightcheck {

// Reserved in one piece: a report may hold very many of these.
std::string in_quotes(std::string_view bytes, std::size_t bytes_max) {
  const std::string name = printable(bytes.substr(0, bytes_max));
  const std::string_view dots = bytes.size() > bytes_max ? "..." : "";
  std::string text;
  text.reserve(name.size() + dots.size() + 2);
  return text.append("'").append(name).append(dots).append("'");
}

std::string quoted(const ModelPath& path) { return in_quotes(path.text()); }

std::string with_commas(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t place = digits.size(); place > 3; place -= 3)
    digits.insert(place - 3, ",");
  return digits;
}

std::string counted(std::uint64_t count, std::string_view noun, std::string_view plural) {
  if (count != 1 && !plural.empty()) return with_commas(count) + " " + std::string(plural);
  return with_commas(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace weightcheck
