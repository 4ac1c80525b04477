// SPDX-License-Identifier: Apache-2.0
#include "weights/numbered_name.hpp"

#include <algorithm>
#include <array>

#include "weights/file_names.hpp"

namespace weightcheck::weights {

std::optional<NumberedName> parse_numbered_name(std::string_view file_name) {
  // Of Meta's loader for Llama, DeepSpeed's and Megatron's ranks, and TensorRT-LLM's engines.
  constexpr std::array<std::string_view, 3> beginnings = {"consolidated.", "mp_rank_", "rank"};
  const auto* begin =
      std::ranges::find_if(beginnings, [&](std::string_view one) { return file_name.starts_with(one); });
  if (begin == beginnings.end()) return std::nullopt;
  const std::string_view rest = file_name.substr(begin->size());
  const std::size_t width = std::min(rest.find_first_not_of("0123456789"), rest.size());
  if (width == 0 || width > 4 || !is_model_name(file_name)) return std::nullopt;
  return NumberedName{std::string(*begin), std::string(rest.substr(0, width)), std::string(rest.substr(width))};
}

}  // namespace weightcheck::weights
