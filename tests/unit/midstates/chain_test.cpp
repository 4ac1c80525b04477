// SPDX-License-Identifier: Apache-2.0
// The law: whatever the hints are, the digest that a chain gives is the file's. Grids here are smaller than a file may
// have, so that thousands of trials take no time.
#include "midstates/chain.hpp"

#include <gtest/gtest.h>

#include <random>
#include <stdexcept>

#include "support/midstates_of.hpp"
#include "support/rounds.hpp"

namespace weightcheck::midstates {
namespace {

using test::content_of_size;
using test::line_of;

constexpr std::uint64_t grid = 256;

// One span of the file from any start, as a lane would do it.
hash::ChainingValue compressed(const hash::ChainingValue& start, std::string_view content, ByteRange span) {
  hash::LaneState state{.words = start, .bytes = span.begin};
  std::vector<std::byte> bytes(span.end - span.begin + hash::padding_bytes_max);
  std::ranges::copy(bytes_of(content.substr(span.begin, span.end - span.begin)), bytes.begin());
  const std::size_t used = span.end - span.begin;
  const std::size_t length = span.end == content.size() ? hash::pad(bytes, used, content.size()) : used;
  const hash::LaneInput input{&state, bytes.data()};
  hash::advance(hash::engines().back(), {&input, 1}, length / hash::block_bytes);
  return state.words;
}

struct Walked {
  Digest sha256;
  std::vector<ByteRange> broken;
  std::size_t wrong_hints = 0;
  std::vector<Hint> states;
  std::size_t steps = 0;      // spans that were computed a second time
  std::size_t to_differ = 0;  // steps before it was shown that the digest is not the line's
  bool shown_to_differ = false;
};

Walked walked(const Line& line, std::string_view content) {
  Chain chain(line, grid);
  for (std::size_t i = chain.spans(); i-- > 0;)
    chain.ended(i, compressed(chain.guess(i), content, chain.span(i)));
  Walked result;
  while (const auto step = chain.next_step()) {
    if (!result.shown_to_differ && chain.is_shown_to_differ()) {
      result.shown_to_differ = true;
      result.to_differ = result.steps;
    }
    ++result.steps;
    chain.stepped(compressed(step->start.value(), content, chain.span(step->span)));
  }
  EXPECT_FALSE(chain.is_shown_to_differ()) << "then the digest itself is known";
  result.sha256 = chain.digest();
  result.broken = chain.broken();
  result.wrong_hints = chain.wrong_hints();
  result.states = chain.states();
  return result;
}

hash::ChainingValue random_value(std::mt19937_64& random) {
  hash::ChainingValue value{};
  for (std::uint32_t& word : value)
    word = static_cast<std::uint32_t>(random());
  return value;
}

TEST(Chain, of_right_hints_computes_nothing_twice) {
  for (const std::uint64_t size : {257U, 512U, 513U, 1000U, 1024U, 5000U}) {
    const std::string content = content_of_size(size);
    const Line line = line_of(content, grid);
    const Walked result = walked(line, content);
    EXPECT_EQ(result.sha256, line.sha256) << size;
    EXPECT_EQ(result.steps, 0U);
    EXPECT_TRUE(result.broken.empty());
    EXPECT_EQ(result.wrong_hints, 0U);
    EXPECT_EQ(result.states, line.states);
  }
}

TEST(Chain, takes_over_from_a_wrong_hint_after_one_span) {
  const std::string content = content_of_size(10 * grid + 7);
  const Line right = line_of(content, grid);
  std::mt19937_64 random(1);
  for (std::size_t i = 0; i < right.states.size(); ++i) {
    Line line = right;
    line.states[i] = Hint(random_value(random));
    const Walked result = walked(line, content);
    EXPECT_EQ(result.sha256, right.sha256);
    EXPECT_EQ(result.steps, 1U);
    EXPECT_EQ(result.wrong_hints, 1U);
    EXPECT_EQ(result.states, right.states) << "what it hands on is the file's own";
    const std::vector<ByteRange> beside = {{i * grid, std::min<std::uint64_t>((i + 2) * grid, content.size())}};
    EXPECT_EQ(result.broken, beside) << "the links on both sides of it";
  }
}

TEST(Chain, finds_a_changed_byte_to_its_span) {
  const std::string content = content_of_size(9 * grid + 100);
  const Line line = line_of(content, grid);
  std::mt19937_64 random(2);
  for (int round = 0; round < test::rounds(500); ++round) {
    std::string damaged = content;
    const std::size_t at = random() % damaged.size();
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << (random() % 8)));
    const Walked result = walked(line, damaged);
    EXPECT_EQ(result.sha256, hash::sha256(bytes_of(damaged)));
    const std::uint64_t begin = at / grid * grid;
    const std::vector<ByteRange> span = {{begin, std::min<std::uint64_t>(begin + grid, content.size())}};
    ASSERT_EQ(result.broken, span) << at;
    EXPECT_EQ(result.steps, content.size() / grid - at / grid) << "the spans behind it, whose starts are others now";
    EXPECT_EQ(result.shown_to_differ, begin + grid < content.size()) << "in the last span, the digest is known at once";
    EXPECT_EQ(result.to_differ, 0U);
  }
}

