// SPDX-License-Identifier: Apache-2.0
// Any bytes under any name are of one format or none, and every reader of the table says something of them that holds
// together. Any text as a file name is a shard of a set or none; what is one names itself.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "weights/file_names.hpp"
#include "weights/format.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

constexpr std::array<std::string_view, 6> names = {
    "model.safetensors", "pytorch_model.bin", "a.gguf", "model.onnx", "README", ""};

void check_reader(const weights::Format& format, ByteSpan bytes) {
  const ByteSpan head = bytes.first(std::min(bytes.size(), limits::head_bytes));
  std::size_t have = head.size();
  for (std::size_t wanted = 0; (wanted = format.head_size(bytes.first(have), bytes.size())) > have; have = wanted)
    require(wanted <= bytes.size() && wanted <= limits::header_bytes_max + limits::head_bytes);
  const auto seen = format.inspect(bytes.first(have), bytes.size(), {});
  require(seen.layout || seen.rejection);
  if (!seen.rejection) require(seen.expected_size == bytes.size());
  if (seen.rejection) require(!seen.rejection->error.empty() && !hides_characters(seen.rejection->detail));
  for (const auto& oddity : seen.oddities)
    require(oddity.count > 0 && !oddity.predicate.empty() && !hides_characters(oddity.example));
  if (!seen.layout) return;
  std::uint64_t end = 0;
  for (const auto& tensor : seen.layout->tensors) {
    require(tensor.begin >= end && tensor.end >= tensor.begin);
    end = tensor.end;
  }
  require(seen.layout->data_size >= end && seen.layout->names.size() == seen.layout->tensors.size());
}

void check_name(std::string_view name) {
  if (const auto set = weights::parse_shard_name(name);
      set && set->number < 1'000'000'000 && set->total < 1'000'000'000)
    require(weights::shard_file_name(*set, set->number) == name && weights::is_weight_name(name));
  if (const auto index = weights::parse_index_name(name)) {
    require(!index->base.empty() && !weights::extension_of(index->extension).empty());
    require(name.starts_with(index->base));
  }
  require(!weights::is_model_name(name) || weights::is_weight_name(name));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteSpan bytes = std::as_bytes(std::span(data, size));
  const ByteSpan head = bytes.first(std::min(bytes.size(), limits::head_bytes));
  for (const std::string_view name : names) {
    const weights::Format* format = weights::format_of(name, head);
    require(format != nullptr || !weights::is_weight_name(name));
  }
  for (const weights::Format& format : weights::formats()) {
    if (format.inspect != nullptr) check_reader(format, bytes);
  }
  check_name(text_of(head));
  return 0;
}
