// SPDX-License-Identifier: Apache-2.0
#include "report/event_line.hpp"

#include <gtest/gtest.h>

namespace weightcheck::report {
namespace {

const Event event{.level = EventLevel::warning,
                  .what = "walked",
                  .fields = {{"path", std::string("a\"\n\xff\x1b[31m\\\u202e")},
                             {"bytes", std::uint64_t{18'446'744'073'709'551'615U}},
                             {"seconds", 0.25}}};

TEST(EventLine, is_json_whatever_the_fields_hold) {
  EXPECT_EQ(event_json(event), R"({"level":"warning","event":"walked","path":"a\"\\n\\xff\\x1b[31m\\\\\\u{202e}",)"
                               R"("bytes":18446744073709551615,"seconds":0.25})");
  EXPECT_EQ(event_json({.level = EventLevel::info, .what = "x"}, "now"),
            R"({"time":"now","level":"info","event":"x"})");
}

TEST(EventLine, is_one_line_of_words) {
  EXPECT_EQ(event_words(event),
            R"(walked: path a"\n\xff\x1b[31m\\\u{202e}, bytes 18446744073709551615, seconds 0.250)");
  EXPECT_EQ(event_words({.what = "x", .fields = {{"far", 1e300}}}).size(), 312U);
}

}  // namespace
}  // namespace weightcheck::report
