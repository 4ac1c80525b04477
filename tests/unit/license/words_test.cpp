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

TEST(LicenseWords, KeepsWhatIsNoNameInACopyrightLine) {
  for (const std::string_view line : {
           "Copyright 2024 Foo Inc - for academic research by nonprofit institutions, companies barred",
           "Copyright 2024 Foo Inc, companies barred",
           "Copyright 2024 Foo Inc. Companies barred.",
           "Copyright 2024 Foo Inc (for scholars at home)",
           "Copyright 2024 FOO INC - FOR ACADEMIC RESEARCH BY NONPROFIT INSTITUTIONS",
           "Copyright 2024 Foo Inc, \xE7\xA6\x81\xE6\xAD\xA2\xE5\x95\x86\xE4\xB8\x9A",
           "Copyright 2024 Foo Inc, c o m p a n i e s out",
       })
    EXPECT_NE(words(line), "") << line;
  EXPECT_NE(words("Copyright 2024 Foo,\nand companies are barred"), "");
}

TEST(LicenseWords, NamesOfManyKindsAreNames) {
  for (const std::string_view line : {
           "Copyright (c) 2010-2014, 2017 Example, Inc., Jane van der Doe & others <jane@example.org>",
           "Copyright (c) 2014-present sindresorhus (https://example.org/me)",
           "Copyright (c) Meta Platforms, Inc. and affiliates.",
           "Copyright 2019 the original author or authors. All rights reserved.",
           "Copyright (C) 2007 The Regents of the University of Example, J. R. R. Doe",
           "Copyright 2020 Example Institute for Artificial Intelligence",
           "Copyright \xC2\xA9 2024 \xE6\x99\xBA\xE8\xB0\xB1",
           "Copyright (c) 2023 Alibaba Cloud, DAMO Academy, and Alibaba Group",
           "Copyright [yyyy] [name of copyright owner]",
       })
    EXPECT_EQ(words(line), "") << line;
}

TEST(LicenseWords, ALongCopyrightLineIsReadInOneGo) {
  std::string line = "Copyright 2024 A";
  while (line.size() < (std::size_t{1} << 20))
    line += ". A";
  EXPECT_LT(words(line).size(), line.size());
  line = "Copyright 2024 Ab";
  while (line.size() < (std::size_t{1} << 20))
    line += "!ab";
  EXPECT_NE(words(line), "");
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

TEST(LicenseWords, DropsHeadAndStylesOfAPageAndOfNothingElse) {
  const std::string_view page =
      "<html><head><title>T</title></head><body><style>p {} no sale</style>The "
      "&ldquo;Work&rdquo;&#8212;here</body></html>";
  for (const std::string_view name : {"LICENSE.html", "license.HTM"})
    EXPECT_EQ(joined(words_of(plain_text(bytes_of(page), form_of(name)).text)), "the work here");
  for (const std::string_view name : {"LICENSE", "LICENSE.md", "html", ""})
    EXPECT_EQ(joined(words_of(plain_text(bytes_of(page), form_of(name)).text)), "no sale the work here");
}

TEST(LicenseWords, LettersOfOtherFormsAndScriptsAreRead) {
  EXPECT_EQ(words("\xEF\xBC\xAE\xEF\xBD\x8F\xEF\xBD\x94 for sale"), "not for sale");              // full width
  EXPECT_EQ(words("\xF0\x9D\x90\x8D\xF0\x9D\x90\xA8\xF0\x9D\x90\xAD for sale"), "not for sale");  // bold
  EXPECT_EQ(words("\xE2\x93\x83\xE2\x93\x9E\xE2\x93\xA3 for sale"), "not for sale");              // circled
  EXPECT_EQ(words("\xE0\xA4\x95\xE0\xA5\x87\xE0\xA4\xB5\xE0\xA4\xB2"),
            "\xE0\xA4\x95\xE0\xA5\x87\xE0\xA4\xB5\xE0\xA4\xB2");                             // Hindi
  EXPECT_EQ(words("\xD7\x90\xD7\xA1\xD7\x95\xD7\xA8"), "\xD7\x90\xD7\xA1\xD7\x95\xD7\xA8");  // Hebrew
  EXPECT_EQ(words("\xE0\xB8\xAB\xE0\xB9\x89\xE0\xB8\xB2\xE0\xB8\xA1"),
            "\xE0\xB8\xAB\xE0\xB9\x89\xE0\xB8\xB2\xE0\xB8\xA1");              // Thai
  EXPECT_NE(words("\xF0\x9F\x85\x9D\xF0\x9F\x85\x9E for sale"), "for sale");  // negative circles
  EXPECT_EQ(words("caf\xC3\xA9"), words("cafe\xCC\x81"));
  EXPECT_EQ(words("Acme\xE2\x84\xA2 word\xC2\xB9"), "acme word");
}

TEST(LicenseWords, SpacedLettersAreWords) {
  EXPECT_EQ(words("C o m m e r c i a l  u s e  b a r r e d"), "commercial use barred");
  EXPECT_EQ(words("N.o.t for sale"), "not for sale");
  EXPECT_EQ(words("n\no\nt for sale"), "not for sale");
  EXPECT_EQ(words("under (a), (b), (c) and (d) of x"), "under and of");
}

TEST(LicenseWords, LinksKeepTheirTextUnlessTheAddressIsProse) {
  EXPECT_EQ(words("see [the terms](https://example.org/x)"), "see the terms");
  EXPECT_EQ(words("see [the terms](not for sale)"), "see the terms not for sale");
}

TEST(LicenseWords, AnAddressThatIsASentenceIsRead) {
  EXPECT_EQ(words("at x.co/You-must-not-use-this,you-shall-pay here"),
            "at co you must not use this you shall pay here");
  EXPECT_EQ(words("at https://example.org/commercial-use here"), "at example org commercial use here");
  EXPECT_EQ(words("at https://example.org/LICENSE-2.0 here"), "at here");
  EXPECT_EQ(words("at https://www.gnu.org/philosophy/why-not-lgpl.html here"), "at here");
  EXPECT_EQ(words("AT HTTPS://WWW.GNU.ORG/PHILOSOPHY/WHY-NOT-LGPL.HTML HERE"), "at here");
}

TEST(LicenseWords, ALongAddressIsReadInOneGo) {
  std::string address;
  while (address.size() < (std::size_t{1} << 20))
    address += "x.co/must-";
  EXPECT_TRUE(words(address).starts_with("co must co must"));
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
