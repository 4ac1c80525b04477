// SPDX-License-Identifier: Apache-2.0
#include "evidence/python_text.hpp"

#include <gtest/gtest.h>

#include <ctime>
#include <string>

namespace weightcheck::evidence {
namespace {

std::string times(std::size_t count, std::string_view text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i)
    all += text;
  return all;
}

TEST(PythonText, may_be_what_a_reader_of_python_takes) {
  for (const std::string_view code :
       {"f(x)", "a.b[1](2)", "x if y else f(z)", "lambda x: f(x)", "rb'x' f'y'", "f(x) # and $ more", "'$' + f(x)",
        "f(\\\nx)", "'''a\n'b''' or f(x)", "not f(x)", "[f(x) for x in y]", ""})
    EXPECT_TRUE(may_be_python(code)) << code;
  for (const std::string_view text : {"find f(3)", "20 f(x)", "cost $5 (f)", "what? f(x)", "f(\\alpha)", "a b"})
    EXPECT_FALSE(may_be_python(text)) << text;
}

TEST(PythonText, may_have_a_keyword_right_behind_a_number) {
  for (const std::string_view code :
       {"0or f(x)", "1if f(x)else 0", "1_000and f(x)", "0x1for f(x)", "1in f(x)", "0.and f(x)"})
    EXPECT_TRUE(may_be_python(code)) << code;
  EXPECT_FALSE(may_be_python("tailor f(x)"));  // which does not begin with a digit
}

TEST(PythonText, calls_where_a_value_stands_before_a_bracket) {
  for (const std::string_view code :
       {"f(x)", "f (x)", "f\f(x)", "f\\\n(x)", "(f)(x)", "a[1](x)", "'a'(x)", "20 (x) f(y)", "_1(x)"})
    EXPECT_TRUE(has_call(code)) << code;
  for (const std::string_view code : {"", "x", "(x)", " (x)", "20 (x)", "2(x)", "+(x)", "f[x]", "f"})
    EXPECT_FALSE(has_call(code)) << code;
}

// A search that reads what lies before each bracket again takes minutes for these.
TEST(PythonText, is_read_once_however_many_brackets_it_has) {
  const std::clock_t begin = std::clock();
  EXPECT_FALSE(has_call(times(1'000'000, " ") + times(1'000'000, "(")));
  EXPECT_FALSE(has_call(times(500'000, "9 (")));
  EXPECT_FALSE(has_call(times(1'000'000, "9") + times(1'000'000, "(")));
  EXPECT_FALSE(has_call(times(300'000, "+ (")));
  EXPECT_FALSE(has_call(times(1'000, times(1'000, " ") + "(")));
  EXPECT_TRUE(may_be_python(times(500'000, "(9,")));
  EXPECT_LT((std::clock() - begin) / CLOCKS_PER_SEC, 10);
}

}  // namespace
}  // namespace weightcheck::evidence
