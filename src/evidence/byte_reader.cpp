// SPDX-License-Identifier: Apache-2.0
#include "evidence/byte_reader.hpp"

#include <algorithm>

namespace weightcheck::evidence {

Result<std::string> HeadReader::read(std::uint64_t offset, std::size_t count) {
  if (offset >= size_) return std::string();
  if (offset >= head_.size()) return Error{ErrorCode::limit, "what lies behind its head was not looked at"};
  return std::string(head_.substr(static_cast<std::size_t>(offset), count));
}

PartReader::PartReader(ByteReader& whole, std::uint64_t begin, std::uint64_t size)
    : whole_(whole),
      begin_(std::min(begin, whole.size())),
      size_(std::min(size, whole.size() - std::min(begin, whole.size()))) {}

Result<std::string> PartReader::read(std::uint64_t offset, std::size_t count) {
  if (offset >= size_) return std::string();
  return whole_.read(begin_ + offset, static_cast<std::size_t>(std::min<std::uint64_t>(count, size_ - offset)));
}

std::uint64_t little_endian(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = width; i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

}  // namespace weightcheck::evidence
