// SPDX-License-Identifier: Apache-2.0
#include "report/escape.hpp"

#include <gtest/gtest.h>

namespace weightcheck::report {
namespace {

TEST(Markup, leaves_no_character_that_ends_text_or_an_attribute) {
  EXPECT_EQ(markup("<a b=\"c\" d='e'>&]]>"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;]]&gt;");
}

TEST(Markup, replaces_what_xml_cannot_hold) {
  EXPECT_EQ(markup("a\x1b"
                   "b\x7f"
                   "c\xC2\x9B"
                   "d\xEF\xBF\xBE"
                   "e\xE9"),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD"
            "c\xEF\xBF\xBD"
            "d\xEF\xBF\xBD"
            "e\xEF\xBF\xBD");
  EXPECT_EQ(markup(std::string_view("\0\n", 2)), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(markup("\xC3\xA9\xF0\x9F\x90\x8E"), "\xC3\xA9\xF0\x9F\x90\x8E");
}

TEST(Markdown, leaves_nothing_that_marks_up) {
  EXPECT_EQ(markdown("`*_[x](y)|<b>&"), "\\`\\*\\_\\[x\\](y)&#124;&lt;b&gt;&amp;");
}

TEST(Markdown, leaves_nothing_that_links_or_mentions) {
  EXPECT_EQ(markdown("https://a www.b @c #1 mailto:d"), "https&#58;//a www&#46;b @<!-- -->c #<!-- -->1 mailto&#58;d");
  EXPECT_EQ(markdown("it holds: this"), "it holds: this");
}

TEST(Annotation, encodes_what_the_runner_decodes) {
  EXPECT_EQ(annotation_data("100% a:b,c"), "100%25 a:b,c");
  EXPECT_EQ(annotation_property("100% a:b,c"), "100%25 a%3Ab%2Cc");
  EXPECT_EQ(annotation_data("%0A::error::x"), "%250A::error::x");
  EXPECT_EQ(annotation_data("a\nb"),
            "a\xEF\xBF\xBD"
            "b");
}

TEST(Command, is_broken_wherever_it_stands) { EXPECT_EQ(no_command("x ##[error]y ###[z"), "x # #[error]y ## #[z"); }

TEST(UriPath, holds_any_bytes) {
  EXPECT_EQ(uri_path("a/b c%\xE9?#"), "a/b%20c%25%E9%3F%23");
  EXPECT_EQ(uri_segment("a/b"), "a%2Fb");
}

TEST(Shortened, cuts_between_characters) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("ab\xC3\xA9", 3), "ab...");
}

}  // namespace
}  // namespace weightcheck::report
