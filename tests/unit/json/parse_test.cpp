// SPDX-License-Identifier: Apache-2.0
#include "json/parse.hpp"

#include <gtest/gtest.h>

#include <string>

#include "json/write.hpp"

namespace weightcheck::json {
namespace {

TEST(JsonParse, gives_the_document_in_the_order_of_the_text) {
  const auto document = parse(R"({"z": 1, "a": [true, null, "x"], "m": {"k": -1.5}})");
  ASSERT_TRUE(document.ok());
  EXPECT_EQ(*document, (Value(Object{{"z", 1}, {"a", Array{true, nullptr, "x"}}, {"m", Object{{"k", -1.5}}}})));
}

TEST(JsonParse, accepts_any_value_at_the_top) {
  EXPECT_EQ(parse(" 7 ").value(), Value(7));
  EXPECT_EQ(parse("\"x\"").value(), Value("x"));
  EXPECT_EQ(parse("[]").value(), Value(Array{}));
  EXPECT_EQ(parse("null").value(), Value());
}

TEST(JsonParse, refuses_duplicate_keys_by_name) {
  const auto twice = parse("{\"a\": 1,\n \"\\u0061\": 2}");
  EXPECT_EQ(twice.error(),
            (Error{ErrorCode::malformed, "JSON key \"a\" is given twice in one object, at line 2 (byte 22)"}));
  EXPECT_EQ(parse("{\"\x1b[\": 1}").error().code, ErrorCode::malformed);
  EXPECT_NE(parse(R"({"\u001b": 1, "\u001b": 2})").error().message.find("\"\\x1b\""), std::string::npos);
  EXPECT_TRUE(parse(R"([{"a": 1}, {"a": 1}, {"b": {"a": 1}, "a": 2}])").ok());
}

TEST(JsonParse, keeps_duplicate_keys_where_asked) {
  const auto kept = parse(R"({"a": 1, "a": 2})", {.duplicates = Duplicates::kept});
  ASSERT_TRUE(kept.ok());
  EXPECT_EQ(kept->members().size(), 2U);
  EXPECT_EQ(*kept->find("a"), Value(2));
}

TEST(JsonParse, refuses_what_is_not_json) {
  using namespace std::string_view_literals;
  for (const auto text : {""sv,
                          " "sv,
                          "{"sv,
                          "[1,]"sv,
                          "{\"a\":1,}"sv,
                          "{a:1}"sv,
                          "'a'"sv,
                          "01"sv,
                          "+1"sv,
                          "1."sv,
                          ".5"sv,
                          "0x10"sv,
                          "NaN"sv,
                          "Infinity"sv,
                          "[1] [2]"sv,
                          "{}x"sv,
                          "\xEF\xBB\xBF{}"sv,
                          "{}\0"sv,
                          "\"\\ud800\""sv,
                          "\"\\udc00\\ud800\""sv,
                          "\"\\uD800\\u0041\""sv,
                          "\"\\u12\""sv,
                          "\"\\u12g4\""sv,
                          "\"\t\""sv,
                          "\"\xFF\""sv,
                          "\"\xC0\xAF\""sv,
                          "\"\xED\xA0\x80\""sv,
                          "1e999"sv,
                          "-1e999"sv,
                          "tru"sv,
                          "truex"sv,
                          "\"a"sv,
                          "\"a\\"sv,
                          "\"a\\\""sv,
                          "[}"sv,
                          "{]"sv,
                          "{\"a\"}"sv,
                          "{\"a\":}"sv,
                          ","sv,
                          "/**/1"sv,
                          "1//"sv,
                          "\"\\u"sv,
                          "\"\\ud800\\u\""sv}) {
    const auto parsed = parse(text);
    EXPECT_FALSE(parsed.ok()) << text;
    if (!parsed.ok()) {
      EXPECT_EQ(parsed.error().code, ErrorCode::malformed) << text;
    }
  }
}

TEST(JsonParse, reads_escapes) {
  EXPECT_EQ(parse(R"("\"\\\/\b\f\n\r\tA\u00e9\u20AC\uD83D\uDE00\u0000z")").value(),
            Value(std::string("\"\\/\b\f\n\r\tA\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\0z", 20)));
}

TEST(JsonParse, takes_comments_only_where_asked) {
  const ParseOptions lax{.comments = Comments::allowed};
  EXPECT_EQ(parse("// a\n{ /* b */ \"k\" /*c*/ : // d\n 1 /* * / */ } // end", lax).value(), Value(Object{{"k", 1}}));
  EXPECT_EQ(parse(R"(["//", "/*"])", lax).value(), Value(Array{"//", "/*"}));
  EXPECT_FALSE(parse("{} /* open", lax).ok());
  EXPECT_FALSE(parse("{} / x", lax).ok());
  EXPECT_FALSE(parse("{} // x").ok());
}

TEST(JsonParse, bounds_bytes_depth_and_values) {
  EXPECT_EQ(parse("[1,2,3]", {.bytes_max = 6}).error().code, ErrorCode::limit);
  EXPECT_EQ(parse("[1,2,3]", {.values_max = 3}).error().code, ErrorCode::limit);
  EXPECT_TRUE(parse("[1,2,3]", {.values_max = 4}).ok());
  const std::string deep = std::string(limits::json_depth_max, '[') + std::string(limits::json_depth_max, ']');
  EXPECT_TRUE(parse(deep).ok());
  EXPECT_EQ(parse("[" + deep + "]").error().code, ErrorCode::limit);
}

TEST(JsonParse, keeps_small_numbers_small) {
  EXPECT_EQ(parse("1e-999").value(), Value(0.0));
  EXPECT_EQ(parse("0e999999999999999999999").value(), Value(0.0));
  EXPECT_EQ(parse("0." + std::string(400, '0') + "1e401").value(), Value(1.0));
  EXPECT_EQ(parse("1" + std::string(400, '0') + "e-400").value(), Value(1.0));
  EXPECT_FALSE(parse("1" + std::string(400, '0')).ok());
  EXPECT_FALSE(parse("1e99999999999999999999999").ok());
  EXPECT_TRUE(parse("1e-99999999999999999999999").ok());
}

}  // namespace
}  // namespace weightcheck::json
