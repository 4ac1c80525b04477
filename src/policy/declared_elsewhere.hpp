// SPDX-License-Identifier: Apache-2.0
// Declarations that stand in other files than the card, against what the card says.
#pragma once

#include "policy/drafts.hpp"
#include "policy/rule.hpp"

namespace weightcheck::policy {

// A header of a shard or of the manifest that says another license than the card.
[[nodiscard]] Drafts license_header_differs(const Context& context);

}  // namespace weightcheck::policy
