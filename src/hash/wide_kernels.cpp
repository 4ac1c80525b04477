// SPDX-License-Identifier: Apache-2.0
// SHA-256 of 4, 8 or 16 independent messages at once (FIPS 180-4, section 6.2): word i of every message lies in vector
// i. Highway compiles this file once for every vector extension. What made it fast, measured on two kinds of machine
// (docs/performance.md):
//  - the message schedule runs 16 rounds ahead, so it fills the gaps that the rounds' chain of dependencies leaves;
//  - the next block is loaded and transposed between the last 16 rounds, four words as soon as four are used up;
//  - the new e and the new a are each summed along the shortest chain (one addition a round more than FIPS writes
//  down): that chain,
//    not the ports, is the limit where vector operations take two cycles;
//  - pinned() keeps the compilers from summing in another order, or from computing everything early and spilling it;
//  - rounds 0 to 47 are a loop of three: unrolled, the code outgrows the caches of decoded instructions.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "hash/kernels.hpp"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuninitialized"        // inside GCC's own AVX-512 headers, GCC PR 105593
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // the same
#endif

// These add nothing for 32-bit words over those below, and a narrower vector without its own kernel gains nothing over
// a single stream.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
// A compiler that builds for one new CPU (-march=native) would leave only Highway's newest target, which has no row
// below.
#if defined(__x86_64__)
#define HWY_BASELINE_TARGETS HWY_BASELINE_SCALAR
#endif
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "hash/wide_kernels.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h comes first.
#include <hwy/highway.h>

// Newer versions of Highway have several targets of NEON, told apart by what nothing here uses: the plainest of them
// runs on most CPUs.
#if HWY_TARGETS & HWY_NEON_WITHOUT_AES
#define WEIGHTCHECK_NEON HWY_NEON_WITHOUT_AES
#define WEIGHTCHECK_N_NEON N_NEON_WITHOUT_AES
#elif HWY_TARGETS & HWY_NEON
#define WEIGHTCHECK_NEON HWY_NEON
#define WEIGHTCHECK_N_NEON N_NEON
#elif HWY_TARGETS & HWY_NEON_BF16
#define WEIGHTCHECK_NEON HWY_NEON_BF16
#define WEIGHTCHECK_N_NEON N_NEON_BF16
#else
#define WEIGHTCHECK_NEON 0
#endif

#undef WEIGHTCHECK_WIDE
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_SSE4 || HWY_TARGET == WEIGHTCHECK_NEON
#define WEIGHTCHECK_WIDE 1
#else
#define WEIGHTCHECK_WIDE 0
#endif

HWY_BEFORE_NAMESPACE();
namespace weightcheck::hash::HWY_NAMESPACE {
#if WEIGHTCHECK_WIDE
namespace hn = hwy::HWY_NAMESPACE;

// The same value, whose computation the compiler may neither reorder with its neighbours nor put off.
template <class V>
HWY_INLINE V pinned(V v) {
#if HWY_ARCH_X86
  asm("" : "+v"(v.raw));
#else
  asm("" : "+w"(v.raw));
#endif
  return v;
}

template <class V>
HWY_INLINE V choose(V e, V f, V g) {
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == WEIGHTCHECK_NEON
  return hn::IfVecThenElse(e, f, g);
#else
  return hn::Xor(hn::And(e, f), hn::AndNot(e, g));  // IfVecThenElse looks only at the sign of each byte here
#endif
}

#if HWY_TARGET == HWY_AVX3
HWY_INLINE hn::Vec512<std::uint32_t> majority(hn::Vec512<std::uint32_t> a, hn::Vec512<std::uint32_t> b,
                                              hn::Vec512<std::uint32_t> c) {
  return hn::Vec512<std::uint32_t>{_mm512_ternarylogic_epi32(a.raw, b.raw, c.raw, 0xE8)};
}
HWY_INLINE hn::Vec256<std::uint32_t> majority(hn::Vec256<std::uint32_t> a, hn::Vec256<std::uint32_t> b,
                                              hn::Vec256<std::uint32_t> c) {
  return hn::Vec256<std::uint32_t>{_mm256_ternarylogic_epi32(a.raw, b.raw, c.raw, 0xE8)};
}
#endif

template <int A, int B, int C, class V>
HWY_INLINE V big_sigma(V v) {
#if HWY_TARGET == HWY_AVX3
  return hn::Xor3(hn::RotateRight<A>(v), hn::RotateRight<B>(v), hn::RotateRight<C>(v));
#else
  const V x = pinned(hn::RotateRight<A>(v));
  const V y = pinned(hn::Xor(x, hn::RotateRight<B>(v)));
  return pinned(hn::Xor(y, hn::RotateRight<C>(v)));
#endif
}

template <int A, int B, int C, class V>
HWY_INLINE V small_sigma(V v) {
#if HWY_TARGET == HWY_AVX3
  return hn::Xor3(hn::RotateRight<A>(v), hn::RotateRight<B>(v), hn::ShiftRight<C>(v));
#else
  const V x = pinned(hn::RotateRight<A>(v));
  const V y = pinned(hn::Xor(x, hn::RotateRight<B>(v)));
  return pinned(hn::Xor(y, hn::ShiftRight<C>(v)));
#endif
}

// 16 bytes at `offset` of every lane: block j of the vector holds lanes j, j + 4, ... as the transposition wants them.
template <std::size_t N, class D>
HWY_INLINE hn::Vec<D> quarter_rows(D d, const std::byte* const* lanes, std::size_t offset) {
  if constexpr (N == 4) {
    return hn::LoadU(d, reinterpret_cast<const std::uint32_t*>(lanes[0] + offset));
  } else {
    const hn::Half<D> half;
    return hn::Combine(d, quarter_rows<N / 2>(half, lanes + N / 2, offset), quarter_rows<N / 2>(half, lanes, offset));
  }
}

template <class D>
HWY_INLINE hn::Vec<D> big_endian(D d, hn::Vec<D> v) {
  const hn::Repartition<std::uint8_t, D> bytes;
  alignas(16) static constexpr std::uint8_t order[16] = {3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12};
  return hn::BitCast(d, hn::TableLookupBytes(hn::BitCast(bytes, v), hn::LoadDup128(bytes, order)));
}

template <std::size_t N>
struct Rounds {
  using D = hn::FixedTag<std::uint32_t, N>;
  using V = hn::Vec<D>;

