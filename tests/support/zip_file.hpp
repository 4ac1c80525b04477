// SPDX-License-Identifier: Apache-2.0
// A zip, byte by byte, as the tests want it: members stored or packed, something before it, a comment behind it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace weightcheck::test {

inline std::string bytes_of_number(std::uint64_t value, std::size_t width) {
  std::string bytes;
  for (std::size_t i = 0; i < width; ++i)
    bytes.push_back(static_cast<char>(value >> (8 * i) & 0xffU));
  return bytes;
}

struct ZipOptions {
  std::string before{};
  std::string comment{};
  std::uint16_t method = 0;
  std::uint64_t unpacked_size = 0;  // of packed members
};

inline std::string zip_file(const std::vector<std::pair<std::string, std::string>>& members,
                            const ZipOptions& options = {}) {
  std::string bytes, directory;
  for (const auto& [name, content] : members) {
    const std::uint64_t size = options.method == 0 ? content.size() : options.unpacked_size;
    const std::string about = bytes_of_number(options.method, 2) + std::string(8, '\0') +
                              bytes_of_number(content.size(), 4) + bytes_of_number(size, 4) +
                              bytes_of_number(name.size(), 2);
    directory += "PK\x01\x02" + bytes_of_number(20, 2) + bytes_of_number(20, 2) + bytes_of_number(0, 2) + about +
                 std::string(12, '\0') + bytes_of_number(bytes.size(), 4) + name;
    bytes +=
        "PK\x03\x04" + bytes_of_number(20, 2) + bytes_of_number(0, 2) + about + bytes_of_number(0, 2) + name + content;
  }
  const std::string count = bytes_of_number(members.size(), 2);
  return options.before + bytes + directory + "PK\x05\x06" + std::string(4, '\0') + count + count +
         bytes_of_number(directory.size(), 4) + bytes_of_number(bytes.size(), 4) +
         bytes_of_number(options.comment.size(), 2) + options.comment;
}

}  // namespace weightcheck::test
