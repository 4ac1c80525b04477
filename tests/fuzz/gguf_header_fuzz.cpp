// SPDX-License-Identifier: Apache-2.0
// Any bytes are the header of a GGUF file, its beginning, or none; what is read of it holds together, and whatever is
// cut off is asked for.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "base/bytes.hpp"
#include "base/escape.hpp"
#include "gguf/header.hpp"
#include "gguf/reader.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

void check(const gguf::Header& header, std::size_t bytes) {
  require(header.data_begin % header.alignment == 0 && header.data_begin < bytes + header.alignment);
  std::uint64_t end = 0;
  for (const gguf::Tensor& tensor : header.tensors) {
    require(tensor.type != nullptr && tensor.offset >= end && tensor.offset % header.alignment == 0);
    require(tensor.size % tensor.type->block_bytes == 0);
    end = tensor.offset + tensor.size;
  }
  require(header.data_size == end && header.names.size() == header.tensors.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteSpan bytes = std::as_bytes(std::span(data, size));
  const gguf::Parsed seen = gguf::parse_header(bytes);
  require(seen.needed == 0 || (seen.needed > size && !seen.fault));
  if (seen.fault) require(!seen.fault->error.empty() && !hides_characters(seen.fault->detail));
  for (const auto& oddity : seen.oddities)
    require(oddity.count > 0 && !hides_characters(oddity.example));
  if (!seen.fault && seen.needed == 0) check(seen.header, size);

  // The same in pieces: the answer does not depend on how much is read at once.
  std::size_t have = std::min<std::size_t>(size, 16);
  for (std::size_t wanted = 0; (wanted = gguf::head_size_wanted(bytes.first(have), size)) > have; have = wanted)
    require(wanted <= size);
  const auto whole = gguf::inspect(bytes, size, {});
  const auto pieces = gguf::inspect(bytes.first(have), size, {});
  require(whole.rejection == pieces.rejection || !whole.rejection == !pieces.rejection);
  require(!whole.layout == !pieces.layout);
  return 0;
}
