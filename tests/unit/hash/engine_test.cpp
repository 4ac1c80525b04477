// SPDX-License-Identifier: Apache-2.0
// Every engine against OpenSSL's EVP interface (sha256.hpp), which the engines do not use. What this CPU cannot run is
// skipped by name.
#include "hash/engine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <random>
#include <set>
#include <string>

#include "hash/rates.hpp"
#include "hash/sha256.hpp"
#include "support/naive_sha256.hpp"
#include "support/noise.hpp"

namespace weightcheck::hash {
namespace {

using test::noise;

std::vector<const Engine*> available_engines() { return select("").value(); }

std::vector<std::byte> padded(ByteSpan message) {
  std::vector<std::byte> bytes(message.begin(), message.end());
  bytes.resize(message.size() + padding_bytes_max);
  bytes.resize(pad(bytes, message.size(), message.size()));
  return bytes;
}

class EveryEngine : public testing::TestWithParam<std::size_t> {
 protected:
  void SetUp() override {
    if (availability(engine()) == Availability::cpu_lacks_it) {
      GTEST_SKIP() << "NOT RUN: this CPU lacks what " << engine().name << " needs: " << engine().needs;
    }
    ASSERT_EQ(availability(engine()), Availability::available) << engine().name << " fails its known answer";
  }

