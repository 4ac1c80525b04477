// SPDX-License-Identifier: Apache-2.0
// The engines without files: every engine this CPU runs, 1 to 16 live lanes, 1 KiB to 8 MiB a lane. `bytes_per_second`
// counts live lanes only, so an engine half filled shows half of what it can. Runs of one engine are not interleaved
// with those of another: on a machine whose clock wanders, compare by --benchmark_enable_random_interleaving=true and
// medians of repetitions.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "hash/engine.hpp"

namespace {

using namespace weightcheck;

// As the pipeline lays out its lane buffers: no two lanes in one set of the first-level cache.
constexpr std::size_t gap_bytes = 256;

void compress(benchmark::State& state, const hash::Engine& engine) {
  const auto live = static_cast<std::size_t>(state.range(0));
  const auto bytes = static_cast<std::size_t>(state.range(1));
  std::vector<std::byte> memory(live * (bytes + gap_bytes), std::byte{0x5a});
  std::array<hash::LaneState, hash::engine_lanes_max> states;
  std::array<hash::LaneInput, hash::engine_lanes_max> lanes;
  for (std::size_t i = 0; i < live; ++i)
    lanes[i] = {&states[i], memory.data() + i * (bytes + gap_bytes)};
  for ([[maybe_unused]] auto step : state) {
    hash::advance(engine, std::span(lanes).first(live), bytes / hash::block_bytes);
    benchmark::DoNotOptimize(states);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * live * bytes));
}

}  // namespace

int main(int argc, char** argv) {
  for (const hash::Engine& engine : hash::engines()) {
    if (hash::availability(engine) != hash::Availability::available) {
      std::printf("%s: not run, this CPU lacks %s\n", std::string(engine.name).c_str(),
                  std::string(engine.needs).c_str());
      continue;
    }
    auto* const each = benchmark::RegisterBenchmark(std::string(engine.name).c_str(),
                                                    [&engine](benchmark::State& state) { compress(state, engine); });
    each->ArgNames({"lanes", "bytes"});
    for (std::int64_t lanes = 1; lanes <= static_cast<std::int64_t>(hash::engine_lanes_max); ++lanes)
      each->Args({lanes, 32 << 10});
    for (std::int64_t bytes = 1 << 10; bytes <= 8 << 20; bytes *= 2) {
      if (bytes != 32 << 10) each->Args({static_cast<std::int64_t>(engine.lanes), bytes});
    }
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
