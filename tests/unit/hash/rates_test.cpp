// SPDX-License-Identifier: Apache-2.0
#include "hash/rates.hpp"

#include <gtest/gtest.h>

namespace weightcheck::hash {
namespace {

// Figures measured on a Cascade Lake core without SHA extensions, GB/s (docs/performance.md).
constexpr Engine zmm{.name = "zmm", .needs = {}, .lanes = 16};
constexpr Engine ymm{.name = "ymm", .needs = {}, .lanes = 8};
constexpr Engine pair{.name = "pair", .needs = {}, .lanes = 2};
constexpr Engine single{.name = "single", .needs = {}, .lanes = 1};

TEST(Rates, follow_the_number_of_lanes_without_sha_extensions) {
  const Rates rates({{&zmm, 2.99e9}, {&ymm, 2.43e9}, {&single, 0.40e9}});
  EXPECT_EQ(rates.best(1).engine, &single);
  for (std::size_t live = 2; live <= 8; ++live) {
    EXPECT_EQ(rates.best(live).engine, &ymm) << live;
    EXPECT_EQ(rates.best(live).lanes, live);
  }
  for (std::size_t live = 9; live <= 13; ++live) {
    EXPECT_EQ(rates.best(live).engine, &ymm) << live;
    EXPECT_EQ(rates.best(live).lanes, 8U) << "the others wait";
  }
  for (std::size_t live = 14; live <= 16; ++live)
    EXPECT_EQ(rates.best(live).engine, &zmm) << live;
  EXPECT_EQ(rates.best(500).lanes, 16U);
  EXPECT_EQ(rates.lanes_max(), 16U);
  EXPECT_EQ(rates.describe(), "zmm, ymm, single");
}

TEST(Rates, follow_the_number_of_lanes_with_sha_extensions) {
  const Rates rates({{&zmm, 6.3e9}, {&ymm, 3.4e9}, {&pair, 2.9e9}, {&single, 1.8e9}});
  EXPECT_EQ(rates.best(1).engine, &single);
  for (std::size_t live = 2; live <= 6; ++live) {
    EXPECT_EQ(rates.best(live).engine, &pair) << live;
    EXPECT_EQ(rates.best(live).lanes, 2U);
  }
  EXPECT_EQ(rates.best(8).engine, &ymm);
  EXPECT_EQ(rates.best(16).engine, &zmm);
}

TEST(Rates, never_choose_an_engine_that_never_pays) {
  const Rates rates({{&ymm, 1.2e9}, {&pair, 2.9e9}, {&single, 1.8e9}});
  EXPECT_EQ(rates.lanes_max(), 2U);
  EXPECT_EQ(rates.describe(), "pair, single");
}

TEST(Rates, know_the_best_engine_for_lanes_that_go_on_together) {
  const Rates rates({{&zmm, 2.99e9}, {&ymm, 2.43e9}, {&single, 0.40e9}});
  EXPECT_EQ(rates.together(9).engine, &zmm);
  EXPECT_EQ(rates.together(9).lanes, 9U);
  EXPECT_EQ(rates.together(8).engine, &ymm);
  EXPECT_EQ(rates.together(1).engine, &single);
}

TEST(Rates, of_one_forced_engine_choose_it_for_everything) {
  const Rates rates({{&zmm, 1e9}});
  EXPECT_EQ(rates.best(1).engine, &zmm);
  EXPECT_EQ(rates.best(1).lanes, 1U);
  EXPECT_EQ(rates.together(1).engine, &zmm);
}

TEST(Rates, are_found_for_every_engine_of_this_machine) {
  const auto able = select("").value();
  const Rates measured = Rates::measured(able);
  ASSERT_EQ(measured.rates().size(), able.size());
  for (const Rates::Rate& rate : measured.rates())
    EXPECT_GT(rate.bytes_per_second, 1e6) << rate.engine->name;
  EXPECT_EQ(Rates::assumed(able).rates().size(), able.size());
}

}  // namespace
}  // namespace weightcheck::hash
