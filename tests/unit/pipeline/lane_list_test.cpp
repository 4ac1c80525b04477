// SPDX-License-Identifier: Apache-2.0
#include "pipeline/lane_list.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <thread>

#include "pipeline/lane_shares.hpp"

namespace weightcheck::pipeline {
namespace {

constexpr hash::Engine zmm{.name = "zmm", .needs = {}, .lanes = 16};
constexpr hash::Engine ymm{.name = "ymm", .needs = {}, .lanes = 8};
constexpr hash::Engine pair{.name = "pair", .needs = {}, .lanes = 2};
constexpr hash::Engine single{.name = "single", .needs = {}, .lanes = 1};

const hash::Rates& plain() {  // Cascade Lake, no SHA extensions
  static const hash::Rates rates({{&zmm, 2.99e9}, {&ymm, 2.43e9}, {&single, 0.40e9}});
  return rates;
}
const hash::Rates& with_extensions() {  // Zen 5
  static const hash::Rates rates({{&zmm, 6.3e9}, {&ymm, 3.4e9}, {&pair, 2.9e9}, {&single, 1.8e9}});
  return rates;
}
const hash::Rates& one_stream() {
  static const hash::Rates rates({{&single, 0.40e9}});
  return rates;
}

using Shares = std::vector<std::size_t>;

TEST(LaneShares, fill_the_widest_engine_where_there_is_plenty) {
  EXPECT_EQ(lane_shares(plain(), 100, 2), (Shares{16, 16}));
  EXPECT_EQ(lane_shares(with_extensions(), 32, 2), (Shares{16, 16}));
  EXPECT_EQ(lane_shares(one_stream(), 3, 2), (Shares{1, 1}));
}

TEST(LaneShares, spread_the_lanes_of_a_half_full_machine) {
  EXPECT_EQ(lane_shares(plain(), 16, 2), (Shares{8, 8}));
  EXPECT_EQ(lane_shares(plain(), 2, 2), (Shares{1, 1}));
  EXPECT_EQ(lane_shares(plain(), 3, 4), (Shares{1, 1, 1, 0}));
  EXPECT_EQ(lane_shares(plain(), 1, 1), (Shares{1}));
}

TEST(LaneShares, keep_some_threads_narrow_where_two_lanes_are_fast) {
  EXPECT_EQ(lane_shares(with_extensions(), 16, 2), (Shares{14, 2}));
  EXPECT_EQ(lane_shares(with_extensions(), 5, 2), (Shares{2, 2})) << "a fifth lane would only slow one thread down";
}

TEST(LaneShares, stay_even_where_unevenness_gains_little) {
  EXPECT_EQ(lane_shares(plain(), 8, 2), (Shares{4, 4}));
  EXPECT_EQ(lane_shares(with_extensions(), 24, 2), (Shares{12, 12}));
}

TEST(LaneShares, never_hand_out_more_lanes_than_there_are) {
  for (const hash::Rates* rates : {&plain(), &with_extensions(), &one_stream()}) {
    for (std::size_t threads = 1; threads <= 9; ++threads) {
      for (std::size_t lanes = 0; lanes <= 160; ++lanes) {
        const Shares shares = lane_shares(*rates, lanes, threads);
        ASSERT_EQ(shares.size(), threads);
        EXPECT_TRUE(std::ranges::is_sorted(shares, std::greater{}));
        EXPECT_LE(std::accumulate(shares.begin(), shares.end(), std::size_t{0}), lanes);
        EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(shares, 0U)), threads - std::min(threads, lanes));
      }
    }
  }
}

std::vector<Lane> lanes_of(std::initializer_list<std::uint64_t> sizes) {
  std::vector<Lane> lanes(sizes.size());
  std::size_t i = 0;
  for (const std::uint64_t size : sizes) {
    lanes[i].item = i;
    lanes[i++].end = size;
  }
  return lanes;
}

