// SPDX-License-Identifier: Apache-2.0
#include "evidence/properties.hpp"

#include <gtest/gtest.h>

#include <string>

#include "json/write.hpp"

namespace weightcheck::evidence {
namespace {

std::string read(std::string_view text) { return json::write_line(read_properties(text).value()); }

// By the examples of java.util.Properties.load.
TEST(Properties, are_read_as_java_reads_them) {
  EXPECT_EQ(read("Truth = Beauty"), R"([{"Truth":"Beauty"}])");
  EXPECT_EQ(read(" Truth:Beauty"), R"([{"Truth":"Beauty"}])");
  EXPECT_EQ(read("Truth                    :Beauty"), R"([{"Truth":"Beauty"}])");
  EXPECT_EQ(read("fruits      apple, banana, pear, \\\n            cantaloupe, \\\n   kiwi"),
            R"([{"fruits":"apple, banana, pear, cantaloupe, kiwi"}])");
  EXPECT_EQ(read("cheeses"), R"([{"cheeses":""}])");
  EXPECT_EQ(read("\\:\\= x"), R"([{":=":"x"}])");
  EXPECT_EQ(read("# a=b \\\n! c\r\n\n\fd\\u0065f=g\rh=i\\\\\nj=k"), R"([{"def":"g"},{"h":"i\\"},{"j":"k"}])");
  EXPECT_EQ(read("a=1\na=2"), R"([{"a":"1"},{"a":"2"}])") << "nothing is hidden by a later line";
  EXPECT_EQ(read(""), "[]");
  EXPECT_EQ(read("\\"), "[]");
  EXPECT_EQ(read("a=\\u00"), R"([{"a":"u00"}])");
}

TEST(Properties, of_djl_have_a_prefix_and_truth_values) {
  EXPECT_EQ(read("option.trust_remote_code=TRUE\noption.x = false \ny=truer"),
            R"([{"trust_remote_code":true},{"x":false},{"y":"truer"}])");
}

TEST(Properties, are_bounded) {
  std::string text;
  for (int i = 0; i < 10'000; ++i)
    text += "a=b\n";
  EXPECT_TRUE(read_properties(text).ok());
  EXPECT_EQ(read_properties(text + "c").error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace weightcheck::evidence
