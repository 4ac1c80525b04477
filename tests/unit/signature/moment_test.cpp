// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "signature/moment.hpp"

namespace weightcheck::signature {
namespace {

TEST(Moment, is_read_as_rfc_3339_has_it) {
  EXPECT_EQ(read_rfc3339("1970-01-01T00:00:00Z"), Moment{});
  EXPECT_EQ(read_rfc3339("2026-03-01T12:00:00Z"), (Moment{1'772'366'400, 0}));
  EXPECT_EQ(read_rfc3339("2026-03-01t12:00:00z"), (Moment{1'772'366'400, 0}));
  EXPECT_EQ(read_rfc3339("2026-03-01T14:00:00+02:00"), (Moment{1'772'366'400, 0}));
  EXPECT_EQ(read_rfc3339("2026-03-01T06:30:00-05:30"), (Moment{1'772'366'400, 0}));
  EXPECT_EQ(read_rfc3339("2024-02-29T23:59:59.25Z"), (Moment{1'709'251'199, 250'000'000}));
  EXPECT_EQ(read_rfc3339("1969-12-31T23:59:59.123456789123Z"), (Moment{-1, 123'456'789}));
}

TEST(Moment, of_another_form_is_refused) {
  for (const std::string_view text :
       {"", "2026-03-01", "2026-03-01T12:00:00", "2026-03-01 12:00:00Z", "2026-03-01T12:00Z", "2026-3-01T12:00:00Z",
        "2026-02-29T12:00:00Z", "2026-13-01T12:00:00Z", "2026-00-01T12:00:00Z", "2026-03-01T24:00:00Z",
        "2026-03-01T12:60:00Z", "2026-03-01T12:00:60Z", "2026-03-01T12:00:00.Z", "2026-03-01T12:00:00Zx",
        "2026-03-01T12:00:00+02", "2026-03-01T12:00:00+24:00", "2026-03-01T12:00:00+02:60", "2026-03-01T12:00:00+-1:00",
        "+026-03-01T12:00:00Z"})
    EXPECT_EQ(read_rfc3339(text), std::nullopt) << text;
}

TEST(Moment, is_read_as_certificates_and_time_stamps_have_it) {
  EXPECT_EQ(read_generalized_time("20260301120000Z"), (Moment{1'772'366'400, 0}));
  EXPECT_EQ(read_generalized_time("20260301120000.5Z"), (Moment{1'772'366'400, 500'000'000}));
  for (const std::string_view text : {"260301120000Z", "20260301120000", "20260301120000+0200", "20260301120000.Z",
                                      "20261301120000Z", "20260301120000Zz"})
    EXPECT_EQ(read_generalized_time(text), std::nullopt) << text;
}

TEST(Validity, includes_both_of_its_ends) {
  const Validity span{.start = Moment{10, 5}, .end = Moment{20, 5}};
  EXPECT_TRUE(span.includes({10, 5}));
  EXPECT_TRUE(span.includes({20, 5}));
  EXPECT_FALSE(span.includes({10, 4}));
  EXPECT_FALSE(span.includes({20, 6}));
}

TEST(Validity, is_open_where_an_end_is_missing) {
  EXPECT_TRUE((Validity{.start = std::nullopt, .end = Moment{20, 0}}).includes({-1'000'000, 0}));
  EXPECT_TRUE((Validity{.start = Moment{10, 0}, .end = std::nullopt}).includes({9'000'000'000, 0}));
  EXPECT_FALSE((Validity{.start = Moment{10, 0}, .end = std::nullopt}).includes({9, 0}));
}

}  // namespace
}  // namespace weightcheck::signature
