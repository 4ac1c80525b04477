// SPDX-License-Identifier: Apache-2.0
// The header reader and its naive twin agree on every file: on the bytes as they come, and on the bytes as the JSON of
// a header.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "../support/naive_safetensors.hpp"
#include "../support/safetensors_file.hpp"
#include "base/bytes.hpp"
#include "base/escape.hpp"
#include "safetensors/header.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_header(const tensors::TensorLayout& header) {
  std::uint64_t end = 0;
  for (const auto& tensor : header.tensors) {
    require(tensor.begin == end && tensor.end >= tensor.begin && tensor.fit == tensors::Fit::exactly);
    end = tensor.end;
  }
  require(header.data_size == end && header.names.size() == header.tensors.size());
  require(header.first_beyond(end) == header.tensors.size());
}

safetensors::Inspection check(const std::string& file) {
  const ByteSpan bytes = bytes_of(file);
  const std::size_t wanted =
      safetensors::head_size_wanted(bytes.first(std::min<std::size_t>(bytes.size(), 8)), bytes.size());
  require(wanted <= bytes.size());
  auto inspection = safetensors::inspect_header(bytes.first(wanted), bytes.size());
  require(test::naive_verdict(file) == (inspection.rejection ? safetensors::name_of(inspection.rejection->error) : ""));
  if (inspection.rejection)
    require(!inspection.rejection->detail.empty() && !hides_characters(inspection.rejection->detail));
  for (const auto& oddity : inspection.oddities)
    require(oddity.count > 0 && !hides_characters(oddity.example));
  if (inspection.accepted()) require(inspection.layout && inspection.expected_size == bytes.size());
  if (inspection.layout) check_header(*inspection.layout);
  return inspection;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  check(input);
  const std::string file = test::safetensors_file(input, 0);
  const auto inspection = check(file);
  // With as much data as it calls for, it is accepted; with a byte more or less, it is not.
  if (inspection.layout && inspection.layout->data_size < 4096) {
    const std::size_t data_size = static_cast<std::size_t>(inspection.layout->data_size);
    require(check(test::safetensors_file(input, data_size)).accepted());
    require(check(test::safetensors_file(input, data_size + 1)).long_by() == 1);
    if (data_size > 0) require(check(test::safetensors_file(input, data_size - 1)).short_by() == 1);
  }
  return 0;
}
