// SPDX-License-Identifier: Apache-2.0
#include "json/write.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace weightcheck::json {
namespace {

TEST(JsonWrite, indents_by_two_spaces_and_keeps_the_order) {
  const Value value = Object{{"z", Array{1, Object{}}}, {"a", Object{{"k", nullptr}}}, {"e", Array{}}};
  EXPECT_EQ(write(value), "{\n  \"z\": [\n    1,\n    {}\n  ],\n  \"a\": {\n    \"k\": null\n  },\n  \"e\": []\n}");
  EXPECT_EQ(write(value, Indent::none), R"({"z":[1,{}],"a":{"k":null},"e":[]})");
}

TEST(ObjectText, is_what_write_makes_of_the_whole) {
  const Array items = {1, Object{{"k", Array{2}}}};
  ObjectText text;
  text.add("a\"", Object{{"b", Array{true}}});
  text.begin_list("list");
  for (const Value& item : items)
    text.add_item(item);
  text.end_list();
  text.begin_list("none");
  text.end_list();
  text.add({{"x", nullptr}, {"y", Array{}}});
  EXPECT_EQ(
      std::move(text).take(),
      write(Object{
          {"a\"", Object{{"b", Array{true}}}}, {"list", items}, {"none", Array{}}, {"x", nullptr}, {"y", Array{}}}));
  EXPECT_EQ(ObjectText().take(), write(Object{}));
}

TEST(JsonWrite, keeps_the_kind_of_every_number) {
  const Value numbers =
      Array{0,   -1,    std::numeric_limits<std::uint64_t>::max(), std::numeric_limits<std::int64_t>::min(), 1.0, -0.0,
            0.1, 1e300, std::numeric_limits<double>::infinity(),   std::numeric_limits<double>::quiet_NaN()};
  EXPECT_EQ(write(numbers, Indent::none),
            "[0,-1,18446744073709551615,-9223372036854775808,1.0,-0.0,0.1,1e+300,null,null]");
}

TEST(JsonWrite, lets_no_control_character_out) {
  EXPECT_EQ(write(Value("\"\\/\b\f\n\r\t\x1b[0m\x7f\xC2\x9B"), Indent::none),
            "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u001b[0m\\u007f\\u009b\"");
  EXPECT_EQ(write(Value(std::string("\0", 1)), Indent::none), "\"\\u0000\"");
  EXPECT_EQ(write(Object{{"\x1b", 1}}, Indent::none), "{\"\\u001b\":1}");
}

TEST(JsonWrite, replaces_bytes_that_are_no_utf8) {
  EXPECT_EQ(write(Value("a\xFF\xC3(\xC3\xA9"), Indent::none), "\"a\xEF\xBF\xBD\xEF\xBF\xBD(\xC3\xA9\"");
}

}  // namespace
}  // namespace weightcheck::json
