// SPDX-License-Identifier: Apache-2.0
// One row a type, in the order of their numbers.
#include "gguf/type.hpp"

#include <algorithm>

namespace weightcheck::gguf {
namespace {

using tensors::Dtype;

constexpr Type table[] = {
    {"F32", 0, 1, 4, Dtype::f32},  {"F16", 1, 1, 2, Dtype::f16},  {"Q4_0", 2, 32, 18},
    {"Q4_1", 3, 32, 20},           {"Q5_0", 6, 32, 22},           {"Q5_1", 7, 32, 24},
    {"Q8_0", 8, 32, 34},           {"Q2_K", 10, 256, 84},         {"Q3_K", 11, 256, 110},
    {"Q4_K", 12, 256, 144},        {"Q5_K", 13, 256, 176},        {"Q6_K", 14, 256, 210},
    {"IQ2_XXS", 16, 256, 66},      {"IQ2_XS", 17, 256, 74},       {"IQ3_XXS", 18, 256, 98},
    {"IQ1_S", 19, 256, 50},        {"IQ4_NL", 20, 32, 18},        {"IQ3_S", 21, 256, 110},
    {"IQ2_S", 22, 256, 82},        {"IQ4_XS", 23, 256, 136},      {"I8", 24, 1, 1, Dtype::i8},
    {"I16", 25, 1, 2, Dtype::i16}, {"I32", 26, 1, 4, Dtype::i32}, {"I64", 27, 1, 8, Dtype::i64},
    {"F64", 28, 1, 8, Dtype::f64}, {"IQ1_M", 29, 256, 56},        {"BF16", 30, 1, 2, Dtype::bf16},
    {"TQ1_0", 34, 256, 54},        {"TQ2_0", 35, 256, 66},        {"MXFP4", 39, 32, 17},
    {"NVFP4", 40, 64, 36},         {"Q1_0", 41, 128, 18},         {"Q2_0", 42, 64, 18},
};

template <typename Key>
const Type* found(const Key& key, Key Type::*member) {
  const auto* const row = std::ranges::find(table, key, member);
  return row == std::end(table) ? nullptr : row;
}

}  // namespace

std::span<const Type> types() { return table; }

const Type* find_type(std::uint32_t number) { return found(number, &Type::number); }

const Type* find_type(std::string_view name) { return found(name, &Type::name); }

}  // namespace weightcheck::gguf
