// SPDX-License-Identifier: Apache-2.0
#include "base/result.hpp"

#include <gtest/gtest.h>

namespace weightcheck {
namespace {

TEST(Result, holds_a_value_or_an_error) {
  const Result<int> good = 7;
  EXPECT_TRUE(good.ok());
  EXPECT_EQ(*good, 7);
  const Result<int> bad = Error{ErrorCode::limit, "too much"};
  EXPECT_FALSE(bad.ok());
  EXPECT_EQ(bad.error().code, ErrorCode::limit);
  EXPECT_EQ(bad.value_or(3), 3);
}

TEST(Result, throws_when_asked_for_what_it_does_not_hold) {
  const Result<int> bad = Error{ErrorCode::io, "gone"};
  EXPECT_THROW((void)bad.value(), std::logic_error);
  const Status good = done;
  EXPECT_THROW((void)good.error(), std::logic_error);
}

TEST(Error, gathers_places_on_its_way_out) {
  EXPECT_EQ(within(within(Error{ErrorCode::io, "cut short"}, "line 3"), "index").message, "index: line 3: cut short");
}

}  // namespace
}  // namespace weightcheck
