// SPDX-License-Identifier: Apache-2.0
#include "policy/date.hpp"

#include <gtest/gtest.h>

namespace weightcheck::policy {
namespace {

TEST(Date, reads_days_of_the_calendar_and_writes_them_back) {
  for (const char* text : {"2027-01-31", "2028-02-29", "2000-02-29", "0001-01-01", "9999-12-31"}) {
    ASSERT_TRUE(parse_date(text).has_value()) << text;
    EXPECT_EQ(iso_date(*parse_date(text)), text);
  }
  EXPECT_LT(parse_date("2027-01-31"), parse_date("2027-02-01"));
}

TEST(Date, is_no_day_that_never_comes_and_no_other_spelling) {
  for (const char* text :
       {"", "2027-1-31", "27-01-31", "2027-02-29", "2100-02-29", "2027-04-31", "2027-13-01", "2027-00-01", "2027-01-00",
        "2027/01/31", "20270131", "2027-01-31T00:00", " 2027-01-31", "2027-01-3x", "-027-01-31", "+027-01-31"})
    EXPECT_FALSE(parse_date(text).has_value()) << text;
}

}  // namespace
}  // namespace weightcheck::policy
