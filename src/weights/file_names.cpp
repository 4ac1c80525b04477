// SPDX-License-Identifier: Apache-2.0
// Read from the end: the base of a name may itself hold numbers and "-of-".
#include "weights/file_names.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.hpp"
#include "base/word_list.hpp"
#include "weights/format.hpp"

namespace weightcheck::weights {
namespace {

// No set is so large; larger numbers count as this one, so that sums of two of them fit.
constexpr std::uint64_t number_max = 1'000'000'000'000'000'000;

std::optional<std::uint64_t> parse_number(std::string_view digits) {
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_digit)) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : digits)
    number = std::min(number_max, number * 10 + static_cast<std::uint64_t>(c - '0'));
  return number;
}

}  // namespace

std::string_view extension_of(std::string_view file_name) {
  const Format* format = format_named(file_name);
  return format == nullptr ? std::string_view() : extension_in(format->extensions, file_name);
}

bool is_weight_name(std::string_view file_name) { return format_named(file_name) != nullptr; }

bool is_shared_extension(std::string_view extension) {
  const Format* format = format_named(extension);
  return format != nullptr && format->extension == Extension::shared;
}

bool is_model_name(std::string_view file_name) {
  // What transformers' Trainer, accelerate and DeepSpeed write into a checkpoint's folder.
  constexpr std::array<std::string_view, 6> of_training = {"optimizer", "random_states_", "rng_state",
                                                           "scaler.",   "scheduler",      "training_args."};
  const Format* format = format_named(file_name);
  return format != nullptr && !(format->extension == Extension::shared && begins_with_one_of(file_name, of_training));
}

std::optional<ShardName> parse_shard_name(std::string_view file_name) {
  static constexpr std::string_view middles[] = {"-of-", "_of_"};
  const std::string plain = lowered(file_name);
  std::size_t at = std::string_view::npos;
  for (const std::string_view middle : middles) {
    const std::size_t found = plain.rfind(middle);
    if (found != std::string_view::npos && (at == std::string_view::npos || found > at)) at = found;
  }
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view before = file_name.substr(0, at);
  const std::string_view after = file_name.substr(at + middles[0].size());
  const std::size_t digits = before.find_last_of("-_") + 1;  // 0 where there is no mark, and so no base
  const std::size_t point = std::min(after.find('.'), after.size());
  const bool is_of_tensorflow = point == after.size() && before.substr(0, digits).ends_with(".data-");
  if (!is_of_tensorflow && !is_weight_name(after.substr(point))) return std::nullopt;
  const std::string_view number_digits = before.substr(digits);
  const std::string_view total_digits = after.substr(0, point);
  const auto number = parse_number(number_digits);
  const auto total = parse_number(total_digits);
  if (!number || !total) return std::nullopt;
  return ShardName{.base = std::string(before.substr(0, digits - (digits > 0 ? 1 : 0))),
                   .number = *number,
                   .total = *total,
                   .suffix = std::string(after.substr(point)),
                   .number_width = number_digits.size(),
                   .total_width = total_digits.size(),
                   .mark = std::string(before.substr(digits - (digits > 0 ? 1 : 0), digits > 0 ? 1 : 0)),
                   .of = std::string(file_name.substr(at, middles[0].size()))};
}

std::string shard_file_name(const ShardName& set, std::uint64_t number) {
  const auto padded = [](std::uint64_t value, std::size_t width) {
    const std::string digits = std::to_string(value);
    return std::string(digits.size() < width ? width - digits.size() : 0, '0') + digits;
  };
  return set.base + set.mark + padded(number, set.number_width) + set.of + padded(set.total, set.total_width) +
         set.suffix;
}

std::optional<IndexName> parse_index_name(std::string_view file_name) {
  static constexpr std::string_view mark = ".index.";
  static constexpr std::string_view end = "json";
  const std::size_t at = file_name.rfind(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view listed = file_name.substr(0, at);
  const std::string_view extension = extension_of(listed);
  std::string_view rest = file_name.substr(at + mark.size());
  if (extension.empty() || extension.size() == listed.size() || !rest.ends_with(end)) return std::nullopt;
  rest.remove_suffix(end.size());
  if (!rest.empty() && !rest.ends_with('.')) return std::nullopt;
  return IndexName{.base = std::string(listed.substr(0, listed.size() - extension.size())),
                   .variant = std::string(rest.substr(0, rest.size() - (rest.empty() ? 0 : 1))),
                   .extension = std::string(extension)};
}

}  // namespace weightcheck::weights
