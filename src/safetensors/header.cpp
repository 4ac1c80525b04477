// SPDX-License-Identifier: Apache-2.0
// The reference's checks in its order (SafeTensors::read_metadata, Metadata::validate); the order decides which error a
// file gets.
#include "safetensors/header.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>
#include <utility>

#include "base/limits.hpp"
#include "base/wording.hpp"
#include "json/utf8.hpp"
#include "safetensors/header_reader.hpp"

namespace weightcheck::safetensors {
namespace {

using tensors::Fit;
using tensors::Tensor;
using tensors::TensorLayout;

constexpr std::size_t length_bytes = 8;
constexpr std::uint64_t hub_header_bytes_max = 25'000'000;

std::uint64_t load_length(ByteSpan head) { return load_le64(head.first<length_bytes>()); }

std::uint64_t add_saturating(std::uint64_t left, std::uint64_t right) {
  std::uint64_t sum = 0;
  return __builtin_add_overflow(left, right, &sum) ? std::numeric_limits<std::uint64_t>::max() : sum;
}

void sort_by_offset(std::vector<Tensor>& tensors) {
  const auto key = [](const Tensor& tensor) { return std::tuple(tensor.begin, tensor.end, tensor.name); };
  const auto before = [&key](const Tensor& left, const Tensor& right) { return key(left) < key(right); };
  if (!std::is_sorted(tensors.begin(), tensors.end(), before)) std::sort(tensors.begin(), tensors.end(), before);
}

// The rules for each tensor, in the order of their offsets.
std::optional<Rejection> find_fault(const HeaderContent& content) {
  std::uint64_t expected_begin = 0;
  for (const Tensor& tensor : content.tensors) {
    const auto reject = [&](HeaderError error, const std::string& what) {
      return Rejection{error, "tensor " + quoted(content.names[tensor.name]) + " " + what};
    };
    if (tensor.begin != expected_begin) {
      return reject(HeaderError::invalid_offset, "begins at byte " + std::to_string(tensor.begin) +
                                                     " of the data, not at " + std::to_string(expected_begin) +
                                                     " where the one before it ends");
    }
    if (tensor.end < tensor.begin) {
      return reject(HeaderError::invalid_offset, "ends at byte " + std::to_string(tensor.end) +
                                                     " of the data, before it begins at " +
                                                     std::to_string(tensor.begin));
    }
    switch (tensor.fit) {
      case Fit::exactly:
        break;
      case Fit::overflows:
        return reject(HeaderError::validation_overflow, "has a shape with more bits than 2^64");
      case Fit::misaligned:
        return reject(HeaderError::misaligned_slice,
                      "of dtype " + std::string(tensors::name_of(tensor.dtype)) + " does not fill whole bytes");
      case Fit::differs:
        return reject(HeaderError::tensor_invalid_info, "has " + std::to_string(tensor.size()) +
                                                            " bytes, which is not what its shape and dtype " +
                                                            std::string(tensors::name_of(tensor.dtype)) + " need");
    }
    expected_begin = tensor.end;
  }
  return std::nullopt;
}

void add_oddity(Inspection& inspection, OddityKind kind) {
  inspection.oddities.push_back({.kind = kind, .count = 1, .example = {}});
}

void judge_json(Inspection& inspection, std::string_view text, const std::stop_token& stop, Shapes shapes) {
  const auto reject = [&inspection](HeaderError error, std::string detail) {
    inspection.rejection = Rejection{error, std::move(detail)};
  };
  if (const std::size_t at = json::find_invalid_utf8(text); at != std::string_view::npos) {
    reject(HeaderError::invalid_header, "byte " + std::to_string(at) + " of the header is no UTF-8");
    return;
  }
  HeaderContent content = read_header_json(text, stop, shapes);
  if (content.refusal) {
    reject(HeaderError::invalid_header_deserialization, *std::move(content.refusal));
    return;
  }
  inspection.oddities = std::move(content.oddities);
  if (!text.starts_with('{')) add_oddity(inspection, OddityKind::leading_space);
  if (text.size() % 8 != 0) add_oddity(inspection, OddityKind::unaligned_header);
  if (text.size() > hub_header_bytes_max) add_oddity(inspection, OddityKind::large_header);
  sort_by_offset(content.tensors);
  if (auto fault = find_fault(content)) {
    inspection.rejection = std::move(fault);
    return;
  }
  TensorLayout layout{.names = std::move(content.names),
                      .tensors = std::move(content.tensors),
                      .metadata = std::move(content.metadata),
                      .metadata_omitted = content.metadata_omitted,
                      .data_begin = length_bytes + text.size(),
                      .data_size = 0};
  if (!layout.tensors.empty()) layout.data_size = layout.tensors.back().end;
  inspection.expected_size = add_saturating(layout.data_begin, layout.data_size);
  inspection.layout = std::move(layout);
  inspection.shapes = std::move(content.shapes);
}

}  // namespace

std::string_view name_of(HeaderError error) {
  static constexpr std::array<std::string_view, 10> names = {"HeaderTooSmall",
                                                             "HeaderTooLarge",
                                                             "InvalidHeaderLength",
                                                             "InvalidHeader",
                                                             "InvalidHeaderDeserialization",
                                                             "InvalidOffset",
                                                             "ValidationOverflow",
                                                             "MisalignedSlice",
                                                             "TensorInvalidInfo",
                                                             "MetadataIncompleteBuffer"};
  return names.at(static_cast<std::size_t>(error));
}

std::size_t head_size_wanted(ByteSpan head, std::uint64_t file_size) {
  if (head.size() < length_bytes || file_size < length_bytes)
    return static_cast<std::size_t>(std::min<std::uint64_t>(file_size, length_bytes));
  const std::uint64_t json_bytes = load_length(head);
  // Nothing of a header is read that cannot be whole.
  if (json_bytes > limits::header_bytes_max || json_bytes > file_size - length_bytes) return length_bytes;
  return length_bytes + static_cast<std::size_t>(json_bytes);
}

Inspection inspect_header(ByteSpan head, std::uint64_t file_size, const std::stop_token& stop, Shapes shapes) {
  Inspection inspection;
  inspection.file_size = file_size;
  const auto reject = [&inspection](HeaderError error, std::string detail) {
    inspection.rejection = Rejection{error, std::move(detail)};
    return inspection;
  };
  if (file_size < length_bytes || head.size() < length_bytes) {
    inspection.expected_size = length_bytes;
    return reject(HeaderError::header_too_small, "a file of " +
                                                     std::to_string(std::min<std::uint64_t>(file_size, head.size())) +
                                                     " bytes does not even hold the length of a header");
  }
  const std::uint64_t json_bytes = load_length(head);
  inspection.header_size = json_bytes;
  if (json_bytes > limits::header_bytes_max) {
    return reject(HeaderError::header_too_large, "a header of " + std::to_string(json_bytes) +
                                                     " bytes is over the limit of " +
                                                     std::to_string(limits::header_bytes_max));
  }
  const std::uint64_t there =
      head.size() >= head_size_wanted(head, file_size) ? file_size - length_bytes : head.size() - length_bytes;
  if (json_bytes > there) {
    inspection.expected_size = length_bytes + json_bytes;
    return reject(HeaderError::invalid_header_length, "the header is to have " + std::to_string(json_bytes) +
                                                          " bytes, and " + std::to_string(there) +
                                                          " of them are there");
  }
  judge_json(inspection, text_of(head.subspan(length_bytes, static_cast<std::size_t>(json_bytes))), stop, shapes);
  if (!inspection.rejection && inspection.expected_size != file_size) {
    const std::uint64_t short_by = inspection.short_by();
    const std::string difference = counted(short_by > 0 ? short_by : file_size - *inspection.expected_size, "byte");
    return reject(HeaderError::metadata_incomplete_buffer,
                  "the header calls for a file of " + std::to_string(*inspection.expected_size) +
                      " bytes, and this one is " + difference + (short_by > 0 ? " short" : " longer"));
  }
  return inspection;
}

}  // namespace weightcheck::safetensors
