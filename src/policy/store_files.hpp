// SPDX-License-Identifier: Apache-2.0
// Files of a model in a local store that its runner needs besides the publisher's: a template, parameters, the image's
// own config. No commit and no manifest of the publisher's names them, by their nature.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "policy/rule.hpp"

namespace weightcheck::policy {

// Raw paths, and what each weighs: a note where it only describes the image. Weights, layers that nobody looked into
// and what has no known use are not of that kind.
[[nodiscard]] std::map<std::string, Severity> of_the_store_alone(const Context& context);

inline constexpr std::string_view cure_of_the_store_alone =
    "Nothing, if you trust who made the image with what stands in them; else take the publisher's own files.";

}  // namespace weightcheck::policy
