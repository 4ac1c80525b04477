// SPDX-License-Identifier: Apache-2.0
// Compares three sizes: of the header, of the tensors, and of the file.
#include "gguf/reader.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/limits.hpp"
#include "base/wording.hpp"
#include "gguf/header.hpp"

namespace weightcheck::gguf {
namespace {

// Reading again from the beginning costs little, and reading far more than the header has would cost the budget.
constexpr std::size_t growth_least = std::size_t{64} << 10, growth_share = 4;

tensors::TensorLayout layout_of(Header header) {
  tensors::TensorLayout layout{.names = std::move(header.names),
                               .tensors = {},
                               .metadata = std::move(header.texts),
                               .metadata_omitted = header.texts_omitted,
                               .data_begin = header.data_begin,
                               .data_size = header.data_size};
  layout.tensors.reserve(header.tensors.size());
  for (const Tensor& tensor : header.tensors)
    layout.tensors.push_back(
        {.begin = tensor.offset, .end = tensor.offset + tensor.size, .name = tensor.name, .dtype = tensor.type->dtype});
  for (const auto& [key, values] : header.numbers) {
    if (values.size() == 1) layout.metadata.emplace(key, std::to_string(values.front()));
  }
  return layout;
}

}  // namespace

std::size_t head_size_wanted(ByteSpan head, std::uint64_t file_size) {
  const std::uint64_t most = std::min(file_size, limits::header_bytes_max);
  const Parsed seen = parse_header(head);
  const std::uint64_t needed = seen.needed > 0 ? seen.needed : seen.fault ? 0 : seen.header.data_begin;
  // What is not whole anyway is not read. The padding before the data may be missing where there are none.
  if (needed <= head.size() || (seen.needed > most))
    return static_cast<std::size_t>(std::min<std::uint64_t>(head.size(), most));
  if (seen.needed == 0) return static_cast<std::size_t>(std::min(needed, most));
  const std::uint64_t grown = head.size() + std::max(growth_least, head.size() / growth_share);
  return static_cast<std::size_t>(std::min(std::max(needed, grown), most));
}

tensors::Inspection inspect(ByteSpan head, std::uint64_t file_size, const std::stop_token& stop) {
  Parsed seen = parse_header(head, stop);
  tensors::Inspection inspection{.oddities = std::move(seen.oddities)};
  if (seen.fault) {
    inspection.rejection = std::move(seen.fault);
    return inspection;
  }
  if (seen.needed > file_size || (seen.needed > 0 && head.size() >= file_size)) {
    inspection.expected_size = seen.needed;
    inspection.rejection = tensors::Rejection{
        "truncated header", "the file of " + counted(file_size, "byte") + " ends inside its own header"};
    return inspection;
  }
  if (seen.needed > 0) {
    inspection.rejection =
        tensors::Rejection{"header over the limit", "the header is longer than the limit of " +
                                                        with_commas(limits::header_bytes_max) + " bytes"};
    return inspection;
  }
  const std::uint64_t alignment = seen.header.alignment;
  inspection.layout = layout_of(std::move(seen.header));
  const auto& layout = *inspection.layout;
  const std::uint64_t end = layout.data_begin + layout.data_size;  // each below 2^63
  const std::uint64_t padded_end = end + (alignment - end % alignment) % alignment;
  inspection.expected_size = file_size;
  if (layout.data_size > 0 && file_size < end) {
    inspection.expected_size = end;
    inspection.rejection =
        tensors::Rejection{"truncated data", "the header calls for a file of at least " + counted(end, "byte") +
                                                 ", and this one is " + counted(end - file_size, "byte") + " short"};
  }
  if (file_size > padded_end)
    inspection.oddities.push_back(
        {.predicate = "has bytes behind its last tensor that belong to nothing", .count = 1, .example = {}});
  return inspection;
}

}  // namespace weightcheck::gguf