  [[nodiscard]] static const Engine& engine() { return engines()[GetParam()]; }
};

// Hashes the messages together, in as many blocks at a time as the shortest one left allows.
void expect_right(const Engine& engine, const std::vector<ByteSpan>& messages) {
  std::vector<std::vector<std::byte>> bytes;
  std::vector<ByteSpan> spans;
  for (const ByteSpan message : messages)
    spans.emplace_back(bytes.emplace_back(padded(message)));
  for (std::size_t i = 0; i < spans.size(); ++i)
    spans[i] = bytes[i];
  const std::vector<Digest> digests = digests_of(Rates({{&engine, 1e9}}), spans).digests;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    ASSERT_EQ(digests[i], sha256(messages[i]))
        << engine.name << ", message " << i << " of " << messages.size() << ", " << messages[i].size() << " bytes";
  }
}

TEST_P(EveryEngine, hashes_every_length_to_300_in_every_lane) {
  const std::vector<std::byte> bytes = noise(400, 1);
  for (std::size_t length = 0; length <= 300; ++length) {
    std::vector<ByteSpan> messages;
    for (std::size_t lane = 0; lane < engine().lanes; ++lane)
      messages.push_back(ByteSpan(bytes).subspan(lane, length));
    expect_right(engine(), messages);
  }
}

TEST_P(EveryEngine, hashes_around_the_edges_of_buffers) {
  const std::vector<std::byte> bytes = noise((std::size_t{1} << 18) + 200, 2);
  for (const std::size_t edge : {4096U, 32'768U, 65'536U, 262'144U}) {
    for (std::size_t length = edge - 66; length <= edge + 66; length += 11) {
      expect_right(engine(), {ByteSpan(bytes).first(length), ByteSpan(bytes).subspan(1, length + 1)});
    }
  }
}

TEST_P(EveryEngine, hashes_every_number_of_lanes) {
  const std::vector<std::byte> bytes = noise(5000, 3);
  for (std::size_t count = 1; count <= 3 * engine_lanes_max; ++count) {
    std::vector<ByteSpan> messages;
    for (std::size_t lane = 0; lane < count; ++lane)
      messages.push_back(ByteSpan(bytes).subspan(lane * 13, 200 + lane * 7));
    expect_right(engine(), messages);
  }
}

TEST_P(EveryEngine, hashes_random_mixes_of_lengths) {
  std::mt19937 random(4);
  const std::vector<std::byte> bytes = noise(70'000, 5);
  for (int round = 0; round < 60; ++round) {
    std::vector<ByteSpan> messages(1 + random() % 40);
    for (ByteSpan& message : messages) {
      const std::size_t limit = random() % 3 == 0 ? 66'000 : 3000;
      message = ByteSpan(bytes).subspan(random() % 3000, random() % limit);
    }
    expect_right(engine(), messages);
  }
}

TEST_P(EveryEngine, reads_blocks_of_any_alignment) {
  const std::vector<std::byte> bytes = noise(4096, 6);
  for (std::size_t shift = 0; shift < 64; ++shift) {
    std::vector<LaneState> mine(engine().lanes), reference(engine().lanes);
    std::vector<LaneInput> lanes, single;
    for (std::size_t i = 0; i < engine().lanes; ++i) {
      lanes.push_back({&mine[i], bytes.data() + shift + i * 65});
      single.push_back({&reference[i], lanes.back().data});
    }
    advance(engine(), lanes, 3);
    advance(engines().back(), single, 3);
    ASSERT_EQ(mine, reference) << engine().name << " at offset " << shift;
  }
}

TEST_P(EveryEngine, leaves_other_memory_alone) {
  std::vector<std::byte> bytes = noise(64 * engine_lanes_max, 7);
  const std::vector<std::byte> before = bytes;
  std::vector<LaneState> states(engine().lanes + 2);
  std::vector<LaneInput> lanes;
  for (std::size_t i = 0; i < engine().lanes; ++i)
    lanes.push_back({&states[i + 1], bytes.data() + 64 * i});
  advance(engine(), lanes, 1);
  EXPECT_EQ(bytes, before);
  EXPECT_EQ(states.front(), LaneState());
  EXPECT_EQ(states.back(), LaneState());
}

// Each lane from a chaining value of its own, as a span in the middle of a file has, against FIPS 180-4 word by word.
TEST_P(EveryEngine, goes_on_from_any_chaining_value_and_gives_out_the_next) {
  std::mt19937 random(9);
  const std::vector<std::byte> bytes = noise(64 * 40 + engine_lanes_max * 100, 10);
  for (int round = 0; round < 50; ++round) {
    const std::size_t blocks = 1 + random() % 40;
    std::vector<LaneState> states(1 + random() % engine().lanes);
    std::vector<ChainingValue> expected;
    std::vector<LaneInput> lanes;
    for (std::size_t i = 0; i < states.size(); ++i) {
      for (std::uint32_t& word : states[i].words)
        word = static_cast<std::uint32_t>(random());
      states[i].bytes = std::uint64_t{64} * random();
      const std::byte* const data = bytes.data() + i * 100;
      expected.push_back(test::naive_compress(states[i].words, {data, blocks * block_bytes}));
      lanes.push_back({&states[i], data});
    }
    advance(engine(), lanes, blocks);
    for (std::size_t i = 0; i < states.size(); ++i)
      ASSERT_EQ(states[i].words, expected[i]) << engine().name << ", lane " << i << " of " << states.size();
  }
}

INSTANTIATE_TEST_SUITE_P(Engine, EveryEngine, testing::Range(std::size_t{0}, engines().size()),
                         [](const testing::TestParamInfo<std::size_t>& each) {
                           std::string name(engines()[each.param].name);
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(Lane, continues_in_any_engine_at_any_block) {
  std::mt19937 random(8);
  const std::vector<const Engine*> able = available_engines();
  for (int round = 0; round < 200; ++round) {
    const std::vector<std::byte> message = noise(random() % 9000, random());
    const std::vector<std::byte> bytes = padded(message);
    const std::vector<std::byte> other = noise(bytes.size(), random());
    LaneState state;
    while (state.bytes < bytes.size()) {
      const Engine& engine = *able[random() % able.size()];
      const std::size_t blocks = std::min<std::size_t>(1 + random() % 40, (bytes.size() - state.bytes) / block_bytes);
      std::vector<LaneState> neighbours(engine.lanes);
      std::vector<LaneInput> lanes;
      for (LaneState& neighbour : neighbours)
        lanes.push_back({&neighbour, other.data()});
      lanes[random() % lanes.size()] = {&state, bytes.data() + state.bytes};
      advance(engine, lanes, blocks);
    }
    ASSERT_EQ(digest_of(state), sha256(message));
  }
}

TEST(Lane, shows_its_chaining_value_at_any_block_in_any_engine) {
  const std::vector<std::byte> message = noise(std::size_t{20} * 448 + 17, 12);
  for (const Engine* engine : available_engines()) {
    LaneState state;
    test::NaiveState expected = test::naive_start();
    EXPECT_EQ(initial_value, expected);
    for (std::size_t at = 0; at + 448 <= message.size(); at += 448) {
      const LaneInput input{&state, message.data() + at};
      advance(*engine, {&input, 1}, 7);
      expected = test::naive_compress(expected, ByteSpan(message).subspan(at, 448));
      ASSERT_EQ(state.words, expected) << engine->name << " after " << at + 448 << " bytes";
      ASSERT_EQ(state.bytes, at + 448);
      ASSERT_EQ(read_chaining_value(to_bytes(state.words)), state.words);
    }
    const auto rest = ByteSpan(message).subspan(state.bytes);
    EXPECT_EQ(Digest{to_bytes(test::naive_finish(state.words, rest, message.size()))}, sha256(message));
  }
}

TEST(Lane, needs_room_for_its_padding) {
  std::vector<std::byte> room(100);
  EXPECT_THROW(static_cast<void>(pad(room, 29, 29)), std::logic_error);
  EXPECT_EQ(pad(room, 28, 28), block_bytes);
}

TEST(EngineTable, names_each_engine_once_and_ends_with_the_single_stream) {
  std::set<std::string_view> names;
  for (const Engine& engine : engines()) {
    EXPECT_TRUE(names.insert(engine.name).second) << engine.name;
    EXPECT_LE(engine.lanes, engine_lanes_max);
  }
  EXPECT_EQ(engines().back().name, "openssl");
  EXPECT_EQ(engines().back().lanes, 1U);
  EXPECT_EQ(availability(engines().back()), Availability::available);
}

TEST(EngineTable, says_on_this_machine) {
  for (const Engine& engine : engines()) {
    std::printf("[ engines  ] %-12s %s\n", std::string(engine.name).c_str(),
                availability(engine) == Availability::available ? "run" : "NOT RUN, the CPU lacks it");
  }
}

TEST(EngineSelection, takes_names_and_lists_of_names) {
  const auto one = select("openssl");
  ASSERT_TRUE(one.ok());
  ASSERT_EQ(one->size(), 1U);
  EXPECT_EQ(one->front()->name, "openssl");
  EXPECT_EQ(select("openssl,openssl")->size(), 1U);
  const std::string wide(available_engines().front()->name);
  EXPECT_EQ(select(wide + ",openssl")->front()->name, wide);
}

TEST(EngineSelection, refuses_unknown_names_and_lists_the_known_ones) {
  for (const std::string_view names : {"md5", "openssl,", ",openssl", "openssl, openssl", "OPENSSL"}) {
    const auto refused = select(names);
    ASSERT_FALSE(refused.ok()) << names;
    EXPECT_EQ(refused.error().code, ErrorCode::usage);
    EXPECT_NE(refused.error().message.find("openssl"), std::string::npos);
  }
}

TEST(EngineSelection, refuses_what_the_cpu_lacks) {
  const auto lacking =
      std::ranges::find(engines(), Availability::cpu_lacks_it, [](const Engine& e) { return availability(e); });
  if (lacking == engines().end()) GTEST_SKIP() << "NOT RUN: this CPU runs every engine";
  const auto refused = select(lacking->name);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace weightcheck::hash
