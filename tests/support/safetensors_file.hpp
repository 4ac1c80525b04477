// SPDX-License-Identifier: Apache-2.0
// Small safetensors files, made of the text of their header and as many zero bytes of data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weightcheck::test {

inline std::string header_length(std::uint64_t length) {
  std::string bytes;
  for (int at = 0; at < 8; ++at)
    bytes.push_back(static_cast<char>(length >> (8 * at)));
  return bytes;
}

inline std::string safetensors_file(std::string_view json, std::size_t data_bytes) {
  return header_length(json.size()) + std::string(json) + std::string(data_bytes, '\0');
}

}  // namespace weightcheck::test
