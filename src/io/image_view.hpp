// SPDX-License-Identifier: Apache-2.0
// A model whose files do not lie under their own names: blobs of a local store, and members of archives among them. It
// is walked and read as a folder is, below one descriptor; no link is followed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "evidence/model_tree.hpp"
#include "evidence/store_record.hpp"
#include "io/byte_source.hpp"

namespace weightcheck::io {

struct ImageFile {
  ModelPath path;
  std::string blob{};                     // where its bytes lie, below the store's folder
  std::uint64_t offset = 0;               // in the blob
  std::optional<std::uint64_t> length{};  // of a member of an archive; else it is the whole blob
  bool executable = false;                // as the archive says
};

struct Image {
  std::vector<ImageFile> files{};                 // sorted by path, no two alike
  std::vector<evidence::RefusedEntry> refused{};  // what the image names and no file can be
  evidence::StoreRecord record{};
};

// A file whose blob is not there is not in the tree: who names it will miss it. What is in its place and is not a
// regular file is refused. `root`: descriptor of the store's folder.
[[nodiscard]] evidence::ModelTree walk_image(int root, const Image& image);

// Errors: as FileOpener::open.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> open_image_file(int root, const Image& image, const ModelPath& path);

}  // namespace weightcheck::io