TEST(Chain, joins_ranges_that_touch_and_keeps_others_apart) {
  const std::string content = content_of_size(6 * grid);
  const Line line = line_of(content, grid);
  std::string damaged = content;
  for (const std::size_t span : {0U, 1U, 3U, 5U})
    damaged[span * grid + 5] = static_cast<char>(damaged[span * grid + 5] ^ 1);
  const std::vector<ByteRange> expected = {{0, 2 * grid}, {3 * grid, 4 * grid}, {5 * grid, 6 * grid}};
  EXPECT_EQ(walked(line, damaged).broken, expected);
}

// Bits of data and of states, shortened states, exchanged pieces with their states, states recomputed from the damage
// on, one link recomputed, states of a neighbour, noise.
TEST(Chain, gives_the_files_own_digest_whatever_is_tampered_with) {
  std::mt19937_64 random(3);
  std::size_t as_listed = 0, shown = 0;
  for (int round = 0; round < test::rounds(20'000); ++round) {
    const std::string content = content_of_size(grid + 1 + random() % (8 * grid));
    Line line = line_of(content, grid);
    std::string here = content;
    const std::size_t kinds = 1 + random() % 2;
    for (std::size_t kind = 0; kind < kinds; ++kind) {
      const std::size_t state = random() % line.states.size();
      const std::size_t at = random() % here.size();
      switch (random() % 8) {
        case 0:
          here[at] = static_cast<char>(here[at] ^ (1 << (random() % 8)));
          break;
        case 1:
          line.states[state] = Hint(random_value(random));
          break;
        case 2: {  // two pieces change places, and their states with them
          const std::size_t other = random() % line.states.size();
          std::swap_ranges(here.begin() + static_cast<std::ptrdiff_t>(state * grid),
                           here.begin() + static_cast<std::ptrdiff_t>((state + 1) * grid),
                           other == state ? here.begin() + static_cast<std::ptrdiff_t>(state * grid)
                                          : here.begin() + static_cast<std::ptrdiff_t>(other * grid));
          std::swap(line.states[state], line.states[other]);
          break;
        }
        case 3: {  // damaged, and all states behind it made to fit
          here[at] = static_cast<char>(here[at] ^ 1);
          line.states = line_of(here, grid).states;
          break;
        }
        case 4: {  // one link made to fit by itself
          const auto start = state == 0 ? hash::initial_value : random_value(random);
          if (state > 0) line.states[state - 1] = Hint(start);
          line.states[state] = Hint(compressed(start, here, {state * grid, (state + 1) * grid}));
          break;
        }
        case 5:
          line.states = line_of(content_of_size(content.size() + 1), grid).states;
          line.states.resize(states_of(content.size(), grid));
          break;
        case 6:
          std::ranges::fill(line.states, Hint());
          break;
        default:  // the claimed digest is another
          line.sha256.bytes[random() % 32] ^= std::byte{1};
      }
    }
    const Walked result = walked(line, here);
    const Digest truth = hash::sha256(bytes_of(here));
    ASSERT_EQ(result.sha256, truth) << "round " << round;
    ASSERT_EQ(result.states, line_of(here, grid).states);
    ASSERT_FALSE(result.shown_to_differ && truth == line.sha256) << "round " << round;
    shown += result.shown_to_differ ? 1 : 0;
    as_listed += truth == line.sha256 ? 1 : 0;
    if (result.broken.empty()) {
      ASSERT_EQ(truth, line.sha256) << "all links hold, so it is the claimed digest";
    }
  }
  EXPECT_GT(as_listed, test::rounds(2000U));
  EXPECT_LT(as_listed, test::rounds(18'000U));
  EXPECT_GT(shown, test::rounds(1000U));
}

TEST(Chain, does_not_take_a_wrong_hint_for_damage) {
  const std::string content = content_of_size(8 * grid + 9);
  std::mt19937_64 random(4);
  for (int round = 0; round < test::rounds(500); ++round) {
    Line line = line_of(content, grid);
    for (std::size_t wrong = 1 + random() % line.states.size(); wrong > 0; --wrong)
      line.states[random() % line.states.size()] = Hint(random_value(random));
    EXPECT_FALSE(walked(line, content).shown_to_differ);
  }
}

TEST(Chain, shows_a_difference_only_behind_the_last_broken_span) {
  const std::string content = content_of_size(8 * grid);
  Line line = line_of(content, grid);
  std::string damaged = content;
  damaged[grid + 5] = static_cast<char>(damaged[grid + 5] ^ 1);
  line.states[4] = Hint();  // breaks the spans 4 and 5
  const Walked result = walked(line, damaged);
  EXPECT_TRUE(result.shown_to_differ);
  EXPECT_EQ(result.to_differ, 4U) << "spans 2 to 5";
  EXPECT_EQ(result.steps, 6U);
}

TEST(Chain, tells_nothing_before_it_is_walked_to_its_end) {
  const std::string content = content_of_size(3 * grid);
  Line line = line_of(content, grid);
  line.states[0] = Hint();
  Chain chain(line, grid);
  EXPECT_THROW(static_cast<void>(chain.digest()), std::logic_error);
  for (std::size_t i = 0; i < chain.spans(); ++i)
    chain.ended(i, compressed(chain.guess(i), content, chain.span(i)));
  EXPECT_THROW(static_cast<void>(chain.digest()), std::logic_error);
  ASSERT_TRUE(chain.next_step());
  EXPECT_THROW(static_cast<void>(chain.digest()), std::logic_error);
  EXPECT_THROW(static_cast<void>(chain.states()), std::logic_error);
  EXPECT_THROW(static_cast<void>(chain.wrong_hints()), std::logic_error);
}

TEST(Chain, is_not_made_of_states_that_do_not_fit_the_size) {
  Line line = line_of(content_of_size(3 * grid), grid);
  line.states.pop_back();
  EXPECT_THROW(Chain(line, grid), std::logic_error);
}

// A hint can be compared and written, and be turned into nothing that was computed.
static_assert(!std::is_convertible_v<Hint, hash::ChainingValue> && !std::is_constructible_v<hash::ChainingValue, Hint>);
static_assert(!std::is_constructible_v<Proven, Hint> && !std::is_constructible_v<Proven, hash::ChainingValue> &&
              !std::is_default_constructible_v<Proven>);

}  // namespace
}  // namespace weightcheck::midstates
