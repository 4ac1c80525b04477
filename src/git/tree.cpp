// SPDX-License-Identifier: Apache-2.0
// Strict on purpose: a tree that git would not write is either damage or an attempt to make two readers see two
// folders.
#include "git/tree.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "base/escape.hpp"
#include "base/limits.hpp"

namespace weightcheck::git {
namespace {

std::optional<Mode> parse_mode(std::string_view digits) {
  static constexpr std::array<std::pair<std::string_view, Mode>, 6> known{{{"100644", Mode::file},
                                                                           {"100755", Mode::executable},
                                                                           {"120000", Mode::symlink},
                                                                           {"40000", Mode::folder},
                                                                           {"160000", Mode::submodule},
                                                                           {"100664", Mode::file}}};
  const auto* const found = std::ranges::find(known, digits, &std::pair<std::string_view, Mode>::first);
  if (found == known.end()) return std::nullopt;
  return found->second;
}

bool is_dot_git(std::string_view name) {
  return name.size() == 4 && name[0] == '.' && (name[1] | 0x20) == 'g' && (name[2] | 0x20) == 'i' &&
         (name[3] | 0x20) == 't';
}

bool is_usable_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos && !is_dot_git(name);
}

// Git's order: as the names would stand in a list of full paths.
bool stands_before(const TreeEntry& a, const TreeEntry& b) {
  const std::size_t common = std::min(a.name.size(), b.name.size());
  const int order = a.name.compare(0, common, b.name, 0, common);
  if (order != 0) return order < 0;
  const auto next_byte = [common](const TreeEntry& entry) {
    if (entry.name.size() > common) return static_cast<unsigned char>(entry.name[common]);
    return static_cast<unsigned char>(entry.mode == Mode::folder ? '/' : '\0');
  };
  return next_byte(a) < next_byte(b);
}

// A file `a` and a folder `a` need not be neighbours: `a`, `a.b`, `a/`. The order alone does not find them.
std::optional<std::string_view> repeated_name(const std::vector<TreeEntry>& entries) {
  std::vector<std::string_view> names;
  names.reserve(entries.size());
  for (const TreeEntry& entry : entries)
    names.push_back(entry.name);
  std::ranges::sort(names);
  const auto twice = std::ranges::adjacent_find(names);
  if (twice == names.end()) return std::nullopt;
  return *twice;
}

Error broken_tree(const std::string& what) { return {ErrorCode::malformed, "tree " + what}; }

}  // namespace

Result<std::vector<TreeEntry>> parse_tree(ObjectFormat format, ByteSpan body) {
  const std::size_t id_bytes = format == ObjectFormat::sha1 ? 20 : 32;
  std::vector<TreeEntry> entries;
  std::string_view rest = text_of(body);
  while (!rest.empty()) {
    if (entries.size() == limits::model_files_max) {
      return Error{ErrorCode::limit,
                   "tree is over the limit of " + std::to_string(limits::model_files_max) + " entries"};
    }
    const std::size_t mode_end = rest.substr(0, 8).find(' ');
    if (mode_end == std::string_view::npos) return broken_tree("entry without a mode");
    const auto mode = parse_mode(rest.substr(0, mode_end));
    if (!mode)
      return broken_tree("entry with mode '" + printable(rest.substr(0, mode_end)) + "', which git does not write");
    rest.remove_prefix(mode_end + 1);

    const std::size_t name_end = rest.find('\0');
    if (name_end == std::string_view::npos || rest.size() - name_end - 1 < id_bytes)
      return broken_tree("ends within an entry");
    const std::string_view name = rest.substr(0, name_end);
    if (!is_usable_name(name)) return broken_tree("entry named '" + printable(name.substr(0, 64)) + "'");
    entries.push_back({*mode, std::string(name), ObjectId::from_raw(bytes_of(rest.substr(name_end + 1, id_bytes)))});
    rest.remove_prefix(name_end + 1 + id_bytes);

    if (entries.size() > 1 && !stands_before(entries[entries.size() - 2], entries.back())) {
      return broken_tree("entry '" + printable(name.substr(0, 64)) + "' is out of order");
    }
  }
  if (const auto name = repeated_name(entries))
    return broken_tree("names '" + printable(name->substr(0, 64)) + "' twice");
  return entries;
}

}  // namespace weightcheck::git
