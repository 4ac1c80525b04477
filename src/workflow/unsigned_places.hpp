// SPDX-License-Identifier: Apache-2.0
// What is not part of a signed model at its root, unless it is listed: what git keeps there (the format's own four),
// what a hub's client does, and what this program writes beside a model after it was signed. Signing records them all,
// and verifying asks for none of them.
#pragma once

#include <string_view>

#include "hubs/table.hpp"
#include "io/own_files.hpp"

namespace weightcheck::workflow {

inline constexpr std::string_view unsigned_places[] = {
    ".git", ".gitattributes", ".github", ".gitignore", hubs::fetch_records.front(), io::manifest_name, io::proof_name};

}  // namespace weightcheck::workflow
