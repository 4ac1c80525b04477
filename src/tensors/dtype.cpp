// SPDX-License-Identifier: Apache-2.0
// Names and sizes in one table, in the order of the enumeration.
#include "tensors/dtype.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace weightcheck::tensors {
namespace {

struct Row {
  std::string_view name;
  std::uint64_t bits;
};

// In the order of the enumeration.
constexpr std::array<Row, 22> rows = {{
    {"BOOL", 8},    {"F4", 4},      {"F6_E2M3", 6}, {"F6_E3M2", 6},     {"U8", 8},          {"I8", 8},
    {"F8_E5M2", 8}, {"F8_E4M3", 8}, {"F8_E8M0", 8}, {"F8_E4M3FNUZ", 8}, {"F8_E5M2FNUZ", 8}, {"I16", 16},
    {"U16", 16},    {"F16", 16},    {"BF16", 16},   {"I32", 32},        {"U32", 32},        {"F32", 32},
    {"C64", 64},    {"F64", 64},    {"I64", 64},    {"U64", 64},
}};
static_assert(rows.size() == static_cast<std::size_t>(Dtype::u64) + 1);

const Row& row(Dtype dtype) { return rows.at(static_cast<std::size_t>(dtype)); }

}  // namespace

std::optional<Dtype> parse_dtype(std::string_view name) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [name](const Row& candidate) { return candidate.name == name; });
  if (found == rows.end()) return std::nullopt;
  return static_cast<Dtype>(found - rows.begin());
}

std::string_view name_of(Dtype dtype) { return row(dtype).name; }

std::uint64_t bits_of(Dtype dtype) { return row(dtype).bits; }

}  // namespace weightcheck::tensors
