// SPDX-License-Identifier: Apache-2.0
// Weights of a kind that no table here names: new formats come faster than names for them. Told by what a file is not,
// so nothing is known of it but that it may hold weights.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.hpp"
#include "evidence/content_kind.hpp"

namespace weightcheck::evidence {

// Binary data that is no picture, sound, table, font or tokenizer, nor a program, and large enough to hold weights.
// `head` and `kind` as in classify(); names of weights are for weights::format_of().
[[nodiscard]] bool may_be_weights(std::string_view name, ContentKind kind, ByteSpan head, std::uint64_t size);

}  // namespace weightcheck::evidence
