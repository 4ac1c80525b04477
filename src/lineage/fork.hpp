// SPDX-License-Identifier: Apache-2.0
// A tensor of the model that is looked at, and the ways in which its bytes may be taken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/model_path.hpp"
#include "base/result.hpp"
#include "gguf/type.hpp"
#include "ledger/sketch.hpp"
#include "tensors/dtype.hpp"

namespace weightcheck::lineage {

struct ForkTensor {
  std::string name;  // raw bytes
  ModelPath file;
  std::string dtype_name;                  // "BF16", as its format calls it
  std::optional<tensors::Dtype> dtype{};   // none of a type whose values are not known here
  const gguf::Type* block_type = nullptr;  // of blocks that can be unpacked; then there is no dtype
  bool is_gguf = false;                    // names are llama.cpp's, and rows may lie in its rotary order
  std::vector<std::uint64_t> shape{};      // in safetensors' order
  std::uint64_t begin = 0;                 // in the file
  std::uint64_t bytes = 0;

  [[nodiscard]] std::uint64_t element_bytes() const { return dtype ? tensors::bits_of(*dtype) / 8 : 0; }
};

// Reads exactly as much, from this byte of the tensor on. Errors: io, changed, interrupted.
using ReadAt = std::function<Status(std::uint64_t offset, std::span<std::byte> out)>;

// How the fork's rows lie, so that the base's order comes out.
enum class OrderKind : std::uint8_t {
  plain,
  llama,       // the fork has llama.cpp's rotary order
  from_llama,  // the base has it
  transposed,
};
struct Order {
  OrderKind kind = OrderKind::plain;
  std::uint64_t heads = 0;  // of a rotary order

  friend bool operator==(const Order&, const Order&) = default;
};

struct ByteRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

// In which of the fork's rows a row of the base lies.
[[nodiscard]] std::uint64_t fork_row(Order order, std::uint64_t rows, std::uint64_t base_row);

// Where the fork has the value of a base tensor of this grid that is in this row and column: the number of the element.
[[nodiscard]] std::uint64_t fork_element(Order order, const ledger::Grid& grid, std::uint64_t row,
                                         std::uint64_t column);

// The counts of heads for which the rows of a tensor of one or two dimensions may lie in another rotary order: those
// that the fork names, or, where it names none, such as make heads of a usual width.
[[nodiscard]] std::vector<std::uint64_t> rotary_heads(const ForkTensor& tensor,
                                                      const std::vector<std::uint64_t>& named);

// The bytes of `range` in the order of the base, in pieces of whole elements. Only the plain order knows ranges; the
// others take the whole tensor. Errors: those of `read`; limit, where too much would have to be in memory at once.
[[nodiscard]] Status stream(const ForkTensor& tensor, const ReadAt& read, Order order, ByteRange range,
                            const std::function<void(ByteSpan)>& sink);

// The values that the sketch of a base tensor of this grid has, taken from the fork where they lie in this order,
// `offset` bytes from its beginning on; in the fork's type. Errors: those of `read`.
[[nodiscard]] Result<std::vector<std::byte>> samples(const ForkTensor& tensor, const ReadAt& read,
                                                     const ledger::Grid& grid, Order order, std::uint64_t offset = 0);

}  // namespace weightcheck::lineage
