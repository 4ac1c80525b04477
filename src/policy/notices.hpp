// SPDX-License-Identifier: Apache-2.0
// What notices say, against what licenses ask them to say.
#pragma once

#include "policy/rule.hpp"

namespace weightcheck::policy {

// Does a notice here say what the license asks for: its sentence word for word, years apart, or where no sentence is
// known the names that have to stand in it?
[[nodiscard]] bool says_what_is_asked(const evidence::LicenseSeen& seen, const license::LicenseTerms& terms);

// notice-missing in the catalogue.
[[nodiscard]] Drafts notice_missing(const Context& context);

}  // namespace weightcheck::policy
