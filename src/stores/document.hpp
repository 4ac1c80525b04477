// SPDX-License-Identifier: Apache-2.0
// The JSON of stores and registries, which their own programs read with Go's encoding/json: it takes a key in any case
// for the one that it looks for, and of several the last. Read here, such a document would say another thing.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "json/value.hpp"

namespace weightcheck::stores {

// Errors: those of json::parse(); malformed, for a key that is one of the formats' in another case. The keys of
// annotations are free: there Go, too, knows one by its letters.
[[nodiscard]] Result<json::Value> parse_document(std::string_view text);

}  // namespace weightcheck::stores