std::vector<std::uint64_t> sizes(const LaneList::Load& load) {
  std::vector<std::uint64_t> all;
  for (const Lane* lane : load.lanes)
    all.push_back(lane->end);
  return all;
}

TEST(LaneList, gives_the_longest_first) {
  std::vector<Lane> lanes = lanes_of({10, 50, 30, 20, 40});
  LaneList list(lanes, one_stream(), 1, 100);
  EXPECT_EQ(sizes(list.take(0)), std::vector<std::uint64_t>{50});
  EXPECT_EQ(list.one_more()->end, 40U);
  EXPECT_EQ(list.one_more()->end, 30U);
  EXPECT_EQ(list.one_more()->end, 20U);
  EXPECT_EQ(list.one_more()->end, 10U);
  EXPECT_EQ(list.one_more(), nullptr);
}

TEST(LaneList, ends_begun_files_before_it_begins_others_while_there_are_plenty) {
  std::vector<Lane> lanes = lanes_of({100, 90, 80});
  LaneList list(lanes, one_stream(), 1, 100);
  LaneList::Load load = list.take(0);
  load.lanes[0]->offset = 50;
  list.put_back(0, load.lanes);
  load = list.take(0);
  EXPECT_EQ(sizes(load), std::vector<std::uint64_t>{100}) << "begun, though 90 is more than what remains of it";
}

TEST(LaneList, lets_the_last_files_end_together) {
  std::vector<Lane> lanes = lanes_of({100, 90});
  LaneList list(lanes, plain(), 1, 100);
  LaneList::Load load = list.take(0);
  ASSERT_EQ(load.lanes.size(), 2U);
  load.lanes[0]->offset = 50;
  list.put_back(0, load.lanes);
  EXPECT_EQ(sizes(list.take(0)), (std::vector<std::uint64_t>{90, 100}));
}