  V state[8];  // a to h, whose places rotate by one a round
  V w[16];     // the message schedule, words t to t + 15
  V ab;        // a ^ b of the round before, where Maj is made of it

  HWY_ATTR Rounds() {}  // an implicit one would lack the attribute, and GCC refuses vectors without it on ARM64

  HWY_INLINE void transposed(V* out, const std::byte* const* lanes, std::size_t offset) {
    const D d;
    const hn::Repartition<std::uint64_t, D> d64;
    const V r0 = quarter_rows<N>(d, lanes, offset);
    const V r1 = quarter_rows<N>(d, lanes + 1, offset);
    const V r2 = quarter_rows<N>(d, lanes + 2, offset);
    const V r3 = quarter_rows<N>(d, lanes + 3, offset);
    const auto low01 = hn::BitCast(d64, hn::InterleaveLower(d, r0, r1));
    const auto low23 = hn::BitCast(d64, hn::InterleaveLower(d, r2, r3));
    const auto high01 = hn::BitCast(d64, hn::InterleaveUpper(d, r0, r1));
    const auto high23 = hn::BitCast(d64, hn::InterleaveUpper(d, r2, r3));
    out[0] = hn::BitCast(d, hn::InterleaveLower(d64, low01, low23));
    out[1] = hn::BitCast(d, hn::InterleaveUpper(d64, low01, low23));
    out[2] = hn::BitCast(d, hn::InterleaveLower(d64, high01, high23));
    out[3] = hn::BitCast(d, hn::InterleaveUpper(d64, high01, high23));
  }

  // Words T to T + 3 of the block at `offset` of every lane.
  template <int T>
  HWY_INLINE void load(const std::byte* const* lanes, std::size_t offset) {
    const D d;
    transposed(w + T, lanes, offset + T * 4);
    w[T] = big_endian(d, w[T]);
    w[T + 1] = big_endian(d, w[T + 1]);
    w[T + 2] = big_endian(d, w[T + 2]);
    w[T + 3] = big_endian(d, w[T + 3]);
  }

  template <int T>
  HWY_INLINE void round(const std::uint32_t* k) {
    const D d;
    const V a = state[(0 - T) & 7], b = state[(1 - T) & 7];
    const V e = state[(4 - T) & 7], f = state[(5 - T) & 7], g = state[(6 - T) & 7];
    V& d_e = state[(3 - T) & 7];
    V& h_a = state[(7 - T) & 7];
    const V ch = choose(e, f, g);
    const V sigma1 = big_sigma<6, 11, 25>(e);
    const V sigma0 = big_sigma<2, 13, 22>(a);
#if HWY_TARGET == HWY_AVX3
    const V maj = majority(a, b, state[(2 - T) & 7]);
#else
    const V a_b = hn::Xor(a, b);
    const V maj = hn::Xor(b, hn::And(a_b, ab));
    ab = a_b;
#endif
    const V hkw = pinned(hn::Add(h_a, hn::Add(w[T & 15], hn::Set(d, k[T]))));
    const V dhkw = pinned(hn::Add(d_e, hkw));
    const V for_a = pinned(hn::Add(hkw, ch));
    const V for_e = pinned(hn::Add(dhkw, ch));
    d_e = hn::Add(for_e, sigma1);
    const V t1 = pinned(hn::Add(for_a, sigma1));
    h_a = hn::Add(pinned(hn::Add(t1, maj)), sigma0);
  }

  // Makes word T + 16 of the schedule where word T was, which its round has used.
  template <int T>
  HWY_INLINE void schedule() {
    const V sum = hn::Add(w[T], w[(T + 9) & 15]);
    w[T] = hn::Add(sum, hn::Add(small_sigma<7, 18, 3>(w[(T + 1) & 15]), small_sigma<17, 19, 10>(w[(T + 14) & 15])));
  }

