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

}  // namespace weightcheck::evidence