TEST(LaneList, gives_a_file_that_outlasts_the_rest_a_thread_of_its_own) {
  std::vector<Lane> lanes = lanes_of({10'000, 100, 100, 100, 100, 100});
  LaneList list(lanes, plain(), 2, 100);
  const LaneList::Load first = list.take(1);
  EXPECT_TRUE(first.alone);
  EXPECT_EQ(sizes(first), std::vector<std::uint64_t>{10'000});
  const LaneList::Load second = list.take(0);
  EXPECT_FALSE(second.alone);
  EXPECT_EQ(second.lanes.size(), 5U) << "the other thread has all the others";
}

TEST(LaneList, leaves_the_longest_to_a_thread_on_which_they_go_on_faster) {
  constexpr std::uint64_t long_size = std::uint64_t{500} << 20;
  std::vector<Lane> lanes(16);
  for (Lane& lane : lanes)
    lane.end = long_size;
  LaneList list(lanes, with_extensions(), 2, 100);
  LaneList::Load wide = list.take(0);
  ASSERT_EQ(wide.lanes.size(), 14U);
  LaneList::Load narrow = list.take(1);
  ASSERT_EQ(narrow.lanes.size(), 2U);
  for (Lane* lane : narrow.lanes)
    lane->offset = long_size / 2;
  list.put_back(1, narrow.lanes);
  narrow = list.take(1);
  for (Lane* lane : wide.lanes)
    lane->offset = 64;
  list.put_back(0, wide.lanes);
  wide = list.take(0);
  EXPECT_EQ(wide.lanes.size(), 12U) << "two are left for the narrow thread";
  list.put_back(1, narrow.lanes);
  for (const Lane* lane : list.take(1).lanes)
    EXPECT_EQ(lane->offset, 64U);
}

TEST(LaneList, keeps_equal_files_together) {
  std::vector<Lane> lanes = lanes_of({100, 100, 100, 100, 100, 100, 100, 100});
  LaneList list(lanes, plain(), 2, 100);
  EXPECT_FALSE(list.take(0).alone);
}

TEST(LaneList, sends_home_the_threads_that_have_no_lane) {
  std::vector<Lane> lanes = lanes_of({100});
  LaneList list(lanes, plain(), 4, 100);
  const LaneList::Load load = list.take(0);
  EXPECT_EQ(load.lanes.size(), 1U);
  for (unsigned worker = 1; worker < 4; ++worker)
    EXPECT_TRUE(list.take(worker).lanes.empty());
}

TEST(LaneList, keeps_the_thread_whose_lane_is_the_last_when_the_others_went_home) {
  std::vector<Lane> lanes = lanes_of({100, 200});
  for (Lane& lane : lanes)
    lane.blobs.emplace_back(git::ObjectFormat::sha1, lane.end);
  LaneList list(lanes, plain(), 3, 100);
  const LaneList::Load first = list.take(0);
  const LaneList::Load second = list.take(1);
  EXPECT_TRUE(list.take(2).lanes.empty());
  first.lanes.front()->offset = first.lanes.front()->end;
  list.put_back(0, first.lanes);
  EXPECT_TRUE(list.take(0).lanes.empty());
  second.lanes.front()->offset = 1;
  list.put_back(1, second.lanes);
  EXPECT_EQ(list.take(1).lanes, second.lanes);
}

TEST(LaneList, is_empty_when_all_ended) {
  std::vector<Lane> lanes = lanes_of({100, 200});
  LaneList list(lanes, plain(), 1, 100);
  const LaneList::Load load = list.take(0);
  for (Lane* lane : load.lanes)
    lane->offset = lane->end;
  list.put_back(0, load.lanes);
  EXPECT_TRUE(list.take(0).lanes.empty());
}

TEST(LaneList, hands_out_no_more_lanes_than_allowed) {
  std::vector<Lane> lanes = lanes_of({100, 100, 100, 100, 100, 100});
  LaneList list(lanes, plain(), 1, 3);
  EXPECT_EQ(list.take(0).lanes.size(), 3U);
  EXPECT_EQ(list.one_more(), nullptr);
}

TEST(LaneList, takes_a_blob_id_as_one_stream) {
  std::vector<Lane> lanes = lanes_of({100, 100, 90});
  lanes[2].blobs.emplace_back(git::ObjectFormat::sha1, 90);
  LaneList list(lanes, plain(), 1, 100);
  const LaneList::Load load = list.take(0);
  EXPECT_TRUE(load.alone);
  EXPECT_EQ(sizes(load), std::vector<std::uint64_t>{90}) << "it takes longer than the others";
}

TEST(LaneList, wakes_the_waiting_when_stopped) {
  std::vector<Lane> lanes = lanes_of({100, 100});
  LaneList list(lanes, one_stream(), 2, 1);  // one at once: the second thread goes home or waits
  const LaneList::Load load = list.take(0);
  std::jthread other([&list] { EXPECT_TRUE(list.take(1).lanes.empty()); });
  list.stop();
  other.join();
  EXPECT_TRUE(list.take(0).lanes.empty());
}

TEST(LaneList, loses_no_lane_among_many_threads) {
  std::vector<Lane> lanes(500);
  for (std::size_t i = 0; i < lanes.size(); ++i)
    lanes[i].end = 1 + (i * 7919) % 1000;
  constexpr unsigned threads = 4;
  LaneList list(lanes, with_extensions(), threads, SIZE_MAX);
  {
    std::vector<std::jthread> pool;
    for (unsigned worker = 0; worker < threads; ++worker) {
      pool.emplace_back([&list, worker] {
        while (true) {
          LaneList::Load load = list.take(worker);
          if (load.lanes.empty()) return;
          if (Lane* const more = load.alone ? nullptr : list.one_more()) load.lanes.push_back(more);
          for (Lane* lane : load.lanes)
            lane->offset += std::min<std::uint64_t>(64, lane->remaining());
          list.put_back(worker, load.lanes);
        }
      });
    }
  }
  for (const Lane& lane : lanes)
    EXPECT_TRUE(lane.ended());
}

}  // namespace
}  // namespace weightcheck::pipeline
