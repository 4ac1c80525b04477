// SPDX-License-Identifier: Apache-2.0
// The links of a hub's cache, of which two and no others are followed:
//   <cache>/models--ORG--NAME/snapshots/<commit>/PATH  ->  ../../blobs/<etag>, with one `..` more for every folder
//   <cache>/models--ORG--NAME/blobs/<etag>             ->  ../../blobs/<2 hex>/<64 hex>
// The second is of clients that keep large files once for all repositories of a cache (huggingface_hub 1.32 and later).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "io/open_beneath.hpp"

namespace weightcheck::io {

// "blobs/<etag>" where a link at `path`, relative to the snapshot, leads to a blob of its repository.
[[nodiscard]] std::optional<std::string> blob_named(std::string_view path, std::string_view target);

// The same of an absolute link, as some wrappers write them: its folder is the repository's own `blobs`, by whatever
// path. `repository` is a descriptor of the repository's folder.
[[nodiscard]] std::optional<std::string> blob_named_absolutely(int repository, const std::string& target);

// Of ".../models--ORG--NAME/snapshots/<commit>", or a folder below one, in its canonical form: where "snapshots"
// begins.
[[nodiscard]] std::optional<std::size_t> snapshot_in(const std::string& canonical);

// The repository's folder of such a place; any other path is itself.
[[nodiscard]] std::string repository_around(const std::string& canonical);

// How much of "snapshots/<commit>/FOLDER/" is the snapshot itself: up to and with the second '/'.
[[nodiscard]] std::size_t snapshot_bytes(std::string_view place);

// "blobs/<2 hex>/<64 hex>", relative to the cache, where a blob of a repository is a link to the shared store.
[[nodiscard]] std::optional<std::string> shared_blob_named(std::string_view target);

// A blob of the repository, or the file of the shared store that it is a link to. ELOOP for a link to anywhere else.
// `cache` is the folder that the repository lies in, or -1 where nothing is known of it.
[[nodiscard]] OpenAttempt open_blob(int repository, int cache, const std::string& blob, int flags, OpenMethod method);

// The text of a link below a folder, no link being followed on the way; nothing, with errno set, where there is none.
[[nodiscard]] std::optional<std::string> link_text(int directory, const std::string& relative,
                                                   OpenMethod method = OpenMethod::automatic);

}  // namespace weightcheck::io
