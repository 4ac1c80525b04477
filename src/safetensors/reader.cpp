// SPDX-License-Identifier: Apache-2.0
// Only words are added here; what is accepted and what is not stands in header.cpp.
#include "safetensors/reader.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/limits.hpp"
#include "safetensors/header.hpp"

namespace weightcheck::safetensors {
namespace {

std::string_view describe(OddityKind kind) {
  switch (kind) {
    case OddityKind::duplicate_name:
      return "names a tensor twice";
    case OddityKind::unknown_field:
      return "describes a tensor by an unknown field";
    case OddityKind::leading_space:
      return "begins its header with white space";
    case OddityKind::unaligned_header:
      return "has a header whose length is no multiple of 8";
    case OddityKind::empty_name:
      return "has a tensor without a name";
    case OddityKind::array_form:
      return "describes a tensor in a form that no writer uses";
    case OddityKind::duplicate_metadata_key:
      return "gives a metadata key twice";
    case OddityKind::large_header:
      return "has a header larger than some loaders read";
  }
  return "";
}

}  // namespace

bool begins(ByteSpan head) {
  if (head.size() < 10) return false;
  const std::uint64_t length = load_le64(head.first<8>());
  std::string_view text = text_of(head.subspan(8));
  text.remove_prefix(std::min(text.find_first_not_of(" \t\n\v\f\r"), text.size()));
  return length >= 2 && length <= limits::header_bytes_max && text.starts_with('{');
}

tensors::Inspection inspect(ByteSpan head, std::uint64_t file_size, const std::stop_token& stop) {
  Inspection seen = inspect_header(head, file_size, stop);
  tensors::Inspection inspection{.layout = std::move(seen.layout), .expected_size = seen.expected_size};
  if (seen.rejection)
    inspection.rejection = tensors::Rejection{name_of(seen.rejection->error), std::move(seen.rejection->detail)};
  for (Oddity& oddity : seen.oddities)
    inspection.oddities.push_back({describe(oddity.kind), oddity.count, std::move(oddity.example)});
  return inspection;
}

}  // namespace weightcheck::safetensors
