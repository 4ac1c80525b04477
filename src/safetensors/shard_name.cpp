// SPDX-License-Identifier: Apache-2.0
// Read from the end: the base of a name may itself hold numbers and "-of-".
#include "safetensors/shard_name.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "base/ascii.hpp"
#include "base/bytes.hpp"

namespace weightcheck::safetensors {
namespace {

constexpr std::size_t digits_min = 5;
constexpr std::size_t digits_max = 6;

std::optional<std::uint32_t> parse_number(std::string_view digits) {
  if (digits.size() < digits_min || digits.size() > digits_max || !std::all_of(digits.begin(), digits.end(), is_digit))
    return std::nullopt;
  std::uint32_t number = 0;
  for (const char c : digits)
    number = number * 10 + static_cast<std::uint32_t>(c - '0');
  return number;
}

bool is_weight_suffix(std::string_view suffix) {
  return suffix.ends_with(".safetensors") || suffix.ends_with(".gguf") || suffix.ends_with(".bin");
}

}  // namespace

std::optional<ShardName> parse_shard_name(std::string_view file_name) {
  static constexpr std::string_view middle = "-of-";
  const std::size_t of = file_name.rfind(middle);
  if (of == std::string_view::npos) return std::nullopt;
  const std::string_view before = file_name.substr(0, of);
  const std::string_view after = file_name.substr(of + middle.size());
  const std::size_t mark = before.find_last_of("-_");
  const std::size_t point = after.find('.');
  if (mark == std::string_view::npos || point == std::string_view::npos || !is_weight_suffix(after.substr(point)))
    return std::nullopt;
  const auto number = parse_number(before.substr(mark + 1));
  const auto total = parse_number(after.substr(0, point));
  if (!number || !total) return std::nullopt;
  return ShardName{.base = std::string(before.substr(0, mark)),
                   .number = *number,
                   .total = *total,
                   .suffix = std::string(after.substr(point))};
}

std::string shard_file_name(const ShardName& set, std::uint32_t number) {
  const auto padded = [](std::uint32_t value) {
    const std::string digits = std::to_string(value);
    return std::string(digits.size() < digits_min ? digits_min - digits.size() : 0, '0') + digits;
  };
  return set.base + "-" + padded(number) + "-of-" + padded(set.total) + set.suffix;
}

std::optional<IndexName> parse_index_name(std::string_view file_name) {
  static constexpr std::string_view mark = ".safetensors.index.";
  static constexpr std::string_view end = "json";
  const std::size_t at = file_name.rfind(mark);
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  std::string_view rest = file_name.substr(at + mark.size());
  if (!rest.ends_with(end)) return std::nullopt;
  rest.remove_suffix(end.size());
  if (!rest.empty() && !rest.ends_with('.')) return std::nullopt;
  return IndexName{.base = std::string(file_name.substr(0, at)),
                   .variant = std::string(rest.substr(0, rest.size() - (rest.empty() ? 0 : 1)))};
}

bool is_index_of_other_weights(std::string_view file_name) {
  static constexpr std::string_view marks[] = {".bin.index.", ".h5.index.", ".msgpack.index."};
  const auto stands_there = [&](std::string_view mark) { return file_name.find(mark) != std::string_view::npos; };
  return file_name.ends_with(".json") && std::any_of(std::begin(marks), std::end(marks), stands_there);
}

}  // namespace weightcheck::safetensors
