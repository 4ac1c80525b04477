// SPDX-License-Identifier: Apache-2.0
#include "pipeline/reading_way.hpp"

#include <gtest/gtest.h>

namespace weightcheck::pipeline {
namespace {

using Choice = ReadingWay::Choice;
using std::chrono::nanoseconds;

// After as many quanta, where copying takes 1 ns a byte.
Choice chosen(double mapped_ns, int quanta = 8) {
  ReadingWay way(Choice::timed);
  for (int i = 0; i < quanta; ++i) {
    const double time = way.next() == Way::mapped ? mapped_ns : 1.0;
    way.took(i % 2 == 0 ? Way::copied : Way::mapped, 1000, nanoseconds(static_cast<int>(1000 * time)));
  }
  return way.choice();
}

TEST(ReadingWay, is_the_faster_one) {
  EXPECT_EQ(chosen(0.8), Choice::mapped);
  EXPECT_EQ(chosen(1.2), Choice::copied);
  EXPECT_EQ(chosen(0.97), Choice::copied) << "less than noise";
}

TEST(ReadingWay, is_not_chosen_before_both_were_timed) {
  EXPECT_EQ(chosen(0.5, 7), Choice::timed);
  ReadingWay way(Choice::timed);
  for (int i = 0; i < 100; ++i)
    way.took(Way::copied, 1000, nanoseconds(1000));  // what is not cached is copied, however it was to be read
  EXPECT_EQ(way.choice(), Choice::timed);
}

TEST(ReadingWay, goes_by_the_best_of_each) {
  ReadingWay way(Choice::timed);
  for (const int slow : {1, 10, 3, 7}) {  // a neighbour slows some down
    way.took(Way::copied, 1000, nanoseconds(1000 * slow));
    way.took(Way::mapped, 1000, nanoseconds(800 * (11 - slow)));
  }
  EXPECT_EQ(way.choice(), Choice::mapped);
  EXPECT_EQ(way.next(), Way::mapped);
  way.took(Way::mapped, 1000, nanoseconds(1'000'000));
  EXPECT_EQ(way.choice(), Choice::mapped) << "once a run";
}

TEST(ReadingWay, that_was_given_is_kept) {
  ReadingWay way(Choice::copied);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(way.next(), Way::copied);
    way.took(Way::mapped, 1000, nanoseconds(1));
  }
}

}  // namespace
}  // namespace weightcheck::pipeline
