// SPDX-License-Identifier: Apache-2.0
// What is taken and what is refused was tried with Python 3.11's json.loads.
#include "json/python_reader.hpp"

#include <gtest/gtest.h>

#include <string>

namespace weightcheck::json {
namespace {

TEST(PythonReader, takes_what_python_takes) {
  using namespace std::string_literals;
  for (const std::string& text :
       {"{}"s, " [ ] "s, "0"s, "-0"s, "12.5e-3"s, "1E+400"s, "\"\""s, "true"s, "null"s, "NaN"s, "-Infinity"s,
        "{\"a\": [NaN, Infinity, {\"b\": {}}], \"a\": 1}"s, "\"\\ud800\""s, "\"\\u00e9\\\\ \\/\""s,
        "\r\n\t{\"a\" : 1 , \"b\" : [ 1 , 2 ] }\n"s, "123456789012345678901234567890"s, "[[[]], [], {}]"s, "\"\x7f\""s})
    EXPECT_TRUE(read_as_python(text).ok()) << text << ": " << read_as_python(text).error().message;
}

TEST(PythonReader, refuses_what_python_refuses) {
  using namespace std::string_literals;
  for (const std::string& text : {""s,
                                  "  "s,
                                  "{"s,
                                  "["s,
                                  "[1"s,
                                  "[1,"s,
                                  "[1,]"s,
                                  "{\"a\"}"s,
                                  "{\"a\":}"s,
                                  "{\"a\":1,}"s,
                                  "{a:1}"s,
                                  "'a'"s,
                                  "{\"a\":1}{"s,
                                  "{\"a\": 1}\n\"b\": 2}\n"s,
                                  "[1] x"s,
                                  "01"s,
                                  "1."s,
                                  "1.e3"s,
                                  "1e"s,
                                  "-"s,
                                  "+1"s,
                                  ".5"s,
                                  "nan"s,
                                  "Infinit"s,
                                  "-NaN"s,
                                  "\"a"s,
                                  "\"\\x\""s,
                                  "\"\\u12g4\""s,
                                  "\"\\u12"s,
                                  "\"a\nb\""s,
                                  "\"\0\""s,
                                  "\0"s,
                                  "]"s,
                                  "[}"s,
                                  "{]"s,
                                  "[1 2]"s,
                                  "{\"a\" 1}"s,
                                  "{\"a\":1 \"b\":2}"s,
                                  "tru"s,
                                  "Not found"s,
                                  "\xEF\xBB\xBF{}"s,
                                  "\"\xff\""s,
                                  "{} // no"s,
                                  "/* no */ {}"s})
    EXPECT_FALSE(read_as_python(text).ok()) << text;
}

TEST(PythonReader, says_where_the_text_goes_wrong_and_what_it_is) {
  EXPECT_EQ(read_as_python("{\"a\": 1}\n\"b\"").error().message,
            "not JSON at line 2 (byte 9): something follows behind the end of the document");
  EXPECT_EQ(read_as_python("[1,\n").error().message, "not JSON at line 2 (byte 4): the text ends inside of it");
  EXPECT_EQ(read_as_python(" {}").value().shape, Shape::object);
  EXPECT_EQ(read_as_python("[]").value().shape, Shape::array);
  EXPECT_EQ(read_as_python("\"x\"").value().shape, Shape::scalar);
}

TEST(PythonReader, follows_brackets_to_their_end_up_to_a_limit_that_no_reader_reaches) {
  const auto nested = [](std::size_t open, std::size_t closed) {
    return std::string(open, '[') + std::string(closed, ']');
  };
  EXPECT_TRUE(read_as_python(nested(100'000, 100'000)).ok());
  EXPECT_EQ(read_as_python(nested(3'000, 2'999)).error().code, ErrorCode::malformed);
  EXPECT_EQ(read_as_python(nested(100'001, 100'001)).error().code, ErrorCode::malformed);
}

TEST(PythonReader, takes_comments_where_the_caller_does) {
  for (const char* text : {"{} // no", "/* a */ {\"a\": /* b */ 1, // c\n \"b\": 2}", "//\n[]", "[] //"})
    EXPECT_TRUE(read_as_python(text, Comments::allowed).ok()) << text;
  for (const char* text : {"{} /* open", "{} /", "/ {}", "// nothing", "[1,/**/]"})
    EXPECT_FALSE(read_as_python(text, Comments::allowed).ok()) << text;
}

}  // namespace
}  // namespace weightcheck::json
