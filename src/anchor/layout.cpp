// SPDX-License-Identifier: Apache-2.0
// ModelScope's client leaves hidden files of its own beside a download (.msc, .mv, .mdl). None of them names a digest:
// such a folder is a plain one here, and the walk leaves them out (evidence/companion.hpp).
#include "anchor/layout.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "anchor/git_checkout.hpp"
#include "anchor/hub_cache.hpp"
#include "anchor/hub_local_dir.hpp"

namespace weightcheck::anchor {
namespace {

using evidence::Layout;
using evidence::LayoutRecord;

struct Reader {
  std::string_view source;  // as people call it
  Result<LayoutRecord> (*read)(const io::ModelDirectory& model);
  void (*add_walk)(const evidence::ModelTree& tree, LayoutRecord& record);  // null where the walk adds nothing
};

// In the order of DESIGN section 5.
constexpr Reader readers[] = {
    {"the hub cache", read_hub_cache, add_blob_names},
    {"the download metadata", read_local_dir, nullptr},
    {"the download metadata of an old client", read_old_local_dir, nullptr},
    {"the git index", read_git_checkout, nullptr},
};

bool says_anything(const LayoutRecord& record) {
  return !record.claims.empty() || !record.commits.empty() || !record.ignored.empty() || !record.partial.empty() ||
         !record.not_git.empty();
}

}  // namespace

Result<std::vector<LayoutRecord>> read_layouts(const io::ModelDirectory& model) {
  std::vector<LayoutRecord> records;
  for (const Reader& reader : readers) {
    auto record = reader.read(model);
    if (!record.ok()) return record.error();
    record->source = reader.source;
    if (says_anything(*record)) records.push_back(std::move(*record));
  }
  return records;
}

void add_walk(const evidence::ModelTree& tree, std::vector<LayoutRecord>& records) {
  for (LayoutRecord& record : records) {
    const auto reader = std::ranges::find(readers, record.source, &Reader::source);
    if (reader != std::end(readers) && reader->add_walk != nullptr) reader->add_walk(tree, record);
  }
}

}  // namespace weightcheck::anchor
