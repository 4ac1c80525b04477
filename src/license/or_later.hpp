// SPDX-License-Identifier: Apache-2.0
// The GNU licenses have one text for "this version only" and for "or any later version": which of the two is meant,
// only who declares it says.
#pragma once

#include <string>
#include <string_view>

namespace weightcheck::license {

// "GPL-3.0-or-later" or "gpl-3.0+".
[[nodiscard]] bool says_or_later(std::string_view declared);

// The id of the list for what is declared so: an id that ends in "-only" becomes one that ends in "-or-later".
[[nodiscard]] std::string id_as_declared(std::string_view id, std::string_view declared);

// The expression of a first line that is a tag, "SPDX-License-Identifier: MIT", in whatever marks of a comment; ""
// where it is none. `line` has no line end.
[[nodiscard]] std::string_view tagged_license(std::string_view line);

}  // namespace weightcheck::license
