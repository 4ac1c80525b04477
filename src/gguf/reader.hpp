// SPDX-License-Identifier: Apache-2.0
// The reader of GGUF files as the table of weight formats takes it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>

#include "base/bytes.hpp"
#include "tensors/inspection.hpp"

namespace weightcheck::gguf {

// Nothing in the first bytes says how long a header is: asks for more until it has seen the end. Never more than the
// file has, nor than limits::header_bytes_max.
[[nodiscard]] std::size_t head_size_wanted(ByteSpan head, std::uint64_t file_size);

// `head` holds what head_size_wanted() asked for in the end, or more.
[[nodiscard]] tensors::Inspection inspect(ByteSpan head, std::uint64_t file_size, const std::stop_token& stop);

}  // namespace weightcheck::gguf
