// SPDX-License-Identifier: Apache-2.0
#include "evidence/budget.hpp"

#include <gtest/gtest.h>

namespace weightcheck::evidence {
namespace {

TEST(Budget, lasts_to_its_limit_and_says_what_it_was) {
  Budget budget;
  EXPECT_TRUE(budget.draw(Cost::references, limits::gathered_references_max - 1).ok());
  EXPECT_TRUE(budget.draw(Cost::references, 1).ok());
  EXPECT_TRUE(budget.draw(Cost::references, 0).ok());
  const Status over = budget.draw(Cost::references, 1);
  ASSERT_FALSE(over.ok());
  EXPECT_EQ(over.error().code, ErrorCode::limit);
  EXPECT_EQ(over.error().message, "with it the model is over the limit of 10000 references to code in one model");
  EXPECT_TRUE(budget.draw(Cost::entries, limits::gathered_entries_max).ok());  // each cost has a limit of its own
}

TEST(Budget, keeps_what_is_left_for_what_is_smaller) {
  Budget budget;
  EXPECT_FALSE(budget.draw(Cost::bytes, limits::gathered_bytes_max + 1).ok());
  EXPECT_TRUE(budget.draw(Cost::bytes, limits::gathered_bytes_max).ok());
}

TEST(Budget, is_over_when_a_stop_is_asked_for) {
  std::stop_source stop;
  Budget budget(stop.get_token());
  EXPECT_TRUE(budget.draw(Cost::steps, 1).ok());
  stop.request_stop();
  EXPECT_EQ(budget.draw(Cost::steps, 1).error().code, ErrorCode::interrupted);
}

}  // namespace
}  // namespace weightcheck::evidence
