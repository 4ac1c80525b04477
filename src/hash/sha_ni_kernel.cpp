// SPDX-License-Identifier: Apache-2.0
// Two SHA-256 streams through the x86 SHA extensions, interleaved: sha256rnds2 takes four cycles and depends on its
// predecessor, so a second stream fits into the gaps of the first (1.6 times one stream on AMD Zen 5,
// docs/performance.md). A third has no registers left.
#include "hash/kernels.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

#include <cstddef>
#endif

namespace weightcheck::hash {
#if defined(__x86_64__)
namespace {

#define WEIGHTCHECK_SHA_NI __attribute__((target("sha,sse4.1,ssse3")))
#define WEIGHTCHECK_SHA_NI_INLINE __attribute__((target("sha,sse4.1,ssse3"), always_inline)) inline

constexpr std::size_t streams = 2;

bool cpu_has_sha_ni() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  constexpr unsigned ssse3 = 1U << 9, sse41 = 1U << 19, sha = 1U << 29;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & ssse3) == 0 || (c & sse41) == 0) return false;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & sha) != 0;
}

WEIGHTCHECK_SHA_NI_INLINE __m128i load_words(const void* from) {
  return _mm_loadu_si128(static_cast<const __m128i*>(from));
}

// One stream. The instructions want the state as the words A B E F and C D G H, high word first.
struct Stream {
  __m128i abef, cdgh, message[4], scheduled;
};

WEIGHTCHECK_SHA_NI_INLINE void open(Stream& s, const std::uint32_t* words) {
  const __m128i cdab = _mm_shuffle_epi32(load_words(words), 0xB1);
  const __m128i efgh = _mm_shuffle_epi32(load_words(words + 4), 0x1B);
  s.abef = _mm_alignr_epi8(cdab, efgh, 8);
  s.cdgh = _mm_blend_epi16(efgh, cdab, 0xF0);
}

WEIGHTCHECK_SHA_NI_INLINE void close(const Stream& s, std::uint32_t* words) {
  const __m128i feba = _mm_shuffle_epi32(s.abef, 0x1B);
  const __m128i dchg = _mm_shuffle_epi32(s.cdgh, 0xB1);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(words), _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(words + 4), _mm_alignr_epi8(dchg, feba, 8));
}

// Rounds 4 * G to 4 * G + 3, in three steps between which the other stream takes its turn.
template <std::size_t G>
WEIGHTCHECK_SHA_NI_INLINE void first_half(Stream& s, const std::byte* data, const std::uint32_t* k) {
  if constexpr (G < 4) {
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    s.message[G] = _mm_shuffle_epi8(load_words(data + 16 * G), big_endian);
  }
  s.scheduled = _mm_add_epi32(s.message[G % 4], load_words(k + 4 * G));
  s.cdgh = _mm_sha256rnds2_epu32(s.cdgh, s.abef, s.scheduled);
}

template <std::size_t G>
WEIGHTCHECK_SHA_NI_INLINE void schedule_end(Stream& s) {
  if constexpr (G >= 3 && G < 15) {
    const __m128i seven_back = _mm_alignr_epi8(s.message[G % 4], s.message[(G + 3) % 4], 4);
    s.message[(G + 1) % 4] = _mm_sha256msg2_epu32(_mm_add_epi32(s.message[(G + 1) % 4], seven_back), s.message[G % 4]);
  }
}

template <std::size_t G>
WEIGHTCHECK_SHA_NI_INLINE void second_half(Stream& s) {
  s.abef = _mm_sha256rnds2_epu32(s.abef, s.cdgh, _mm_shuffle_epi32(s.scheduled, 0x0E));
  if constexpr (G >= 1 && G < 13)
    s.message[(G + 3) % 4] = _mm_sha256msg1_epu32(s.message[(G + 3) % 4], s.message[G % 4]);
}

template <std::size_t G>
WEIGHTCHECK_SHA_NI_INLINE void four_rounds(Stream& x, Stream& y, const std::byte* x_data, const std::byte* y_data,
                                           const std::uint32_t* k) {
  first_half<G>(x, x_data, k);
  first_half<G>(y, y_data, k);
  schedule_end<G>(x);
  schedule_end<G>(y);
  second_half<G>(x);
  second_half<G>(y);
}

template <std::size_t G>
WEIGHTCHECK_SHA_NI_INLINE void sixteen_rounds(Stream& x, Stream& y, const std::byte* x_data, const std::byte* y_data,
                                              const std::uint32_t* k) {
  four_rounds<G>(x, y, x_data, y_data, k);
  four_rounds<G + 1>(x, y, x_data, y_data, k);
  four_rounds<G + 2>(x, y, x_data, y_data, k);
  four_rounds<G + 3>(x, y, x_data, y_data, k);
}

WEIGHTCHECK_SHA_NI void compress(std::uint32_t* const* words, const std::byte* const* data, std::size_t blocks) {
  const std::uint32_t* k = round_constants.data();
  asm("" : "+r"(k));  // opaque: else the compilers keep copies of the constants
  Stream x, y;
  open(x, words[0]);
  open(y, words[1]);
  for (std::size_t offset = 0; offset < blocks * block_bytes; offset += block_bytes) {
    const __m128i x_abef = x.abef, x_cdgh = x.cdgh, y_abef = y.abef, y_cdgh = y.cdgh;
    const std::byte* const x_data = data[0] + offset;
    const std::byte* const y_data = data[1] + offset;
    sixteen_rounds<0>(x, y, x_data, y_data, k);
    sixteen_rounds<4>(x, y, x_data, y_data, k);
    sixteen_rounds<8>(x, y, x_data, y_data, k);
    sixteen_rounds<12>(x, y, x_data, y_data, k);
    x.abef = _mm_add_epi32(x.abef, x_abef);
    x.cdgh = _mm_add_epi32(x.cdgh, x_cdgh);
    y.abef = _mm_add_epi32(y.abef, y_abef);
    y.cdgh = _mm_add_epi32(y.cdgh, y_cdgh);
  }
  close(x, words[0]);
  close(y, words[1]);
}

}  // namespace

std::span<const Engine> sha_ni_engines() {
  static constexpr Engine table[] = {{"sha-ni-x2", "SHA extensions, SSE4.1", streams, 2.4e9, cpu_has_sha_ni, compress}};
  return table;
}

#else

std::span<const Engine> sha_ni_engines() { return {}; }

#endif
}  // namespace weightcheck::hash
