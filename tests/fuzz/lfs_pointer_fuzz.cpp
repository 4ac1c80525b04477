// SPDX-License-Identifier: Apache-2.0
// Any bytes are a pointer or are not; the canonical text of what was read is a pointer to the same content, and the
// only canonical one.
#include <cstdint>
#include <cstdlib>

#include "base/limits.hpp"
#include "git/lfs_pointer.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace weightcheck;
  const ByteSpan bytes = std::as_bytes(std::span(data, size));
  const auto pointer = git::parse_lfs_pointer(bytes);
  const bool looks = git::looks_like_lfs_pointer(bytes, size);
  if (!pointer) return 0;
  require(looks && size < limits::lfs_pointer_bytes_max);
  const std::string text = git::canonical_lfs_pointer(pointer->sha256, pointer->size);
  require((pointer->form == git::PointerForm::canonical) == (text == text_of(bytes)));
  if (pointer->size == 0) return 0;
  const auto again = git::parse_lfs_pointer(bytes_of(text));
  require(again && again->form == git::PointerForm::canonical && again->sha256 == pointer->sha256 &&
          again->size == pointer->size);
  return 0;
}
