// SPDX-License-Identifier: Apache-2.0
// The table put together, and the known answers: the one- and two-block examples of FIPS 180 (NIST, "SHA-256 Example"),
// the empty message and the 896-bit message of the same collection, two to a run so that lanes which leak into each
// other show.
#include "hash/engine.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <string>

#include "hash/kernels.hpp"

namespace weightcheck::hash {
namespace {

struct KnownAnswer {
  std::string_view message;
  std::string_view digest;
};

constexpr std::array<KnownAnswer, 2> one_block = {{
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
}};
constexpr std::array<KnownAnswer, 2> two_blocks = {{
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
     "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
}};

bool answers(const Engine& engine, const std::array<KnownAnswer, 2>& known) {
  std::array<std::array<std::byte, 256>, 2> padded{};
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < known.size(); ++i) {
    std::ranges::copy(bytes_of(known[i].message), padded[i].begin());
    bytes = pad(padded[i], known[i].message.size(), known[i].message.size());
  }
  std::array<LaneState, engine_lanes_max> states;
  std::array<LaneInput, engine_lanes_max> lanes;
  for (std::size_t i = 0; i < engine.lanes; ++i)
    lanes[i] = {&states[i], padded[i % 2].data()};
  advance(engine, std::span(lanes).first(engine.lanes), bytes / block_bytes);
  for (std::size_t i = 0; i < engine.lanes; ++i) {
    if (digest_of(states[i]).hex() != known[i % 2].digest) return false;
  }
  return true;
}

Availability examine(const Engine& engine) {
  if (!engine.cpu_has_it()) return Availability::cpu_lacks_it;
  return answers(engine, one_block) && answers(engine, two_blocks) ? Availability::available
                                                                   : Availability::failed_known_answer;
}

std::string known_names() {
  std::string names;
  for (const Engine& engine : engines())
    names.append(names.empty() ? "" : ", ").append(engine.name);
  return names;
}

Result<const Engine*> demand(std::string_view name) {
  const auto found = std::ranges::find(engines(), name, &Engine::name);
  if (found == engines().end()) {
    return Error{ErrorCode::usage, "there is no engine of that name; known are " + known_names()};
  }
  switch (availability(*found)) {
    case Availability::available:
      return &*found;
    case Availability::cpu_lacks_it:
      return Error{ErrorCode::unsupported,
                   "engine " + std::string(name) + " needs " + std::string(found->needs) + ", which this CPU lacks"};
    case Availability::failed_known_answer:
      break;
  }
  return Error{ErrorCode::unsupported, "engine " + std::string(name) + " gave a wrong answer to a known question"};
}

}  // namespace

std::span<const Engine> engines() {
  static const std::vector<Engine> table = [] {
    std::vector<Engine> all;
    for (const auto& some : {wide_engines(), sha_ni_engines()})
      all.insert(all.end(), some.begin(), some.end());
    std::ranges::stable_sort(all, std::greater{}, &Engine::typical_rate);
    all.insert(all.end(), single_engines().begin(), single_engines().end());
    return all;
  }();
  return table;
}

Availability availability(const Engine& engine) {
  static const std::vector<Availability> found = [] {
    std::vector<Availability> each;
    for (const Engine& one : engines())
      each.push_back(examine(one));
    return each;
  }();
  return found[static_cast<std::size_t>(&engine - engines().data())];
}

Result<std::vector<const Engine*>> select(std::string_view names) {
  std::vector<const Engine*> chosen;
  if (names.empty()) {
    for (const Engine& engine : engines()) {
      if (availability(engine) == Availability::available) chosen.push_back(&engine);
    }
    if (chosen.empty())
      return Error{ErrorCode::unsupported, "no SHA-256 engine gives the right answer on this machine"};
    return chosen;
  }
  while (true) {
    const std::size_t comma = names.find(',');
    const Result<const Engine*> engine = demand(names.substr(0, comma));
    if (!engine) return engine.error();
    if (std::ranges::find(chosen, *engine) == chosen.end()) chosen.push_back(*engine);
    if (comma == std::string_view::npos) return chosen;
    names.remove_prefix(comma + 1);
  }
}

void advance(const Engine& engine, std::span<const LaneInput> lanes, std::size_t blocks) {
  if (blocks == 0) return;
  std::array<std::uint32_t, 8> spare{};
  for (std::size_t begin = 0; begin < lanes.size(); begin += engine.lanes) {
    std::array<std::uint32_t*, engine_lanes_max> words{};
    std::array<const std::byte*, engine_lanes_max> data{};
    for (std::size_t i = 0; i < engine.lanes; ++i) {
      const bool live = begin + i < lanes.size();
      words[i] = live ? lanes[begin + i].state->words.data() : spare.data();
      data[i] = lanes[live ? begin + i : begin].data;  // an empty lane computes what nobody reads
    }
    engine.compress(words.data(), data.data(), blocks);
  }
  for (const LaneInput& lane : lanes)
    lane.state->bytes += blocks * block_bytes;
}

}  // namespace weightcheck::hash
