// SPDX-License-Identifier: Apache-2.0
// What a walk over a model found: the files that belong to it, what was left out and why, and what was refused. Made by
// io.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_identity.hpp"
#include "base/model_path.hpp"

namespace weightcheck::evidence {

// How the directory came to be, as far as its shape tells.
enum class Layout : std::uint8_t {
  plain,
  git_checkout,        // has a .git at the root
  hub_cache_snapshot,  // models--ORG--NAME/snapshots/<commit>
  hub_local_dir,       // has .cache/huggingface/download
};

struct ModelFile {
  ModelPath path;
  std::uint64_t size = 0;  // bytes, of the file a link leads to
  FileIdentity identity{};
  bool executable = false;                   // any x bit
  std::optional<std::string> link_target{};  // raw bytes of the symbolic link that was followed

  friend bool operator==(const ModelFile&, const ModelFile&) = default;
};

// Does the text of its link lead out of the model? `file` has one.
[[nodiscard]] bool leads_out(const ModelFile& file);

// Something under the root that is not read.
enum class Refusal : std::uint8_t {
  link_escapes,       // leads out of the model (or of the hub cache repository)
  link_dangling,      // leads nowhere: in a hub cache, a blob that was not downloaded
  link_to_directory,  // inside the model, but not to a file
  link_loop,
  special_file,  // FIFO, socket or device
  name_invalid,  // not a ModelPath
  unreadable,    // the system did not let us look
};

struct RefusedEntry {
  std::string name{};  // raw bytes, relative to the root
  Refusal reason = Refusal::unreadable;
  std::string detail{};  // printable: the link's target, the kind of special file, the system's words
  std::optional<std::string> link_target{};  // raw bytes, of a dangling link

  friend bool operator==(const RefusedEntry&, const RefusedEntry&) = default;
};

enum class Exclusion : std::uint8_t {
  git_folder,
  hub_metadata,
  own_file,
  partial_download,
  companion,     // what another program keeps beside the model for itself
  empty_folder,  // nothing is in it, so no list can name it
};

struct ExcludedEntry {
  std::string name{};  // raw bytes, relative to the root
  Exclusion reason = Exclusion::own_file;
  std::string finished{};           // of an unfinished download: the file that it is to become, raw; "" if unknown
  bool superseded = false;          // of one: nothing is missing without it, whatever `finished` is
  std::optional<ModelFile> file{};  // as which it belongs to the model where somebody lists it

  friend bool operator==(const ExcludedEntry&, const ExcludedEntry&) = default;
};

// Is it, or does it lie in, something that was left out? `excluded` is sorted by name.
[[nodiscard]] const ExcludedEntry* find_excluded(const std::vector<ExcludedEntry>& excluded, std::string_view path);

// A folder of the model, the root among them: who may put files there.
struct FolderSeen {
  std::string name{};  // raw bytes, relative to the root, which is ""
  std::uint32_t mode = 0;
  std::uint32_t owner = 0, group = 0;

  friend bool operator==(const FolderSeen&, const FolderSeen&) = default;
};

struct ModelTree {
  Layout layout = Layout::plain;
  std::vector<ModelFile> files{};  // sorted by path bytes, no two alike
  std::vector<RefusedEntry> refused{};
  std::vector<ExcludedEntry> excluded{};  // sorted by name
  std::vector<FolderSeen> folders{};      // that were listed, sorted by name

  [[nodiscard]] std::uint64_t total_bytes() const;
  [[nodiscard]] const ModelFile* find(const ModelPath& path) const;

  friend bool operator==(const ModelTree&, const ModelTree&) = default;
};

}  // namespace weightcheck::evidence