  template <int T>
  HWY_INLINE void four_with_schedule(const std::uint32_t* k) {
    round<T>(k);
    schedule<T>();
    round<T + 1>(k);
    schedule<T + 1>();
    round<T + 2>(k);
    schedule<T + 2>();
    round<T + 3>(k);
    schedule<T + 3>();
  }

  template <int T>
  HWY_INLINE void four_with_load(const std::uint32_t* k, const std::byte* const* lanes, std::size_t next) {
    round<T>(k);
    round<T + 1>(k);
    round<T + 2>(k);
    round<T + 3>(k);
    load<T>(lanes, next);
  }

  HWY_INLINE void block(const std::uint32_t* k, const std::byte* const* lanes, std::size_t next) {
    const V a = state[0], b = state[1], c = state[2], d = state[3];
    const V e = state[4], f = state[5], g = state[6], h = state[7];
    ab = hn::Xor(b, c);
    for (int i = 0; i < 3; ++i, k += 16) {
      four_with_schedule<0>(k);
      four_with_schedule<4>(k);
      four_with_schedule<8>(k);
      four_with_schedule<12>(k);
    }
    four_with_load<0>(k, lanes, next);
    four_with_load<4>(k, lanes, next);
    four_with_load<8>(k, lanes, next);
    four_with_load<12>(k, lanes, next);
    state[0] = hn::Add(state[0], a);
    state[1] = hn::Add(state[1], b);
    state[2] = hn::Add(state[2], c);
    state[3] = hn::Add(state[3], d);
    state[4] = hn::Add(state[4], e);
    state[5] = hn::Add(state[5], f);
    state[6] = hn::Add(state[6], g);
    state[7] = hn::Add(state[7], h);
  }

  HWY_INLINE void run(std::uint32_t* const* words, const std::byte* const* lanes, std::size_t blocks) {
    const std::uint32_t* k = round_constants.data();
    asm("" : "+r"(k));  // opaque: else the constants become instructions instead of broadcast operands
    const std::byte* rows[N];
    for (std::size_t i = 0; i < N; ++i)
      rows[i] = reinterpret_cast<const std::byte*>(words[i]);
    transposed(state, rows, 0);
    transposed(state + 4, rows, 16);
    load<0>(lanes, 0);
    load<4>(lanes, 0);
    load<8>(lanes, 0);
    load<12>(lanes, 0);
    const std::size_t last = (blocks - 1) * block_bytes;
    for (std::size_t offset = 0; offset <= last; offset += block_bytes) {
      block(k, lanes, offset < last ? offset + block_bytes : last);  // the last one loads itself again, for nothing
    }
    alignas(64) std::uint32_t columns[8][N];
    for (std::size_t i = 0; i < 8; ++i)
      hn::Store(state[i], D(), columns[i]);
    for (std::size_t lane = 0; lane < N; ++lane) {
      for (std::size_t i = 0; i < 8; ++i)
        words[lane][i] = columns[i][lane];
    }
  }
};

template <std::size_t N>
HWY_NOINLINE void compress(std::uint32_t* const* words, const std::byte* const* data, std::size_t blocks) {
  Rounds<N> rounds;
  rounds.run(words, data, blocks);
}

#endif  // WEIGHTCHECK_WIDE
}  // namespace weightcheck::hash::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <hwy/targets.h>

namespace weightcheck::hash {
namespace {

template <std::int64_t Target>
bool cpu_has() {
  return (hwy::SupportedTargets() & Target) != 0;
}

}  // namespace

#if defined(__x86_64__) || defined(__aarch64__)
static_assert(
    (HWY_TARGETS & (HWY_AVX3 | HWY_AVX2 | HWY_SSE4 | WEIGHTCHECK_NEON)) != 0,
    "no vector engine is compiled in, and hashing would be several times slower: build without HWY_COMPILE_ONLY_* and "
    "-march flags that Highway has no target for");
#endif

std::span<const Engine> wide_engines() {
  static const std::vector<Engine> table = {
#if HWY_TARGETS & HWY_AVX3
    {"avx512-x16", "AVX-512 F, BW, CD, DQ, VL", 16, 3.0e9, cpu_has<HWY_AVX3>, N_AVX3::compress<16>},
    {"avx512vl-x8", "AVX-512 F, BW, CD, DQ, VL", 8, 2.5e9, cpu_has<HWY_AVX3>, N_AVX3::compress<8>},
#endif
#if HWY_TARGETS & HWY_AVX2
    {"avx2-x8", "AVX2, BMI2, FMA", 8, 1.3e9, cpu_has<HWY_AVX2>, N_AVX2::compress<8>},
#endif
#if HWY_TARGETS & HWY_SSE4
    {"sse4-x4", "SSE4.1, SSSE3, AES, PCLMUL", 4, 0.6e9, cpu_has<HWY_SSE4>, N_SSE4::compress<4>},
#endif
#if WEIGHTCHECK_NEON
    {"neon-x4", "NEON", 4, 0.5e9, cpu_has<WEIGHTCHECK_NEON>, WEIGHTCHECK_N_NEON::compress<4>},
#endif
  };
  return table;
}

}  // namespace weightcheck::hash
#endif  // HWY_ONCE
