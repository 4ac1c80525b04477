// SPDX-License-Identifier: Apache-2.0
// What a model may name as its upstream, and what of a model may be read as its own repository: nothing that lies
// elsewhere on this machine or near it. The proof is made to be published, and would carry names from there.
#pragma once

#include <string>

#include "anchor/repository.hpp"
#include "base/result.hpp"

namespace weightcheck::anchor {

// Of an upstream that the model's manifest names. What the environment has for a hub's address is the caller's. Errors:
// usage, for a folder of this machine, an address that is not public, and a name that has one by its form.
[[nodiscard]] Status check_is_elsewhere(const Repository& repository);

// Of a model's folder that is its own repository: no link, and no alternates, lead out of its .git. Errors: usage, and
// those of io::Folder.
[[nodiscard]] Status check_is_its_own(const std::string& folder);

}  // namespace weightcheck::anchor
