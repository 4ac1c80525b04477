// SPDX-License-Identifier: Apache-2.0
// Where the three keys by which a card tells its license say different things. Part of license-mismatch, and of
// license-restricted-as-permissive.
#pragma once

#include "policy/drafts.hpp"
#include "policy/rule.hpp"

namespace weightcheck::policy {

// `restricted`: only what asks for more beside a permissive label; else only the other contradictions.
[[nodiscard]] Drafts contradictions_of_card(const Context& context, bool restricted);

}  // namespace weightcheck::policy
