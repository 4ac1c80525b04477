// SPDX-License-Identifier: Apache-2.0
// The reader of safetensors files as the table of weight formats takes it.
#pragma once

#include <cstdint>
#include <stop_token>

#include "base/bytes.hpp"
#include "tensors/inspection.hpp"

namespace weightcheck::safetensors {

// Does a file begin with the length of a header and its first brace?
[[nodiscard]] bool begins(ByteSpan head);

// inspect_header() in neutral words; the names of tensors are moved, not copied.
[[nodiscard]] tensors::Inspection inspect(ByteSpan head, std::uint64_t file_size, const std::stop_token& stop);

}  // namespace weightcheck::safetensors
