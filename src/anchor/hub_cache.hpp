// SPDX-License-Identifier: Apache-2.0
// Hugging Face's cache (facts of huggingface_hub 1.x):
//   models--ORG--NAME/blobs/<etag>                    content, named by its SHA-256 or its git blob id
//                     blobs/<etag>[.<8 hex>].incomplete
//                     refs/<revision>                 text: a commit
//                     snapshots/<commit>/PATH         a link to a blob; without links, the content itself
//                     (since 1.32 a large blob is itself a link, into the cache's blobs/: io/snapshot_link.hpp)
//                     trees/<commit>.json             the list of all files of the commit, since 1.22
// A blob's name is the server's word of the time of the download, and the folder's that of whoever made it.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "evidence/layout_record.hpp"
#include "evidence/model_tree.hpp"
#include "git/object_id.hpp"
#include "io/model_directory.hpp"

namespace weightcheck::anchor {

// The folder to look at for what a user named: of a repository's folder, the snapshot of `commit` where that is given
// and there, else the one that refs/main names, else the only one; of a whole cache that of its only repository.
// Everything else is itself. Errors: usage, naming the snapshots or the repositories; io, denied.
[[nodiscard]] Result<std::string> find_snapshot(const std::string& path, const std::optional<git::ObjectId>& commit);

// Of a model that lies in a snapshot; of another, an empty record. Errors: io, denied.
[[nodiscard]] Result<evidence::LayoutRecord> read_hub_cache(const io::ModelDirectory& model);

// Of such a model: where the list of its commit lies, if it is there, as a name that begins in the model's folder.
[[nodiscard]] std::optional<std::string> commit_list_of(const io::ModelDirectory& model);

// Adds to the claims what the names of the linked blobs say, also of those that are not there.
void add_blob_names(const evidence::ModelTree& tree, evidence::LayoutRecord& record);

}  // namespace weightcheck::anchor
