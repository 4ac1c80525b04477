// SPDX-License-Identifier: Apache-2.0
#include "license/or_later.hpp"

#include "base/ascii.hpp"

namespace weightcheck::license {

bool says_or_later(std::string_view declared) {
  const std::string low = lowered(trimmed(declared));
  return low.ends_with("-or-later") || low.ends_with('+');
}

std::string id_as_declared(std::string_view id, std::string_view declared) {
  constexpr std::string_view only = "-only";
  if (!id.ends_with(only) || !says_or_later(declared)) return std::string(id);
  return std::string(id.substr(0, id.size() - only.size())) + "-or-later";
}

std::string_view tagged_license(std::string_view line) {
  constexpr std::string_view tag = "spdx-license-identifier:", marks = " \t\r#/*;!<-";
  const std::size_t begin = line.find_first_not_of(marks);
  if (begin == std::string_view::npos) return "";
  line.remove_prefix(begin);
  if (line.size() < tag.size() || lowered(line.substr(0, tag.size())) != tag) return "";
  line.remove_prefix(tag.size());
  const std::size_t end = line.find_last_not_of(" \t\r*/->");
  return end == std::string_view::npos ? "" : trimmed(line.substr(0, end + 1));
}

}  // namespace weightcheck::license
