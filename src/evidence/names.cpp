// SPDX-License-Identifier: Apache-2.0
// Folding is utf8proc's; a name that is not UTF-8 folds to itself, since nothing is known of how others would read it.
#include "evidence/names.hpp"

#include <utf8proc.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <set>
#include <string_view>

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

std::string folded(const std::string& path) {
  const std::string name = as_on_windows(path);
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
  std::map<std::string, std::string> first_of;  // folded name -> the first that folds to it
  std::set<std::string> seen;
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const ModelFile& file : tree.files) {
    const std::string& path = file.path.text();
    for (std::size_t end = path.find('/'); true; end = path.find('/', end + 1)) {
      const std::string prefix = path.substr(0, end);  // a folder, or the whole
      if (seen.insert(prefix).second) {
        const auto [place, is_new] = first_of.emplace(folded(prefix), prefix);
        if (!is_new) pairs.emplace_back(place->second, prefix);
      }
      if (end == std::string::npos) break;
    }
  }
  return pairs;
}

}  // namespace weightcheck::evidence
