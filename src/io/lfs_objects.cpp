// SPDX-License-Identifier: Apache-2.0
// An index holds the ids of blobs as they are, whatever its version: here those of the objects' pointers.
#include "io/lfs_objects.hpp"

#include "base/bytes.hpp"
#include "base/digest.hpp"
#include "base/limits.hpp"
#include "base/path_text.hpp"
#include "evidence/companion.hpp"
#include "git/lfs_pointer.hpp"
#include "hash/sha256.hpp"

namespace weightcheck::io {
namespace {

constexpr std::string_view objects_folder = "lfs/objects/";
constexpr std::uint64_t hashed_bytes_max = std::uint64_t{64} << 20;  // of all objects that a loader may run

}  // namespace

bool LfsObjects::is_of_the_checkout(const std::string& relative, std::uint64_t size) {
  const std::string head = look_.head_of(relative, limits::head_bytes);
  if (head.empty() && size > 0) return false;  // it cannot be read
  if (!evidence::may_be_run(bytes_of(head), bytes_of(look_.tail_of(relative, size)), size)) return true;
  if (!is_in_index(relative, size)) return false;
  if (size > hashed_bytes_max - hashed_bytes_) return true;
  hashed_bytes_ += size;
  const auto content = look_.content_of(relative, static_cast<std::size_t>(size));
  return content.ok() && hash::sha256(bytes_of(*content)).hex() == last_name(relative);
}

bool LfsObjects::is_in_index(const std::string& relative, std::uint64_t size) {
  const auto digest = Digest::parse(last_name(relative));
  if (!digest) return false;
  const std::string path = relative.substr(0, relative.find(objects_folder)) + "index";
  if (path != index_path_) {
    index_path_ = path;
    index_ = look_.content_of(path, limits::git_index_bytes_max).value_or("");
  }
  for (const git::ObjectFormat format : {git::ObjectFormat::sha1, git::ObjectFormat::sha256}) {
    const auto id = git::pointer_blob_id(format, *digest, size);
    if (id.ok() && index_.find(text_of(id->raw())) != std::string::npos) return true;
  }
  return false;
}

}  // namespace weightcheck::io
