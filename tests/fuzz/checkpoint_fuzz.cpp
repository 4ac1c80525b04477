// SPDX-License-Identifier: Apache-2.0
// A checkpoint is read, and its note stands at the head of the input; or it is refused in printable words.
#include <cstdint>
#include <cstdlib>

#include "base/escape.hpp"
#include "signature/checkpoint.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace weightcheck;
  const std::string_view text = text_of(std::as_bytes(std::span(data, size)));
  const auto found = signature::read_checkpoint(text);
  if (!found.ok()) {
    require(!found.error().message.empty() && !hides_characters(found.error().message));
    return 0;
  }
  require(text.starts_with(found->note + "\n") && found->note.ends_with('\n'));
  require(found->note.starts_with(found->origin + "\n" + std::to_string(found->tree_size) + "\n"));
  require(found->signatures.size() <= size / 8);
  return 0;
}
