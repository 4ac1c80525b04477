// SPDX-License-Identifier: Apache-2.0
// Every folder that stands before a listed path, and every folder of the model, is tried once; by names and sizes
// alone, before anything is read.
#include "evidence/misplaced.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <string_view>

namespace weightcheck::evidence {
namespace {

using Counts = std::map<std::string_view, std::size_t>;
using manifest::Entry;

template <typename T>
const T* find_text(const std::vector<T>& sorted, std::string_view path) {
  const auto text = [](const T& one) -> std::string_view { return one.path.text(); };
  const auto place = std::ranges::lower_bound(sorted, path, {}, text);
  return place != sorted.end() && place->path.text() == path ? &*place : nullptr;
}

bool fits(const Entry* entry, const ModelFile* file) {
  return entry != nullptr && file != nullptr && (!entry->size || *entry->size == file->size);
}

// Ways to divide a path into a folder and what lies below it. Lists of whole machines stand in five or six folders, and
// a stranger's path may have a hundred.
void divide(std::string_view path, const std::function<void(std::string_view, std::string_view)>& take) {
  constexpr int folders_max = 8;
  std::size_t at = path.find('/');
  for (int folders = 0; folders < folders_max && at != std::string_view::npos; ++folders) {
    take(path.substr(0, at), path.substr(at + 1));
    at = path.find('/', at + 1);
  }
}

std::optional<Misplaced> most(MadeIn made_in, const Counts& here) {
  const auto found = std::ranges::max_element(here, {}, &Counts::value_type::second);
  if (found == here.end()) return std::nullopt;
  return Misplaced{.made_in = made_in, .folder = std::string(found->first), .here = found->second};
}

std::optional<Misplaced> made_above(const std::vector<Entry>& list, const ModelTree& tree) {
  Counts here;  // of folders below which something fits: a stranger's list may name millions
  for (const Entry& entry : list) {
    divide(entry.path.text(), [&](std::string_view folder, std::string_view below) {
      if (fits(&entry, find_text(tree.files, below))) ++here[folder];
    });
  }
  auto found = most(MadeIn::folder_above, here);
  if (!found) return std::nullopt;
  const std::string prefix = found->folder + "/";
  found->listed = static_cast<std::size_t>(
      std::ranges::count_if(list, [&](const Entry& entry) { return entry.path.text().starts_with(prefix); }));
  return found;
}

std::optional<Misplaced> made_below(const std::vector<Entry>& list, const ModelTree& tree) {
  Counts here;
  for (const ModelFile& file : tree.files) {
    divide(file.path.text(), [&](std::string_view folder, std::string_view below) {
      if (fits(find_text(list, below), &file)) ++here[folder];
    });
  }
  auto found = most(MadeIn::folder_below, here);
  if (found) found->listed = list.size();
  return found;
}

}  // namespace

std::optional<Misplaced> find_misplaced(const std::vector<manifest::Entry>& list, const ModelTree& tree) {
  const auto here_as_listed = static_cast<std::size_t>(std::ranges::count_if(
      list, [&](const Entry& entry) { return find_text(tree.files, entry.path.text()) != nullptr; }));
  if (2 * here_as_listed >= list.size()) return std::nullopt;
  const auto outdoes = [&](const std::optional<Misplaced>& found) {
    return found && found->here > 2 * here_as_listed && 2 * found->here >= found->listed;
  };
  for (const auto find : {made_above, made_below}) {
    if (auto found = find(list, tree); outdoes(found)) return found;
  }
  return std::nullopt;
}

}  // namespace weightcheck::evidence
