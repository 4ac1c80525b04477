// SPDX-License-Identifier: Apache-2.0
// A second reader of safetensors headers, written from the rules alone and without a thought to memory or speed: a
// whole document, maps and vectors. What it says of a file must be what src/safetensors says.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/parse.hpp"
#include "json/utf8.hpp"

namespace weightcheck::test {

struct NaiveTensor {
  std::uint64_t bits = 0;
  std::vector<std::uint64_t> shape;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

inline std::uint64_t naive_bits(const std::string& dtype) {
  static const std::map<std::string, std::uint64_t> bits = {
      {"BOOL", 8},    {"F4", 4},      {"F6_E2M3", 6}, {"F6_E3M2", 6},     {"U8", 8},          {"I8", 8},
      {"F8_E5M2", 8}, {"F8_E4M3", 8}, {"F8_E8M0", 8}, {"F8_E4M3FNUZ", 8}, {"F8_E5M2FNUZ", 8}, {"I16", 16},
      {"U16", 16},    {"F16", 16},    {"BF16", 16},   {"I32", 32},        {"U32", 32},        {"F32", 32},
      {"C64", 64},    {"F64", 64},    {"I64", 64},    {"U64", 64}};
  const auto found = bits.find(dtype);
  return found == bits.end() ? 0 : found->second;
}

inline std::optional<std::vector<std::uint64_t>> naive_integers(const json::Value& value) {
  if (!value.is_array()) return std::nullopt;
  std::vector<std::uint64_t> integers;
  for (const json::Value& item : value.items()) {
    if (!item.as_uint()) return std::nullopt;
    integers.push_back(*item.as_uint());
  }
  return integers;
}

inline std::optional<NaiveTensor> naive_tensor(const json::Value& value) {
  std::vector<json::Value> fields;
  if (value.is_array()) {
    fields = value.items();
  } else if (value.is_object()) {
    const json::Object members = value.members();
    for (const char* key : {"dtype", "shape", "data_offsets"}) {
      const auto is_key = [key](const json::Member& member) { return member.key == key; };
      if (std::count_if(members.begin(), members.end(), is_key) != 1) return std::nullopt;
      fields.push_back(std::find_if(members.begin(), members.end(), is_key)->value);
    }
  }
  if (fields.size() != 3) return std::nullopt;
  NaiveTensor tensor;
  if (fields[0].as_string()) tensor.bits = naive_bits(*fields[0].as_string());
  if (const json::Object type = fields[0].members(); type.size() == 1 && type.front().value.is_null()) {
    tensor.bits = naive_bits(type.front().key);
  }
  const auto shape = naive_integers(fields[1]);
  const auto offsets = naive_integers(fields[2]);
  if (tensor.bits == 0 || !shape || !offsets || offsets->size() != 2) return std::nullopt;
  tensor.shape = *shape;
  tensor.begin = (*offsets)[0];
  tensor.end = (*offsets)[1];
  return tensor;
}

inline bool naive_metadata(const json::Value& value) {
  if (value.is_null()) return true;
  if (!value.is_object()) return false;
  const json::Object members = value.members();
  return std::all_of(members.begin(), members.end(),
                     [](const json::Member& member) { return member.value.as_string() != nullptr; });
}

inline std::string naive_tensors_verdict(std::vector<NaiveTensor> tensors, std::uint64_t data_size) {
  std::stable_sort(tensors.begin(), tensors.end(),
                   [](const auto& a, const auto& b) { return std::pair(a.begin, a.end) < std::pair(b.begin, b.end); });
  std::uint64_t start = 0;
  for (const NaiveTensor& tensor : tensors) {
    if (tensor.begin != start || tensor.end < tensor.begin) return "InvalidOffset";
    start = tensor.end;
    std::uint64_t bits = 1;
    std::vector<std::uint64_t> factors = tensor.shape;
    factors.push_back(tensor.bits);
    for (const std::uint64_t factor : factors) {
      if (factor != 0 && bits > UINT64_MAX / factor) return "ValidationOverflow";
      bits *= factor;
    }
    if (bits % 8 != 0) return "MisalignedSlice";
    if (bits / 8 != tensor.end - tensor.begin) return "TensorInvalidInfo";
  }
  return start == data_size ? "" : "MetadataIncompleteBuffer";
}

// The name of the reference's error; "" where it accepts.
inline std::string naive_verdict(std::string_view file) {
  if (file.size() < 8) return "HeaderTooSmall";
  std::uint64_t length = 0;
  for (std::size_t at = 8; at-- > 0;)
    length = length * 256 + static_cast<unsigned char>(file[at]);
  if (length > 100'000'000) return "HeaderTooLarge";
  if (length > file.size() - 8) return "InvalidHeaderLength";
  const std::string_view text = file.substr(8, static_cast<std::size_t>(length));
  if (json::find_invalid_utf8(text) != std::string_view::npos) return "InvalidHeader";

  const std::string undecodable = "InvalidHeaderDeserialization";
  const auto document = json::parse(
      text,
      {.bytes_max = 100'000'000, .depth_max = 127, .values_max = 100'000'000, .duplicates = json::Duplicates::kept});
  if (!document.ok() || !document->is_object()) return undecodable;
  std::map<std::string, std::size_t>
      places;  // in the order in which the names first come, which decides between equal offsets
  std::vector<NaiveTensor> tensors;
  bool metadata_seen = false;
  for (const json::Member& member : document->members()) {
    if (member.key == "__metadata__") {
      if (metadata_seen || !naive_metadata(member.value)) return undecodable;
      metadata_seen = true;
    } else {
      const auto tensor = naive_tensor(member.value);
      if (!tensor) return undecodable;
      const auto [place, is_new] = places.try_emplace(member.key, tensors.size());
      if (is_new) tensors.emplace_back();
      tensors[place->second] = *tensor;
    }
  }
  return naive_tensors_verdict(tensors, file.size() - 8 - length);
}

}  // namespace weightcheck::test
