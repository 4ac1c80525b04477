// SPDX-License-Identifier: Apache-2.0
#include "json/events.hpp"

#include <gtest/gtest.h>

#include <string>

namespace weightcheck::json {
namespace {

// Writes every event down as a word.
class Recorder final : public Handler {
 public:
  std::string seen;
  std::string stop_at;

  Next on_null() override { return note("null"); }
  Next on_bool(bool value) override { return note(value ? "true" : "false"); }
  Next on_unsigned(std::uint64_t value) override { return note("u" + std::to_string(value)); }
  Next on_negative(std::int64_t value) override { return note("n" + std::to_string(value)); }
  Next on_real(double value) override { return note("r" + std::to_string(value)); }
  Next on_string(std::string_view value) override { return note("'" + std::string(value) + "'"); }
  Next on_key(std::string_view key) override { return note(std::string(key) + ":"); }
  Next begin_object() override { return note("{"); }
  Next end_object() override { return note("}"); }
  Next begin_array() override { return note("["); }
  Next end_array() override { return note("]"); }

 private:
  Next note(const std::string& word) {
    seen += seen.empty() ? word : " " + word;
    return word == stop_at ? Next::stop : Next::go_on;
  }
};

TEST(JsonEvents, come_in_the_order_of_the_text) {
  Recorder recorder;
  const auto ending = parse_events(R"( {"a": [1, -2, 3.5, "x", true, false, null], "b": {}, "a": []} )", {}, recorder);
  ASSERT_TRUE(ending.ok()) << ending.error().message;
  EXPECT_TRUE(ending->whole);
  EXPECT_EQ(recorder.seen, "{ a: [ u1 n-2 r3.500000 'x' true false null ] b: { } a: [ ] }");
}

TEST(JsonEvents, tell_integers_from_everything_that_only_equals_one) {
  Recorder recorder;
  ASSERT_TRUE(parse_events("[1, 1.0, 1e0, -0, 0, 18446744073709551615, 18446744073709551616, -9223372036854775808,"
                           " -9223372036854775809]",
                           {}, recorder)
                  .ok());
  EXPECT_EQ(recorder.seen,
            "[ u1 r1.000000 r1.000000 r-0.000000 u0 u18446744073709551615 r18446744073709551616.000000 "
            "n-9223372036854775808 r-9223372036854775808.000000 ]");
}

TEST(JsonEvents, stop_where_the_handler_wishes) {
  Recorder recorder;
  recorder.stop_at = "b:";
  const auto ending = parse_events(R"({"a":1,"b":broken)", {}, recorder);
  ASSERT_TRUE(ending.ok());
  EXPECT_EQ(*ending, (Ending{.whole = false, .offset = 10}));
}

TEST(JsonEvents, bound_bytes_and_depth) {
  Recorder recorder;
  EXPECT_EQ(parse_events("[1]", {.bytes_max = 2}, recorder).error().code, ErrorCode::limit);
  EXPECT_TRUE(parse_events("[[]]", {.depth_max = 2}, recorder).ok());
  EXPECT_EQ(parse_events("[[[]]]", {.depth_max = 2}, recorder).error().code, ErrorCode::limit);
  EXPECT_EQ(parse_events(std::string(1'000'000, '['), {}, recorder).error().code, ErrorCode::limit);
}

TEST(JsonEvents, say_where_a_text_is_broken) {
  Recorder recorder;
  EXPECT_EQ(parse_events("{\n \"a\": 01}", {}, recorder).error().message,
            "JSON is malformed at line 2 (byte 9): unexpected number literal; expected '}'");
  EXPECT_EQ(parse_events("", {}, recorder).error().message,
            "JSON is malformed at line 1 (byte 0): unexpected end of input; expected '[', '{', or a literal");
  EXPECT_EQ(parse_events("[\"a\x1b\"]", {}, recorder).error().message,
            "JSON is malformed at line 1 (byte 3): invalid string: control character U+001B (ESC) must be escaped to "
            "\\u001B");
  EXPECT_EQ(parse_events("[1e999]", {}, recorder).error().message,
            "JSON is malformed at line 1 (byte 5): the number is too large");
  EXPECT_EQ(parse_events("[\"\xFF\"]", {}, recorder).error().message,
            "JSON is malformed at line 1 (byte 2): the bytes are not UTF-8");
}

TEST(JsonEvents, refuse_what_the_parser_would_pass_over) {
  Recorder recorder;
  EXPECT_EQ(parse_events("\xEF\xBB\xBF{}", {}, recorder).error().code, ErrorCode::malformed);
  EXPECT_EQ(parse_events(std::string_view("{}\0", 3), {}, recorder).error().code, ErrorCode::malformed);
  EXPECT_EQ(parse_events(std::string_view("[1,\0 2]", 8), {}, recorder).error().code, ErrorCode::malformed);
  EXPECT_EQ(recorder.seen, "");
}

TEST(JsonEvents, bound_what_stands_between_the_ends_of_two_strings) {
  const std::string most(limits::json_stretch_bytes_max - 2, 'x');  // and a bracket and a quote
  const EventLimits limits{.bytes_max = 64U << 20};
  Recorder recorder;
  for (const char* end : {"\"]", "\"    ]", "\",1 ,2]"}) {
    EXPECT_TRUE(parse_events("[\"" + most.substr(1) + end, limits, recorder).ok()) << end;
  }
  for (const auto& text : {"[\"" + most + "xx\"]", "[\"" + most + most, "[" + std::string(most.size() + 3, ' ') + "1]",
                           "[1" + std::string(most.size() + 9, '0') + "]"}) {
    const auto ending = parse_events(text, limits, recorder);
    ASSERT_FALSE(ending.ok());
    EXPECT_EQ(ending.error().code, ErrorCode::limit);
    EXPECT_LT(ending.error().message.size(), 200U);
  }
  EXPECT_TRUE(parse_events("[1,\"" + most.substr(9) + "\",\"" + most.substr(9) + "\"]", limits, recorder).ok());
}

}  // namespace
}  // namespace weightcheck::json
