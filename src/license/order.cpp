// SPDX-License-Identifier: Apache-2.0
// A hash that rolls over the text: a polynomial over the words' own hashes, modulo 2^64.
#include "license/order.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace weightcheck::license {
namespace {

constexpr std::uint64_t base = 0x9E3779B97F4A7C15U;

std::uint64_t word_hash(std::string_view word) {
  std::uint64_t value = 14695981039346656037U;
  for (const char c : word)
    value = (value ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return value;
}

}  // namespace

bool holds_in_order(const std::vector<Word>& words, const std::vector<std::size_t>& left_out,
                    const Reference& reference) {
  std::vector<std::uint64_t> hashes;
  hashes.reserve(words.size());
  auto skipped = left_out.begin();
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (skipped != left_out.end() && *skipped == i) {
      ++skipped;
    } else {
      hashes.push_back(word_hash(words[i].text));
    }
  }
  const std::size_t length = reference.core_words;
  if (length == 0 || hashes.size() < length) return false;
  std::uint64_t leaving = 1;  // what the first word of the window counts for once it is one too many
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    value = value * base + hashes[i];
    if (i < length) {
      leaving *= base;
    } else {
      value -= hashes[i - length] * leaving;
    }
    if (i + 1 >= length && value == reference.order) return true;
  }
  return false;
}

}  // namespace weightcheck::license
