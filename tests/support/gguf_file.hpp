// SPDX-License-Identifier: Apache-2.0
// Small GGUF files, part by part: what is said of a tensor need not be so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gguf/type.hpp"

namespace weightcheck::test {

enum class Machine : std::uint8_t { little_endian, big_endian };

class GgufFile {
 public:
  std::uint32_t version = 3;
  std::uint64_t alignment = 32;  // of the offsets; text() and the like do not write the key
  std::optional<std::uint64_t> tensor_count{}, pair_count{};  // what is said, where it is not what is here
  std::string padding_byte = std::string(1, '\0');

  explicit GgufFile(Machine machine = Machine::little_endian) : machine_(machine) {}

  [[nodiscard]] std::string number(std::uint64_t value, std::size_t bytes) const {
    std::string out;
    for (std::size_t i = 0; i < bytes; ++i) {
      const std::size_t place = machine_ == Machine::little_endian ? i : bytes - 1 - i;
      out.push_back(static_cast<char>(value >> (8 * place)));
    }
    return out;
  }
  [[nodiscard]] std::string string(std::string_view text) const { return number(text.size(), 8) + std::string(text); }

  GgufFile& pair(std::string_view key, std::uint32_t type, const std::string& value) {
    pairs_ += string(key) + number(type, 4) + value;
    ++pairs_here_;
    return *this;
  }
  GgufFile& text(std::string_view key, std::string_view value) { return pair(key, 8, string(value)); }
  GgufFile& u16(std::string_view key, std::uint16_t value) { return pair(key, 2, number(value, 2)); }
  GgufFile& u32(std::string_view key, std::uint32_t value) { return pair(key, 4, number(value, 4)); }

  // Behind the one before; `offset` where it is said to be elsewhere.
  GgufFile& tensor(std::string_view name, std::string_view type, const std::vector<std::uint64_t>& dimensions,
                   std::optional<std::uint64_t> offset = {}) {
    const gguf::Type& row = *gguf::find_type(type);
    std::uint64_t values = 1;
    for (const std::uint64_t length : dimensions)
      values *= length;
    tensor_of(name, row.number, dimensions, offset.value_or(data_size_));
    data_end_ = data_size_ + values / row.block_values * row.block_bytes;
    data_size_ = (data_end_ + alignment - 1) / alignment * alignment;
    return *this;
  }
  GgufFile& tensor_of(std::string_view name, std::uint32_t type, const std::vector<std::uint64_t>& dimensions,
                      std::uint64_t offset) {
    tensors_ += string(name) + number(dimensions.size(), 4);
    for (const std::uint64_t length : dimensions)
      tensors_ += number(length, 8);
    tensors_ += number(type, 4) + number(offset, 8);
    ++tensors_here_;
    return *this;
  }

  [[nodiscard]] std::string header() const {
    return "GGUF" + number(version, 4) + number(tensor_count.value_or(tensors_here_), 8) +
           number(pair_count.value_or(pairs_here_), 8) + pairs_ + tensors_;
  }
  [[nodiscard]] std::string padded_header() const {
    std::string out = header();
    while (out.size() % alignment != 0)
      out += padding_byte;
    return out;
  }
  // With the padding of the last tensor, as writers do.
  [[nodiscard]] std::string bytes() const {
    return padded_header() + std::string(static_cast<std::size_t>(data_size_), '\0');
  }
  [[nodiscard]] std::size_t size_without_last_padding() const {
    return padded_header().size() + static_cast<std::size_t>(data_end_);
  }

 private:
  Machine machine_;
  std::string pairs_, tensors_;
  std::uint64_t pairs_here_ = 0, tensors_here_ = 0, data_end_ = 0, data_size_ = 0;
};

// With two tensors, as a converter writes it.
inline GgufFile small_gguf(Machine machine = Machine::little_endian) {
  GgufFile file(machine);
  file.text("general.architecture", "llama").text("general.license", "mit").u32("llama.attention.head_count", 4);
  file.tensor("token_embd.weight", "Q4_K", {256, 2}).tensor("output_norm.weight", "F32", {5});
  return file;
}

}  // namespace weightcheck::test
