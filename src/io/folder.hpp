// SPDX-License-Identifier: Apache-2.0
// A folder that says something about a model without being part of it: the repository of a hub cache,
// `.git`, those of hubs' clients. Read by plain names below one descriptor; no link is ever followed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "io/byte_source.hpp"
#include "io/file_descriptor.hpp"

namespace weightcheck::io {

enum class EntryKind : std::uint8_t { file, folder, link, other };
enum class Depth : std::uint8_t { one, all };

struct FolderEntry {
  std::string name{};  // raw bytes, relative to the folder that was listed
  EntryKind kind = EntryKind::other;

  friend bool operator==(const FolderEntry&, const FolderEntry&) = default;
};

class Folder {
 public:
  explicit Folder(FileDescriptor descriptor) : descriptor_(std::move(descriptor)) {}

  // Links in `path` itself are followed: the caller named it. Errors: not_found (also for what is no folder), denied,
  // io.
  [[nodiscard]] static Result<Folder> open(const std::string& path);

  // What stands there; none where nothing does, or where a link would have to be followed on the way.
  [[nodiscard]] std::optional<EntryKind> kind(const std::string& name) const;

  // A whole small file. Errors: not_found, denied, io; malformed for a link and for what is not a regular file; limit.
  [[nodiscard]] Result<std::string> read(const std::string& name, std::size_t bytes_max) const;

  // The same; a link is followed that leads to a file of this folder. Errors: as read(); malformed where it leads out.
  [[nodiscard]] Result<std::string> read_linked(const std::string& name, std::size_t bytes_max) const;

  // A file, to read at any place. Errors: as read(), but for limit.
  [[nodiscard]] Result<std::unique_ptr<ByteSource>> open_file(const std::string& name) const;

  // What stands in the folder `name`, sorted by name; with Depth::all what stands in its folders too. Errors: as
  // read(); limit for more than limits::model_files_max entries.
  [[nodiscard]] Result<std::vector<FolderEntry>> list(const std::string& name, Depth depth) const;

 private:
  FileDescriptor descriptor_;
};

}  // namespace weightcheck::io
