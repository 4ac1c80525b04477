// SPDX-License-Identifier: Apache-2.0
#include "license/words.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "license/plain_text.hpp"

namespace weightcheck::license {
namespace {

std::string words(std::string_view text) { return joined(words_of(plain_text(bytes_of(text)).text)); }
std::string general(std::string_view text) {
  return joined(general_words(words_of(plain_text(bytes_of(text)).text)).words);
}

TEST(LicenseWords, DropsCaseMarksAndOneLetterWords) {
  EXPECT_EQ(words("This is a \"Test\", *indeed*."), "this is test indeed");
}

TEST(LicenseWords, ReadsCrlfByteOrderMarkAndUtf16) {
  EXPECT_EQ(words("\xEF\xBB\xBFOne\r\nTwo\rThree"), "one two three");
  EXPECT_EQ(words(std::string_view("\xFF\xFEO\0n\0e\0 \0T\0w\0o\0", 16)), "one two");
}

TEST(LicenseWords, ReadsWhatIsNotUtf8AsLatin1) { EXPECT_EQ(words("licenci\xE9 par"), "licenci\xC3\xA9 par"); }

TEST(LicenseWords, InvisibleCharactersSplitNoWord) {
  EXPECT_EQ(words("com\xE2\x80\x8Bmercial us\xC2\xAD"
                  "e"),
            "commercial use");
}

TEST(LicenseWords, StripsACommentLeaderThatMostLinesShare) {
  EXPECT_EQ(words("REM one\nREM two\nREM three\nREM four\nREM five"), "one two three four five");
}

TEST(LicenseWords, DropsNumberingWhereverTheTextWasWrapped) {
  const std::string_view listed = "1. Grants are (a) free\n  (ii) wide\n2.1. The Terms\n";
  const std::string_view wrapped = "1. Grants are (a) free (ii) wide. 2.1. The Terms";
  EXPECT_EQ(words(listed), words(wrapped));
  EXPECT_EQ(words("Version 2.0 of 30 days"), "version 2 0 of 30 days");
}

TEST(LicenseWords, DropsCopyrightStatements) {
  EXPECT_EQ(words("Copyright (c) 2024 Example, Inc.\nTerms"), "terms");
  EXPECT_EQ(words("(c) 2024 Example\nTerms"), "terms");
  EXPECT_EQ(words("Copyright <year> <holder>\nAll rights reserved.\nTerms"), "terms");
  EXPECT_EQ(words("Copyright (c) 1999 One,\n   Two and Three\nTerms"), "terms");
  EXPECT_EQ(words("Copyright (c) 2000 X. All rights reserved. Redistribution and use are fine"),
            "redistribution and use are fine");
}

TEST(LicenseWords, KeepsTermsThatHideInACopyrightLine) {
  EXPECT_EQ(words("Copyright (c) 2024 Example. Not for commercial use."), "not for commercial use");
  EXPECT_EQ(words("Copyright (c) 2024 Example, for noncommercial use only"),
            "copyright 2024 example for noncommercial use only");
}

TEST(LicenseWords, KeepsSentencesAboutCopyright) {
  EXPECT_EQ(words("copyright notice and this"), "copyright notice and this");
  EXPECT_EQ(words("copyright holders be liable"), "holder be liable");
  EXPECT_EQ(words("copyright resulting from Directive 96/9"), "copyright resulting from directive 96 9");
}

TEST(LicenseWords, KeepsWhatAnHtmlCommentHidesFromAReaderOfTheFile) {
  EXPECT_EQ(words("a <!-- not for sale --> here"), "not for sale here");
}

TEST(LicenseWords, KeepsAttributesWithTermsOutsideOfPages) {
  EXPECT_EQ(words("<p align=\"left\">text</p>"), "text");
  EXPECT_EQ(words("<p title=\"not commercial\">text</p>"), "title not commercial text");
}

TEST(LicenseWords, DropsHeadAndStylesOfAPage) {
  EXPECT_EQ(words("<html><head><title>T</title></head><body><style>p {}</style>The "
                  "&ldquo;Work&rdquo;&#8212;here</body></html>"),
            "the work here");
}

TEST(LicenseWords, LinksKeepTheirTextUnlessTheAddressIsProse) {
  EXPECT_EQ(words("see [the terms](https://example.org/x)"), "see the terms");
  EXPECT_EQ(words("see [the terms](not for sale)"), "see the terms not for sale");
}

TEST(LicenseWords, AddressesAreNoWords) {
  EXPECT_EQ(words("at <https://example.org/a> or www.example.org, me@example.org"), "at or");
}

TEST(LicenseWords, SpellingsAndHoldersAreOneWord) {
  EXPECT_EQ(words("sub-licence NON COMMERCIAL world-wide"), "sublicense noncommercial worldwide");
  EXPECT_EQ(words("the authors or copyright holders"), words("the copyright owner and contributors"));
}

TEST(LicenseWords, NamesAreTurnedBackWhereALicenseHasRoomForThem) {
  EXPECT_EQ(general("Neither the name of Example Inc. nor the names of its"),
            "neither the name of the holder nor the names of its");
  EXPECT_EQ(general("IN NO EVENT SHALL EXAMPLE BE LIABLE"), "in no event shall the holder be liable");
}

TEST(LicenseWords, ANameWithTermsInItIsNoName) {
  EXPECT_EQ(general("is provided by X who must consent as is"), "is provided by who must consent as is");
}

TEST(LicenseWords, LinesAreCountedAsInTheFile) {
  const auto all = words_of(plain_text(bytes_of("<!-- x -->\r\n\r\nword\n")).text);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0], (Word{"word", 3}));
}

}  // namespace
}  // namespace weightcheck::license
