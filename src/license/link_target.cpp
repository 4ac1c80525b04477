// SPDX-License-Identifier: Apache-2.0
#include "license/link_target.hpp"

#include <algorithm>

namespace weightcheck::license {
namespace {

// Blanks, and one line end among them.
std::size_t blanks_length(std::string_view text) {
  std::size_t length = 0;
  bool ended = false;
  while (length < text.size() && (text[length] == ' ' || (text[length] == '\n' && !ended))) {
    ended = ended || text[length] == '\n';
    ++length;
  }
  return length;
}

char closing_of(char opening) { return opening == '(' ? ')' : opening == '"' || opening == '\'' ? opening : '\0'; }

}  // namespace

LinkTarget link_target(std::string_view text) {
  LinkTarget target;
  std::size_t at = blanks_length(text);
  if (at < text.size() && text[at] == '<') {
    const std::size_t end = text.find_first_of(">\n", at);
    if (end == std::string_view::npos || text[end] != '>') return {};
    target.address = text.substr(at + 1, end - at - 1);
    at = end + 1;
  } else {
    std::size_t depth = 0;
    const std::size_t begin = at;
    for (; at < text.size() && text[at] != ' ' && text[at] != '\n'; ++at) {
      if (text[at] == ')' && depth == 0) break;
      depth += text[at] == '(' ? 1 : 0;
      depth -= text[at] == ')' ? 1 : 0;
    }
    target.address = text.substr(begin, at - begin);
  }
  target.length = at;
  const std::size_t blanks = blanks_length(text.substr(at));
  const char closing = blanks > 0 && at + blanks < text.size() ? closing_of(text[at + blanks]) : '\0';
  if (closing != '\0') {
    const std::size_t begin = at + blanks + 1;
    const std::size_t end = text.find(closing, begin);
    if (end == std::string_view::npos) return target;
    target.title = text.substr(begin, end - begin);
    target.length = end + 1;
  }
  const std::string_view after = text.substr(target.length);
  target.length += std::min(after.find_first_not_of(' '), after.size());
  return target;
}

}  // namespace weightcheck::license
