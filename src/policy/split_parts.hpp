// SPDX-License-Identifier: Apache-2.0
// GGUF models in several files: each part's header says which it is, and llama.cpp finds the others by the names.
#pragma once

#include "policy/rule.hpp"

namespace weightcheck::policy {

[[nodiscard]] Drafts split_contradicted(const Context& context);

}  // namespace weightcheck::policy
