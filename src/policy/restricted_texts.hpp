// SPDX-License-Identifier: Apache-2.0
// License texts that nobody knows, and that speak of duties or limits, under a label that promises none.
#pragma once

#include "policy/rule.hpp"

namespace weightcheck::policy {

[[nodiscard]] Drafts restricted_texts(const Context& context);

}  // namespace weightcheck::policy
