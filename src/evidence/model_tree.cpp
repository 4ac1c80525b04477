// SPDX-License-Identifier: Apache-2.0
// Look-ups over a finished walk; the files are sorted, so both are cheap.
#include "evidence/model_tree.hpp"

#include <algorithm>

namespace weightcheck::evidence {

std::uint64_t ModelTree::total_bytes() const {
  std::uint64_t total = 0;
  for (const ModelFile& file : files)
    total += file.size;
  return total;
}

const ModelFile* ModelTree::find(const ModelPath& path) const {
  const auto place = std::ranges::lower_bound(files, path, {}, &ModelFile::path);
  return place != files.end() && place->path == path ? &*place : nullptr;
}

bool leads_out(const ModelFile& file) {
  auto depth = std::ranges::count(file.path.text(), '/');
  for (std::string_view rest = *file.link_target; rest.starts_with("../"); rest.remove_prefix(3))
    --depth;
  return depth < 0;
}

const ExcludedEntry* find_excluded(const std::vector<ExcludedEntry>& excluded, std::string_view path) {
  for (std::string_view name = path;; name = name.substr(0, name.rfind('/'))) {
    const auto place = std::ranges::lower_bound(excluded, name, {}, &ExcludedEntry::name);
    if (place != excluded.end() && place->name == name) return &*place;
    if (name.find('/') == std::string_view::npos) return nullptr;
  }
}

}  // namespace weightcheck::evidence
