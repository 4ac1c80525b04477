// SPDX-License-Identifier: Apache-2.0
// What a short text says about where its terms are: the name of a license, an address, another file.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "license/words.hpp"

namespace weightcheck::license {

// The license that a text names: by an SPDX-License-Identifier line, by a well-known address or by its name. The first
// one, where it names several. An id as in Identification, or `bsd`, `gpl`, `lgpl` where the version is left open.
[[nodiscard]] std::optional<std::string> license_named(std::string_view plain, const std::vector<Word>& words);

// The id, in lower case, of the license that a whole address of a list of licenses or of their stewards is for:
// "opensource.org/licenses/mit". "" for any other address, and for one that goes on.
[[nodiscard]] std::string license_of_address(std::string_view address);

// The same of an address as people write it: "https://www.apache.org/licenses/LICENSE-2.0.txt".
[[nodiscard]] std::string license_of_link(std::string_view link);

// An address or a file that a text sends its reader to.
[[nodiscard]] std::optional<std::string> place_named(std::string_view plain);

}  // namespace weightcheck::license
