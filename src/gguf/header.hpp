// SPDX-License-Identifier: Apache-2.0
// What a GGUF file says about itself, from its first bytes; tensor data is never looked at.
//   file    = "GGUF" u32 version (2, 3), u64 tensors, u64 pairs, pair*, tensor*, zeros up to the alignment, data
//   string  = u64 length, bytes
//   pair    = string key, u32 type, value          value of an array = u32 type, u64 count, values
//   tensor  = string name, u32 dimensions, u64 each (the fastest first), u32 type, u64 offset into the data
// Numbers are little-endian; in files for big-endian machines all of them are turned round, the version too.
// Accepts and rejects what ggml does, and what is said beyond that is an oddity.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "gguf/type.hpp"
#include "tensors/inspection.hpp"
#include "tensors/name_list.hpp"

namespace weightcheck::gguf {

// Several times what real files have; the header as a whole is bounded by limits::header_bytes_max.
inline constexpr std::uint64_t pairs_max = 100'000;
inline constexpr std::uint64_t tensors_max = 1'000'000;
inline constexpr std::uint64_t key_bytes_max = 65'535;
inline constexpr std::uint64_t string_bytes_max = std::uint64_t{64} << 20;
inline constexpr std::uint64_t array_elements_max = std::uint64_t{64} << 20;
inline constexpr std::uint32_t array_depth_max = 4;
inline constexpr std::uint64_t name_bytes_max = 63;  // ggml keeps 64, the last a NUL
inline constexpr std::size_t dimensions_max = 4;
inline constexpr std::uint64_t alignment_default = 32, alignment_max = std::uint64_t{1} << 20;
inline constexpr std::uint64_t kept_numbers_max = 10'000;  // of an array: one number a layer is what is asked for

struct Tensor {
  std::array<std::uint64_t, dimensions_max> dimensions = {1, 1, 1, 1};  // the fastest first
  std::uint64_t offset = 0;                                             // bytes from the beginning of the data
  std::uint64_t size = 0;                                               // bytes, without what pads them
  const Type* type = nullptr;                                           // a row of the table
  std::uint32_t name = 0;                                               // its number in Header::names
  std::uint32_t dimension_count = 0;
};

struct Header {
  std::uint32_t version = 0;
  bool is_big_endian = false;
  std::uint64_t alignment = alignment_default;
  std::uint64_t data_begin = 0;                               // bytes from the beginning of the file
  std::uint64_t data_size = 0;                                // up to the end of the last tensor
  std::map<std::string, std::string> texts;                   // by key, raw; long ones cut, but chat templates
  std::uint64_t texts_omitted = 0;                            // that did not fit limits::header_metadata_bytes_max
  std::map<std::string, std::vector<std::uint64_t>> numbers;  // by key: whole numbers that are not negative, and arrays
                                                              // of them; tokenizers' are left out
  tensors::NameList names;
  std::vector<Tensor> tensors;  // in the order of the file, which is that of their offsets
};

struct Parsed {
  Header header{};  // to be used only where there is no fault, and nothing more is needed
  std::optional<tensors::Rejection> fault{};
  std::uint64_t needed = 0;  // bytes of the file that have to be there at least, where `head` ends inside the header
  std::vector<tensors::Oddity> oddities{};  // one a kind
};

// Time near-linear in the bytes. Where `stop` is requested meanwhile there is a fault.
[[nodiscard]] Parsed parse_header(ByteSpan head, const std::stop_token& stop = {});

// "tokenizer.chat_template", and "tokenizer.chat_template.NAME" for a use of its own.
[[nodiscard]] bool is_chat_template_key(std::string_view key);

}  // namespace weightcheck::gguf
