// SPDX-License-Identifier: Apache-2.0
// A trusted root is read, within its limits, or refused in printable words.
#include <cstdint>
#include <cstdlib>

#include "base/escape.hpp"
#include "signature/trusted_root.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace weightcheck;
  const auto found = signature::read_trusted_root(text_of(std::as_bytes(std::span(data, size))));
  if (!found.ok()) {
    require(!found.error().message.empty() && !hides_characters(found.error().message));
    return 0;
  }
  for (const auto* authorities : {&found->certificate_authorities, &found->time_stamp_authorities}) {
    require(authorities->size() <= limits::trusted_root_entries_max);
    for (const signature::Authority& one : *authorities)
      require(!one.chain.empty());
  }
  return 0;
}
