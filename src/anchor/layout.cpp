// SPDX-License-Identifier: Apache-2.0
// ModelScope's client leaves hidden files of its own beside a download (.msc, .mv, .mdl). Their formats are documented
// nowhere, and none of what is known of that hub names a digest in them: such a folder is a plain one here.
#include "anchor/layout.hpp"

#include "anchor/git_checkout.hpp"
#include "anchor/hub_cache.hpp"
#include "anchor/hub_local_dir.hpp"

namespace weightcheck::anchor {

Result<evidence::LayoutRecord> read_layout(const io::ModelDirectory& model) {
  if (model.layout() == evidence::Layout::hub_cache_snapshot) return read_hub_cache(model);
  auto download = read_local_dir(model);
  if (!download.ok() || !download->claims.empty()) return download;
  auto checkout = read_git_checkout(model);
  if (!checkout.ok() || !checkout->claims.empty() || !checkout->commits.empty()) return checkout;
  checkout->ignored.insert(checkout->ignored.end(), download->ignored.begin(), download->ignored.end());
  checkout->partial = std::move(download->partial);
  return checkout;
}

void add_walk(const evidence::ModelTree& tree, evidence::LayoutRecord& record) {
  if (tree.layout == evidence::Layout::hub_cache_snapshot) add_blob_names(tree, record);
}

}  // namespace weightcheck::anchor
