// SPDX-License-Identifier: Apache-2.0
#include "json/value.hpp"

#include <gtest/gtest.h>

namespace weightcheck::json {
namespace {

TEST(JsonValue, gives_itself_only_as_what_it_is) {
  EXPECT_TRUE(Value().is_null());
  EXPECT_EQ(Value(true).as_bool(), true);
  EXPECT_EQ(Value(1).as_bool(), std::nullopt);
  EXPECT_EQ(Value(1).as_uint(), 1U);
  EXPECT_EQ(Value(-1).as_uint(), std::nullopt);
  EXPECT_EQ(Value(1.0).as_uint(), std::nullopt);
  EXPECT_EQ(*Value("x").as_string(), "x");
  EXPECT_EQ(Value(1).as_string(), nullptr);
  EXPECT_FALSE(Value("x").is_array());
  EXPECT_TRUE(Value("x").items().empty());
  EXPECT_EQ(Value(Array{1, 2}).items(), (Array{1, 2}));
  EXPECT_EQ(Value(Object{{"a", 1}}).members(), (Object{{"a", 1}}));
  EXPECT_TRUE(Value(Object{{"a", 1}}).items().empty());
}

TEST(JsonValue, tells_one_from_one_point_zero) {
  EXPECT_NE(Value(1), Value(1.0));
  EXPECT_EQ(Value(1), Value(1U));
  EXPECT_EQ(Value(std::int64_t{1}), Value(std::uint64_t{1}));
}

TEST(JsonValue, finds_members) {
  const Value object = Object{{"a", 1}, {"b", "x"}, {"a", 2}};
  EXPECT_EQ(*object.find("a"), Value(2));
  EXPECT_EQ(object.find("c"), std::nullopt);
  EXPECT_EQ(*object.find_string("b"), "x");
  EXPECT_EQ(object.find_string("a"), nullptr);
  EXPECT_EQ(Value(Array{}).find("a"), std::nullopt);
}

TEST(JsonValue, outlives_the_document_that_it_was_taken_from) {
  const auto part = Value(Object{{"a", Array{"a string that is too long to stand inside of its object"}}}).find("a");
  EXPECT_EQ(*part->items().front().as_string(), "a string that is too long to stand inside of its object");
}

TEST(JsonValue, is_not_changed_by_what_becomes_of_its_copies) {
  const Value part = Object{{"k", "v"}};
  Value copy = part;
  const Value around = Array{std::move(copy), part};
  EXPECT_EQ(part, Value(Object{{"k", "v"}}));
  EXPECT_EQ(around, Value(Array{part, part}));
}

}  // namespace
}  // namespace weightcheck::json
