// SPDX-License-Identifier: Apache-2.0
#include "io/walk_look.hpp"

#include <fcntl.h>

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

#include "base/file_identity.hpp"
#include "evidence/zip_directory.hpp"
#include "io/regular_file.hpp"
#include "io/snapshot_link.hpp"

namespace weightcheck::io {

using evidence::Layout;

Result<std::string> WalkLook::content_of(const std::string& relative, std::size_t bytes_max) const {
  auto source = regular_source(open(relative));
  if (!source.ok()) return source.error();
  return read_all(**source, bytes_max);
}

std::optional<std::uint64_t> WalkLook::size_of(const std::string& relative) const {
  const auto source = regular_source(open(relative));
  const auto identity = source.ok() ? (*source)->identity() : Result<FileIdentity>(source.error());
  return identity.ok() ? std::optional(identity->size) : std::nullopt;
}

std::string WalkLook::head_of(const std::string& relative, std::size_t count) const {
  return part_of(relative, 0, count);
}

std::string WalkLook::tail_of(const std::string& relative, std::uint64_t size) const {
  return part_of(relative, size - std::min<std::uint64_t>(size, evidence::zip_tail_bytes), evidence::zip_tail_bytes);
}

std::string WalkLook::part_of(const std::string& relative, std::uint64_t offset, std::size_t count) const {
  auto source = regular_source(open(relative));
  if (!source.ok()) return "";
  std::string part(count, '\0');
  const auto filled = read_fully(**source, std::as_writable_bytes(std::span(part)), offset);
  part.resize(filled.value_or(0));
  return part;
}

// Of a file in the folder itself, or of a blob that it is a link to.
OpenAttempt WalkLook::open(const std::string& relative) const {
  OpenAttempt own = open_beneath(start_.root, relative, O_RDONLY, Links::follow_inside, start_.method);
  if (own.descriptor.valid() || start_.layout != Layout::hub_cache_snapshot) return own;
  const auto target = link_text(start_.root, relative, start_.method);
  const auto blob = target ? blob_of(relative, *target) : std::nullopt;
  return blob ? open_blob(start_.containment, start_.store, *blob, O_RDONLY, start_.method) : std::move(own);
}

std::optional<std::string> WalkLook::blob_of(const std::string& path, std::string_view target) const {
  if (start_.layout != Layout::hub_cache_snapshot) return std::nullopt;
  auto blob = blob_named(in_snapshot(path), target);
  return blob ? blob : blob_named_absolutely(start_.containment, std::string(target));
}

std::string WalkLook::in_snapshot(const std::string& path) const {
  return start_.prefix.substr(std::min(snapshot_bytes(start_.prefix), start_.prefix.size())) + path;
}

}  // namespace weightcheck::io
