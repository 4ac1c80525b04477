// SPDX-License-Identifier: Apache-2.0
// Where the tensors of one weight file lie, whatever its format: what a reader of a format makes, and what everything
// else goes by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tensors/dtype.hpp"
#include "tensors/name_list.hpp"

namespace weightcheck::tensors {

// Whether a tensor's bytes are as many as its dtype and shape need: `exactly` for every tensor of an accepted file.
enum class Fit : std::uint8_t { exactly, overflows, misaligned, differs };

struct Tensor {
  std::uint64_t begin = 0;  // bytes from the beginning of the data, not of the file
  std::uint64_t end = 0;
  std::uint32_t name = 0;  // its number in TensorLayout::names
  Dtype dtype = Dtype::u8;
  Fit fit = Fit::exactly;

  [[nodiscard]] std::uint64_t size() const { return end - begin; }  // bytes
};

struct TensorLayout {
  NameList names;
  std::vector<Tensor> tensors;                  // in the order of their offsets, without an overlap
  std::map<std::string, std::string> metadata;  // raw bytes; what fits limits::header_metadata_bytes_max
  std::uint64_t metadata_omitted = 0;           // entries that did not
  std::uint64_t data_begin = 0;                 // bytes from the beginning of the file
  std::uint64_t data_size = 0;                  // bytes that the tensors need

  [[nodiscard]] std::string_view name_of(const Tensor& tensor) const { return names[tensor.name]; }

  // The first tensor that lies, wholly or partly, behind the first `data_bytes` of the data; tensors.size() where none
  // does. All after it that have any bytes do so too.
  [[nodiscard]] std::size_t first_beyond(std::uint64_t data_bytes) const;
};

}  // namespace weightcheck::tensors
