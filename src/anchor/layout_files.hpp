// SPDX-License-Identifier: Apache-2.0
// What the readers of the layouts share: metadata is optional, and a model's own files are claimed by nobody.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "evidence/layout_record.hpp"
#include "io/folder.hpp"

namespace weightcheck::anchor {

// Is this trouble of ours, or of the metadata, which then takes no part?
[[nodiscard]] bool is_ours(const Error& error);

// The text of a metadata file; nothing where there is none, or where it cannot be used, which `record` then tells.
// Errors: io, denied.
[[nodiscard]] Result<std::optional<std::string>> read_optional(const io::Folder& folder, const std::string& name,
                                                               std::size_t bytes_max, evidence::LayoutRecord& record);

void ignore(evidence::LayoutRecord& record, std::string name, const Error& why);

// The list of all files of a commit; nothing where there is none, or where it cannot be used, which `record` then
// tells: as damage, unless it is of a version that is not known. Errors: io, denied.
[[nodiscard]] Result<std::optional<std::vector<evidence::Claim>>> read_commit_list(const io::Folder& folder,
                                                                                   const std::string& name,
                                                                                   evidence::LayoutRecord& record);

// Takes out the claims on files that the walk leaves out by their names.
void drop_left_out(evidence::LayoutRecord& record);

}  // namespace weightcheck::anchor
