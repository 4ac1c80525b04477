// SPDX-License-Identifier: Apache-2.0
// What hubs answer when asked for the files of a revision, from JSON to values. Pure: bytes in, structs out. Unknown
// members are left alone; a known one of another kind than expected is an error.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/model_path.hpp"
#include "base/result.hpp"
#include "git/object_id.hpp"

namespace weightcheck::anchor {

struct ListedFile {
  ModelPath path;
  std::uint64_t size = 0;             // bytes of the content
  std::optional<git::ObjectId> id{};  // of the git blob: an LFS file's is its pointer's
  std::optional<Digest> sha256{};     // of the content
  bool lfs = false;
  std::optional<std::uint64_t> pointer_bytes{};

  friend bool operator==(const ListedFile&, const ListedFile&) = default;
};

struct ModelInfo {
  git::ObjectId commit;
  bool gated = false;
  bool is_private = false;
  bool disabled = false;

  friend bool operator==(const ModelInfo&, const ModelInfo&) = default;
};

// GET /api/models/{id}/revision/{rev} of Hugging Face. Errors: malformed, limit.
[[nodiscard]] Result<ModelInfo> parse_model_info(std::string_view json);

// One page of GET /api/models/{id}/tree/{rev}?recursive=true of Hugging Face: its files; folders and what is neither
// are left out.
[[nodiscard]] Result<std::vector<ListedFile>> parse_tree_page(std::string_view json);

// GET /api/v1/models/{id}/repo/files of ModelScope, which says of failures with status 200: those are network.
[[nodiscard]] Result<std::vector<ListedFile>> parse_modelscope_files(std::string_view json);

// The target of rel="next" in a Link header (RFC 8288), as it stands there; "" where there is none.
[[nodiscard]] std::string next_link(std::string_view header);

}  // namespace weightcheck::anchor
