// SPDX-License-Identifier: Apache-2.0
// Where the three keys by which a card tells its license say different things. Part of license-mismatch, and of
// license-restricted-as-permissive.
#pragma once

#include "license/meant.hpp"
#include "policy/drafts.hpp"
#include "policy/rule.hpp"

namespace weightcheck::policy {

// `restricted`: only what asks for more beside a permissive label; else only the other contradictions.
[[nodiscard]] Drafts contradictions_of_card(const Context& context, bool restricted);

// Is what is meant one of the licenses that are declared, or of those that a declared family stands for?
[[nodiscard]] bool is_declared(const license::Meant& meant, const Context& context);

// What the body of the card gives as the license, or denies, against what its front matter declares; what asks for more
// under a permissive label is told by restricted_texts().
[[nodiscard]] Drafts contradictions_of_body(const Context& context);

}  // namespace weightcheck::policy
