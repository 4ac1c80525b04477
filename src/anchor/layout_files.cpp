// SPDX-License-Identifier: Apache-2.0
// Damage of optional metadata is told and never fatal; trouble of this machine always is.
#include "anchor/layout_files.hpp"

#include <algorithm>

#include "anchor/hub_metadata.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "io/model_directory.hpp"
#include "io/walk.hpp"

namespace weightcheck::anchor {

bool is_ours(const Error& error) { return error.code == ErrorCode::io || error.code == ErrorCode::denied; }

Result<std::optional<std::string>> read_optional(const io::Folder& folder, const std::string& name,
                                                 std::size_t bytes_max, evidence::LayoutRecord& record) {
  auto text = folder.read(name, bytes_max);
  if (text.ok()) return std::optional(std::move(*text));
  if (is_ours(text.error())) return within(text.error(), printable(name));
  if (text.error().code != ErrorCode::not_found) ignore(record, name, text.error());
  return std::optional<std::string>();
}

void ignore(evidence::LayoutRecord& record, std::string name, const Error& why) {
  record.ignored.push_back({std::move(name), why.message});
}

Result<std::optional<std::vector<evidence::Claim>>> read_commit_list(const io::Folder& folder, const std::string& name,
                                                                     evidence::LayoutRecord& record) {
  using Listed = std::optional<std::vector<evidence::Claim>>;
  const std::size_t ignored = record.ignored.size();
  const auto text = read_optional(folder, name, limits::json_bytes_max, record);
  if (!text.ok()) return text.error();
  bool is_newer = false;
  if (*text) {
    auto claims = parse_commit_listing(**text);
    if (claims.ok()) return Listed(*std::move(claims));
    is_newer = claims.error().code == ErrorCode::unsupported;
    ignore(record, name, claims.error());
  }
  if (record.ignored.size() > ignored) record.ignored.back().of_all_files = !is_newer;
  return Listed();
}

void drop_left_out(evidence::LayoutRecord& record) {
  record.lists_own_files |= std::ranges::any_of(record.claims, [](const auto& claim) {
    return claim.path().text() == io::manifest_name || claim.path().text() == io::proof_name;
  });
  std::erase_if(record.claims, [](const auto& claim) { return io::is_left_out(claim.path()); });
  std::erase_if(record.not_fetched, io::is_left_out);
}

}  // namespace weightcheck::anchor
