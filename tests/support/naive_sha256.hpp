// SPDX-License-Identifier: Apache-2.0
// SHA-256 as FIPS 180-4 words it, slowly, sharing nothing with the engines: even the constants are computed from their
// definition, the fractions of the square and cube roots of the first primes (sections 4.2.2 and 5.3.3).
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.hpp"

namespace weightcheck::test {

namespace naive {

__extension__ using Wide = unsigned __int128;

constexpr std::array<std::uint32_t, 64> primes = [] {
  std::array<std::uint32_t, 64> found{};
  std::size_t count = 0;
  for (std::uint32_t n = 2; count < found.size(); ++n) {
    bool is_prime = true;
    for (std::size_t i = 0; i < count; ++i)
      is_prime = is_prime && n % found[i] != 0;
    if (is_prime) found[count++] = n;
  }
  return found;
}();

// The first 32 bits of the fraction of the `power`-th root.
constexpr std::uint32_t root_fraction(std::uint32_t prime, unsigned power) {
  const Wide target = static_cast<Wide>(prime) << (32U * power);
  std::uint64_t low = 0, high = std::uint64_t{1} << 37U;
  while (low + 1 < high) {
    const std::uint64_t middle = (low + high) / 2;
    Wide product = middle;
    for (unsigned i = 1; i < power; ++i)
      product *= middle;
    (product <= target ? low : high) = middle;
  }
  return static_cast<std::uint32_t>(low);
}

}  // namespace naive

using NaiveState = std::array<std::uint32_t, 8>;

[[nodiscard]] inline NaiveState naive_start() {
  NaiveState state{};
  for (std::size_t i = 0; i < 8; ++i)
    state[i] = naive::root_fraction(naive::primes[i], 2);
  return state;
}

inline void naive_block(NaiveState& state, const std::byte* block) {
  static const auto constants = [] {
    std::array<std::uint32_t, 64> k{};
    for (std::size_t i = 0; i < 64; ++i)
      k[i] = naive::root_fraction(naive::primes[i], 3);
    return k;
  }();
  std::array<std::uint32_t, 64> w{};
  for (std::size_t i = 0; i < 64; ++i)
    w[i / 4] = w[i / 4] << 8U | std::to_integer<std::uint32_t>(block[i]);
  for (std::size_t t = 16; t < 64; ++t) {
    const std::uint32_t s0 = std::rotr(w[t - 15], 7) ^ std::rotr(w[t - 15], 18) ^ w[t - 15] >> 3U;
    const std::uint32_t s1 = std::rotr(w[t - 2], 17) ^ std::rotr(w[t - 2], 19) ^ w[t - 2] >> 10U;
    w[t] = w[t - 16] + s0 + w[t - 7] + s1;
  }
  NaiveState v = state;  // a to h
  for (std::size_t t = 0; t < 64; ++t) {
    const std::uint32_t sum1 = std::rotr(v[4], 6) ^ std::rotr(v[4], 11) ^ std::rotr(v[4], 25);
    const std::uint32_t t1 = v[7] + sum1 + ((v[4] & v[5]) ^ (~v[4] & v[6])) + constants[t] + w[t];
    const std::uint32_t sum0 = std::rotr(v[0], 2) ^ std::rotr(v[0], 13) ^ std::rotr(v[0], 22);
    const std::uint32_t t2 = sum0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
    v = {t1 + t2, v[0], v[1], v[2], v[3] + t1, v[4], v[5], v[6]};
  }
  for (std::size_t i = 0; i < 8; ++i)
    state[i] += v[i];
}

// Whole blocks from any start.
[[nodiscard]] inline NaiveState naive_compress(NaiveState state, ByteSpan blocks) {
  for (std::size_t at = 0; at + 64 <= blocks.size(); at += 64)
    naive_block(state, blocks.data() + at);
  return state;
}

// The last words of a message of `message_bytes`, of which `rest` is still to be compressed.
[[nodiscard]] inline NaiveState naive_finish(NaiveState state, ByteSpan rest, std::uint64_t message_bytes) {
  std::vector<std::byte> bytes(rest.begin(), rest.end());
  bytes.push_back(std::byte{0x80});
  while (bytes.size() % 64 != 56)
    bytes.push_back(std::byte{0});
  for (unsigned i = 0; i < 8; ++i)
    bytes.push_back(static_cast<std::byte>(message_bytes * 8 >> (56U - 8U * i)));
  return naive_compress(state, bytes);
}

}  // namespace weightcheck::test
