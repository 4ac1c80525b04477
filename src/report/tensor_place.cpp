// SPDX-License-Identifier: Apache-2.0
// Names of Hugging Face's models and of llama.cpp's. What is not known keeps the place that it has in the file.
#include "report/tensor_place.hpp"

#include <algorithm>
#include <array>

#include "base/bytes.hpp"

namespace weightcheck::report {
namespace {

std::string_view next_part(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('.'), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

std::string with_stars(std::string_view rest) {
  std::string kind;
  bool is_number_of_expert = false;
  while (!rest.empty()) {
    const std::string_view part = next_part(rest);
    kind += (kind.empty() ? "" : ".") + (is_number_of_expert && parse_decimal(part) ? "*" : std::string(part));
    is_number_of_expert = part == "experts";
  }
  return kind;
}

struct Ranked {
  std::string_view part;
  int rank;
};
// The first that occurs in a kind counts; so longer words come before those that they hold.
constexpr std::array<Ranked, 31> ranks = {{
    {"input_layernorm", 0}, {"attn_norm", 0},      {"ln_1", 0},        {"q_norm", 2},
    {"k_norm", 4},          {"q_proj", 1},         {"attn_q", 1},      {"qkv", 1},
    {"c_attn", 1},          {"k_proj", 3},         {"attn_k", 3},      {"v_proj", 5},
    {"attn_v", 5},          {"o_proj", 6},         {"out_proj", 6},    {"attn_output", 6},
    {"attn.c_proj", 6},     {"post_attention", 7}, {"ffn_norm", 7},    {"ln_2", 7},
    {"gate_up", 10},        {"ffn_gate_inp", 8},   {"router", 8},      {"mlp.gate.", 8},
    {"gate_proj", 10},      {"ffn_gate", 10},      {"up_proj", 11},    {"ffn_up", 11},
    {"down_proj", 12},      {"ffn_down", 12},      {"mlp.c_proj", 12},
}};
constexpr int unknown_rank = 9;

}  // namespace

TensorPlace place_of(std::string_view tensor) {
  constexpr std::string_view weight = ".weight";
  if (tensor.ends_with(weight)) tensor.remove_suffix(weight.size());
  for (std::string_view rest = tensor; !rest.empty();) {
    if (const auto number = parse_decimal(next_part(rest))) return {*number, with_stars(rest)};
  }
  return {std::nullopt, std::string(tensor)};
}

int forward_rank(std::string_view kind) {
  const auto* const found =
      std::ranges::find_if(ranks, [kind](const Ranked& one) { return kind.find(one.part) != std::string_view::npos; });
  return found == ranks.end() ? unknown_rank : found->rank;
}

bool is_embedding(std::string_view kind) {
  constexpr std::array<std::string_view, 5> parts = {"embed", "embd", "wte", "wpe", "patch"};
  return std::ranges::any_of(parts,
                             [kind](std::string_view part) { return kind.find(part) != std::string_view::npos; });
}

}  // namespace weightcheck::report
