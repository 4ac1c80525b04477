// SPDX-License-Identifier: Apache-2.0
// The element types of GGUF (ggml's), with the size of their blocks: a quantised type packs so many values into so many
// bytes. Numbers and sizes are facts of the format; 4, 5, 31-33 and 36-38 were withdrawn, 9 and 15 are never in files.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "tensors/dtype.hpp"

namespace weightcheck::gguf {

struct Type {
  std::string_view name;  // "Q4_K"
  std::uint32_t number = 0;
  std::uint32_t block_values = 1;
  std::uint32_t block_bytes = 1;
  tensors::Dtype dtype = tensors::Dtype::u8;  // what packs several values is bytes to everybody else

  [[nodiscard]] bool is_quantised() const { return block_values > 1; }
};

[[nodiscard]] std::span<const Type> types();

// Null for a number that no file has: the size of such a tensor is not known.
[[nodiscard]] const Type* find_type(std::uint32_t number);
[[nodiscard]] const Type* find_type(std::string_view name);

}  // namespace weightcheck::gguf
