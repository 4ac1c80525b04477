// SPDX-License-Identifier: Apache-2.0
// Any bytes are listed without a read outside of them; members lie inside, one behind the other.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/bytes.hpp"
#include "stores/tar.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace weightcheck;
  const std::string_view bytes = text_of(std::as_bytes(std::span(data, size)));
  const auto listing = stores::list_tar(size, [&](std::uint64_t offset, std::size_t count) -> Result<std::string> {
    require(offset <= bytes.size());
    return std::string(bytes.substr(static_cast<std::size_t>(offset), count));
  });
  std::uint64_t end = 0;
  for (const auto& member : listing.members) {
    require(member.offset >= end + 512 && member.offset <= size && member.size <= size - member.offset);
    end = member.offset + member.size;
  }
  return 0;
}
