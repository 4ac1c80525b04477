// SPDX-License-Identifier: Apache-2.0
// Folding is utf8proc's; a name that is not UTF-8 folds to itself, since nothing is known of how others would read it.
#include "evidence/names.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <tuple>

#include "base/ascii.hpp"

namespace weightcheck::evidence {
namespace {

// Windows reads '\\' as '/', and leaves points and blanks away at the end of a name.
std::string as_on_windows(std::string_view path) {
  std::string read;
  const auto end_name = [&] {
    while (read.ends_with('.') || read.ends_with(' '))
      read.pop_back();
  };
  for (const char c : path) {
    const bool is_end = c == '/' || c == '\\';
    if (is_end) end_name();
    read.push_back(is_end ? '/' : c);
  }
  end_name();
  return read;
}

std::string folded(std::string_view path) {
  std::string name = as_on_windows(path);
  if (std::ranges::all_of(name, is_ascii)) return lowered(name);
  utf8proc_uint8_t* mapped = nullptr;
  const auto options =
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(name.data()),
                                   static_cast<utf8proc_ssize_t>(name.size()), &mapped, options);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  if (length < 0) return name;
  return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length)};
}

}  // namespace

std::vector<std::pair<std::string, std::string>> colliding_names(const ModelTree& tree) {
  struct Name {
    std::string folded;
    std::string_view text;  // of a folder, or of a file
  };
  std::vector<Name> names;
  std::string_view before;
  for (const ModelFile& file : tree.files) {
    const std::string_view path = file.path.text();
    // Files of one folder lie together: it was seen where the path before begins with it.
    const auto [differs, unused] = std::ranges::mismatch(path, before);
    const auto shared = static_cast<std::size_t>(differs - path.begin());
    for (std::size_t end = path.find('/', shared); true; end = path.find('/', end + 1)) {
      const std::string_view name = path.substr(0, end);
      names.push_back({folded(name), name});
      if (end == std::string_view::npos) break;
    }
    before = path;
  }
  std::ranges::sort(names, {}, [](const Name& name) { return std::tie(name.folded, name.text); });
  std::vector<std::pair<std::string, std::string>> pairs;
  for (std::size_t first = 0, next = 1; next < names.size(); ++next) {
    if (names[next].folded != names[first].folded) {
      first = next;
    } else {
      pairs.emplace_back(names[first].text, names[next].text);
    }
  }
  return pairs;
}

}  // namespace weightcheck::evidence
