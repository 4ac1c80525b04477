// SPDX-License-Identifier: Apache-2.0
// The rules of ModelPath, in the order in which a reader would list them.
#include "base/model_path.hpp"

#include <cstddef>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "base/path_text.hpp"

namespace weightcheck {
namespace {}  // namespace

Result<ModelPath> ModelPath::parse(std::string_view bytes) {
  if (bytes.empty()) return malformed("path is empty");
  if (bytes.size() > limits::path_bytes_max) {
    return Error{ErrorCode::limit, "path of " + std::to_string(bytes.size()) + " bytes is over the limit of " +
                                       std::to_string(limits::path_bytes_max)};
  }
  if (bytes.find('\0') != std::string_view::npos) return malformed("path contains a NUL byte");
  if (bytes.front() == '/' || bytes.front() == '\\') return malformed("path is absolute");
  if (bytes.size() >= 2 && is_alpha(bytes[0]) && bytes[1] == ':') return malformed("path begins with a drive letter");

  std::size_t depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= bytes.size(); ++i) {
    if (i < bytes.size() && bytes[i] != '/' && bytes[i] != '\\') continue;
    const std::string_view component = bytes.substr(begin, i - begin);
    if (component == "..") return malformed("path contains a '..' component");
    if (component == ".") return malformed("path contains a '.' component");
    if (component.empty() && (i == bytes.size() || bytes[i] == '/'))
      return malformed("path contains an empty component");
    begin = i + 1;
    ++depth;
  }
  if (depth > limits::path_depth_max) {
    return Error{ErrorCode::limit, "path of " + std::to_string(depth) + " components is over the limit of " +
                                       std::to_string(limits::path_depth_max)};
  }
  return ModelPath(bytes);
}

std::string_view ModelPath::name() const noexcept {
  const std::string_view all = text();
  return last_name(all);
}

std::string_view ModelPath::folder() const noexcept {
  const std::string_view all = text();
  const std::size_t slash = all.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : all.substr(0, slash);
}

Result<ModelPath> ModelPath::sibling(std::string_view relative) const {
  const std::string_view here = folder();
  if (here.empty()) return parse(relative);
  auto checked = parse(relative);  // on its own first: "/x" behind a folder would read as an empty component only
  if (!checked.ok()) return checked;
  return parse(std::string(here) + "/" + checked->text());
}

}  // namespace weightcheck
