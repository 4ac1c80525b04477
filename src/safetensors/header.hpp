// SPDX-License-Identifier: Apache-2.0
// What a safetensors file says about itself, from its first bytes and its size; tensor data is never looked at.
//   u64 little-endian N; N bytes of JSON {"__metadata__": {...}, "<tensor>": {"dtype", "shape", "data_offsets": [begin,
//   end]}, ...}; data.
// Accepts and rejects exactly what the reference does (the Rust crate, 0.8), with its error names; what it accepts
// although nobody writes it so is told as an oddity.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "tensors/shape_list.hpp"
#include "tensors/tensor_layout.hpp"

namespace weightcheck::safetensors {

// The reference's errors, in the order of its checks.
enum class HeaderError : std::uint8_t {
  header_too_small,
  header_too_large,
  invalid_header_length,
  invalid_header,
  invalid_header_deserialization,
  invalid_offset,
  validation_overflow,
  misaligned_slice,
  tensor_invalid_info,
  metadata_incomplete_buffer,
};

[[nodiscard]] std::string_view name_of(HeaderError error);  // "HeaderTooSmall" ...

struct Rejection {
  HeaderError error = HeaderError::header_too_small;
  std::string detail;  // printable: which tensor, what was found and what was expected

  friend bool operator==(const Rejection&, const Rejection&) = default;
};

enum class OddityKind : std::uint8_t {
  duplicate_name,    // the last one counts; loaders in other languages may take the first
  unknown_field,     // in a tensor's description
  leading_space,     // before the first '{'
  unaligned_header,  // its length is no multiple of 8
  empty_name,
  array_form,  // a tensor as ["F32", [1], [0, 4]], or a dtype as {"F32": null}
  duplicate_metadata_key,
  large_header,  // over what huggingface_hub and huggingface.js read
};

struct Oddity {
  OddityKind kind = OddityKind::duplicate_name;
  std::uint64_t count = 0;
  std::string example;  // printable: the first name or field of that kind, where there is one

  friend bool operator==(const Oddity&, const Oddity&) = default;
};

struct Inspection {
  std::uint64_t file_size = 0;               // bytes
  std::optional<std::uint64_t> header_size;  // bytes of JSON, as the first eight bytes say
  // What the file's size is to be. At least that much where the rejection is invalid_header_length; nothing where the
  // header does not say.
  std::optional<std::uint64_t> expected_size;
  std::optional<Rejection> rejection;
  // Also there where the only fault is the file's size (metadata_incomplete_buffer), to tell which tensors are lost.
  std::optional<tensors::TensorLayout> layout;
  tensors::ShapeList shapes;     // of the layout, where they were asked for
  std::vector<Oddity> oddities;  // one a kind

  [[nodiscard]] bool accepted() const { return !rejection.has_value(); }
  [[nodiscard]] std::uint64_t short_by() const {
    return expected_size.value_or(0) > file_size ? *expected_size - file_size : 0;
  }
  [[nodiscard]] std::uint64_t long_by() const {
    return expected_size && *expected_size < file_size ? file_size - *expected_size : 0;
  }
};

// How many bytes from the beginning of a file inspect_header() needs, given at least the first eight of them (or all,
// of a smaller file): never more than the file has, nor than limits::header_bytes_max and eight.
[[nodiscard]] std::size_t head_size_wanted(ByteSpan head, std::uint64_t file_size);

enum class Shapes : std::uint8_t { leave, keep };  // most readers ask only whether they fit

// `head` holds the bytes that head_size_wanted() asked for, or more; with fewer, the file is judged as if it ended
// there. Where `stop` is requested meanwhile it ends soon, and what it returns is not to be used.
[[nodiscard]] Inspection inspect_header(ByteSpan head, std::uint64_t file_size, const std::stop_token& stop = {},
                                        Shapes shapes = Shapes::leave);

}  // namespace weightcheck::safetensors
