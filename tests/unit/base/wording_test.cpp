// SPDX-License-Identifier: Apache-2.0
#include "base/wording.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace weightcheck {
namespace {

TEST(Wording, names_are_escaped_and_quoted) {
  EXPECT_EQ(in_quotes("a\nb"), "'a\\nb'");
  EXPECT_EQ(in_quotes(""), "''");
  EXPECT_EQ(quoted(ModelPath::parse("unet/a").value()), "'unet/a'");
}

TEST(Wording, what_is_too_long_is_cut_and_shows_it) {
  EXPECT_EQ(in_quotes("abcd", 4), "'abcd'");
  EXPECT_EQ(in_quotes("abcde", 4), "'abcd...'");
}

TEST(Wording, numbers_have_commas_and_nouns_their_number) {
  EXPECT_EQ(with_commas(0), "0");
  EXPECT_EQ(with_commas(999), "999");
  EXPECT_EQ(with_commas(1000), "1,000");
  EXPECT_EQ(with_commas(std::numeric_limits<std::uint64_t>::max()), "18,446,744,073,709,551,615");
  EXPECT_EQ(counted(1, "byte"), "1 byte");
  EXPECT_EQ(counted(1024, "byte"), "1,024 bytes");
  EXPECT_EQ(counted(1, "index", "indexes"), "1 index");
  EXPECT_EQ(counted(2, "index", "indexes"), "2 indexes");
}

}  // namespace
}  // namespace weightcheck
