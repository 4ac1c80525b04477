// SPDX-License-Identifier: Apache-2.0
#include "base/escape.hpp"

#include <gtest/gtest.h>

namespace weightcheck {
namespace {

TEST(Printable, leaves_visible_text_of_any_language_alone) {
  for (const char* text :
       {"model-00001-of-00002.safetensors", "\xe6\xa8\xa1\xe5\x9e\x8b", "caf\xc3\xa9 (1)", "::error file=x"}) {
    EXPECT_EQ(printable(text), text);
    EXPECT_FALSE(hides_characters(text));
  }
}

TEST(Printable, escapes_what_hides_moves_or_rings) {
  EXPECT_EQ(printable("a\x1b[31m"), "a\\x1b[31m");
  EXPECT_EQ(printable("a\nb\rc\td"), "a\\nb\\rc\\td");
  EXPECT_EQ(printable("a\xe2\x80\xae"
                      "b"),
            "a\\u{202e}b");  // right-to-left override
  EXPECT_EQ(printable("a\xe2\x80\x8b"
                      "b"),
            "a\\u{200b}b");  // zero-width space
  EXPECT_EQ(printable("a\xc2\xa0"
                      "b"),
            "a\\u{a0}b");  // no-break space
  EXPECT_EQ(printable("a\xc2\x9b"
                      "b"),
            "a\\u{9b}b");  // C1 control sequence introducer
  EXPECT_EQ(printable("\x7f"), "\\u{7f}");
  EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
}

TEST(Printable, breaks_the_commands_of_ci_runners) {
  EXPECT_EQ(printable("##vso[task.setvariable variable=a]b"), "#\\u{23}vso[task.setvariable variable=a]b");
  EXPECT_EQ(printable("a ##[stop-commands]x ###[y"), "a #\\u{23}[stop-commands]x ##\\u{23}[y");
  EXPECT_EQ(printable("## a [b]"), "## a [b]");
}

TEST(Printable, escapes_letters_and_marks_that_draw_nothing) {
  EXPECT_EQ(printable("a\xe3\x85\xa4"), "a\\u{3164}");  // Hangul filler
  EXPECT_EQ(printable("a\xef\xbe\xa0"), "a\\u{ffa0}");  // the same, of half the width
  EXPECT_EQ(printable("a\xe1\x85\x9f"), "a\\u{115f}");  // Hangul choseong filler
  EXPECT_EQ(printable("a\xcd\x8f"), "a\\u{34f}");       // combining grapheme joiner
  EXPECT_EQ(printable("a\xef\xb8\x8f"), "a\\u{fe0f}");  // variation selector
  EXPECT_EQ(printable("a\xf3\xa0\x84\x80"), "a\\u{e0100}");
}

TEST(Printable, escapes_bytes_that_are_not_utf8) {
  EXPECT_EQ(printable("caf\xe9.txt"), "caf\\xe9.txt");
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");           // overlong slash
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // surrogate
  EXPECT_TRUE(hides_characters("caf\xe9"));
}

TEST(Printable, is_one_to_one_because_the_backslash_is_escaped_too) {
  EXPECT_EQ(printable("a\\x1b"), "a\\\\x1b");
  EXPECT_FALSE(hides_characters("a\\b"));
}

}  // namespace
}  // namespace weightcheck
