// SPDX-License-Identifier: Apache-2.0
#include "license/words.hpp"
#include "license/names.hpp"

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

TEST(LicenseWords, DropsCaseAndMarks) { EXPECT_EQ(words("This is a \"Test\", *indeed*."), "this is a test indeed"); }

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
  const auto read = read_words("# one\n# two\n# three\n# four\n# five\n");
  ASSERT_EQ(read.set_aside.size(), 1U);
  EXPECT_EQ(read.set_aside[0], (SetAside{1, "#"}));
}

TEST(LicenseWords, WordsThatBeginACommentAreLeadersOnlyWhereTheyStandAlone) {
  for (const std::string_view mark : {"C", "dnl", "REM", "--", ";;", "%", "@comment"}) {
    std::string text;
    for (const std::string_view word : {"one", "Cabin", "dnled", "four", "five", "six"})
      text.append(mark).append(" ").append(word).append("\n");
    EXPECT_EQ(words(text), "one cabin dnled four five six") << mark;
  }
  EXPECT_EQ(words("C one\nC two\nC three\nC four\nCabin\n"), "one two three four cabin");
}

TEST(LicenseWords, AWordOrASignBeforeEachLineIsRead) {
  for (const std::string_view mark : {"NC", "%%not-for-firms", "not", "\xF0\x9F\x9A\xAB", "!="}) {
    std::string text;
    for (const std::string_view word : {"one", "two", "three", "four", "five"})
      text.append(mark).append(" ").append(word).append("\n");
    EXPECT_NE(words(text), "one two three four five") << mark;
  }
}

TEST(LicenseWords, OneEnumeratorIsNotReadWhereAClauseBegins) {
  const std::string_view listed = "1. Grants are: (a) free, and\n  (ii) wide.\n2.1. The Terms\n";
  const std::string_view wrapped = "1. Grants are: (a) free, and (ii) wide. 2.1. The\nTerms";
  EXPECT_EQ(words(listed), "grants are free and wide the terms");
  EXPECT_EQ(words(wrapped), words(listed));
  EXPECT_EQ(words("\xE2\x91\xA0 one; \xE2\x9D\xB7 two"), "one two");  // numbers in circles
  EXPECT_EQ(words("Version 2.0 of 30 days"), "version 2 0 of 30 days");
}

TEST(LicenseWords, EnumeratorsAnywhereElseAndInARowAreRead) {
  EXPECT_EQ(words("is (n)(o)(t) granted"), "is not granted");
  EXPECT_EQ(words("is (n) (o) (t) granted"), "is not granted");
  EXPECT_EQ(words("is n. o. t. granted"), "is not granted");
  EXPECT_EQ(words("is \xE2\x92\xA9\xE2\x92\xAA\xE2\x92\xAF granted"), "is not granted");  // letters in parentheses
  EXPECT_EQ(words("is \xE2\x82\x99\xE2\x82\x92\xE2\x82\x9C granted"), "is not granted");  // lowered letters
  EXPECT_EQ(words("is\n(n)\n(o)\n(t)\ngranted"), "is not granted");
  EXPECT_EQ(words("is\n\n(n)\n\n(o)\n\n(t)\n\ngranted"), "is o granted");
  EXPECT_EQ(words("(n) (o) granted"), "o granted");
  EXPECT_EQ(words("one: (n), (o) granted"), "one n o granted");
  EXPECT_EQ(words("section iv and xi of it"), "section iv and xi of it");
}

TEST(LicenseWords, KeepsWhatAnHtmlCommentHidesFromAReaderOfTheFile) {
  EXPECT_EQ(words("a <!-- not for sale --> here"), "a hidden not hidden for hidden sale here");
}

TEST(LicenseWords, KeepsAttributesWithTermsOutsideOfPages) {
  EXPECT_EQ(words("<p align=\"left\">text</p>"), "text");
  EXPECT_NE(words("<p title=\"not commercial\">text</p>"), "text");
  EXPECT_NE(words("<p style=\"display:none\">text</p>"), "text");
}

TEST(LicenseWords, StruckOutWordsAreNotTheSame) {
  for (const std::string_view text : {"<s>free</s> of charge", "<del>free</del> of charge", "~~free~~ of charge"})
    EXPECT_EQ(words(text), "struck free struck of charge") << text;
}

TEST(LicenseWords, OfAPageTheStylesAreToldAndTheTitleIsRead) {
  const std::string_view page =
      "<html><head><title>The terms</title></head><body><style>p {} no sale</style>The "
      "&ldquo;Work&rdquo;&#8212;here</body></html>";
  for (const std::string_view name : {"LICENSE.html", "license.HTM"}) {
    const PlainText plain = plain_text(bytes_of(page), form_of(name));
    EXPECT_EQ(joined(words_of(plain.text)), "the terms the work here");
    EXPECT_TRUE(plain.found.deceives);
    ASSERT_EQ(plain.found.oddities.size(), 1U);
    EXPECT_EQ(plain.found.oddities[0], (Oddity{1, "<style>"}));
  }
  for (const std::string_view name : {"LICENSE", "LICENSE.md", "html", ""})
    EXPECT_NE(joined(words_of(plain_text(bytes_of(page), form_of(name)).text)), "the terms the work here");
}

TEST(LicenseWords, OfAPageWhatCanShowAnotherTextIsTold) {
  for (const std::string_view part : {"<script>document.write('no')</script>", "<span style='display:none'>x</span>",
                                      "<img src='terms.png' alt='no'>", "<p hidden>x</p>",
                                      "<link rel=stylesheet href='x.css'>", "<iframe src='x'></iframe>"}) {
    const std::string page = "<html><body>" + std::string(part) + "text</body></html>";
    EXPECT_TRUE(plain_text(bytes_of(page), FileForm::page).found.deceives) << part;
  }
  EXPECT_FALSE(plain_text(bytes_of("<html><body><p id=\"a\" class=\"b\">text</p></body></html>"), FileForm::page)
                   .found.deceives);
}

TEST(LicenseWords, CharactersThatAreNotSeenAreTold) {
  const PlainText turned = plain_text(bytes_of("one\nwith\xE2\x80\xAEout"));  // right-to-left override
  EXPECT_EQ(turned.found.oddities, (std::vector<Oddity>{{2, "U+202E"}}));
  EXPECT_TRUE(turned.found.deceives);
  const PlainText split = plain_text(bytes_of("per\xE2\x80\x8Bmit"));
  EXPECT_EQ(split.found.oddities, (std::vector<Oddity>{{1, "U+200B"}}));
  EXPECT_FALSE(split.found.deceives);
  EXPECT_TRUE(plain_text(bytes_of("a &#x202e; b")).found.deceives);
  EXPECT_TRUE(plain_text(bytes_of("a \xF3\xA0\x81\x81 b")).found.deceives);  // a tag character
  EXPECT_TRUE(plain_text(bytes_of("one \x1B[8m two")).found.deceives);
}

TEST(LicenseWords, LettersOfTwoScriptsInOneWordAreTold) {
  EXPECT_EQ(read_words("one\ns\xD0\xB5ll").look_alikes, std::vector<std::uint32_t>{2});  // a Cyrillic e
  EXPECT_TRUE(read_words("\xD0\xB5\xD0\xB5 sell").look_alikes.empty());
}

TEST(LicenseWords, WhatNobodyCanKnowTheLookOfIsASign) {
  EXPECT_EQ(words("a \xEE\x80\x80 b"), "a \xEE\x80\x80 b");            // for private use
  EXPECT_EQ(words("a \xEF\xBF\xBD b"), "a \xEF\xBF\xBD b");            // the replacement character
  EXPECT_EQ(words("a \xCD\xB8 b"), "a \xCD\xB8 b");                    // not assigned
  EXPECT_EQ(words("costs $$$ or %%% or 5 $"), "costs $ or % or 5 $");  // a row is one
}

TEST(LicenseWords, BracketsMayGoOverALineEnd) {
  EXPECT_EQ(words("is <one line\nto name> it"), "is one line to name it");
  EXPECT_EQ(words("if one < two or one > four"), "if one < two or one > four");
  EXPECT_EQ(words("one >5"), "one > 5");
}

TEST(LicenseWords, SignsThatAreReadAreWords) {
  EXPECT_EQ(words("\xF0\x9F\x9A\xABsell"), "\xF0\x9F\x9A\xAB sell");
  EXPECT_EQ(words("\xE2\x89\xA0 without"), "\xE2\x89\xA0 without");
  EXPECT_EQ(words("a fee of $5 or 3%"), "a fee of $ 5 or 3 %");
  EXPECT_EQ(words("may != must, to !sell"), "may != must to ! sell");
  EXPECT_EQ(words("you can't, you can"), "you cant you can");
  EXPECT_EQ(words("\"one\" - two, \xE2\x80\xA2 three; [four]"), "one two three four");
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
  EXPECT_EQ(words("under (a), (b), (c) and (d) of it"), "under abc and of it");
}

TEST(LicenseWords, LinksKeepTheirTextAndTheirAddress) {
  EXPECT_EQ(words("see [the terms](https://example.org/x)"), "see the terms @example.org/x");
  EXPECT_EQ(words("see [https://example.org/x](https://example.org/x)"), "see @example.org/x");
  EXPECT_EQ(words("see [the terms](#terms)"), "see the terms");
  EXPECT_EQ(words("see [the terms](not for sale)"), "see the terms not for sale");
}

TEST(LicenseWords, WhatALinkDoesNotShowIsNotInItsPlace) {
  for (const std::string_view text :
       {"free [](<of charge>) here", "free [](of-charge) here", "free [](# \"of charge\") here",
        "free [](#\n'of charge') here", "free ![of charge](#) here"})
    EXPECT_EQ(words(text), "free hidden of hidden charge here") << text;
  EXPECT_EQ(words("free\n[of]: charge\nhere"), "free hidden of hidden charge here");
  EXPECT_EQ(words("one [two]: three four"), "one two three four");
  EXPECT_EQ(words("[two]: three four"), "two three four");
  EXPECT_EQ(words_of(plain_text(bytes_of("[](#\n'of')\nhere")).text).back().line, 3U);
}

TEST(LicenseWords, ABlockOfAPageIsALineOfItsOwn) {
  EXPECT_EQ(words("<h1>Title</h1><p>Copyright (c) 2024 Jane Doe</p><p>Terms</p>"), "title terms");
  EXPECT_EQ(words_of(plain_text(bytes_of("<p>one</p><p>two</p>\n<p>three</p>")).text).back().line, 2U);
}

TEST(LicenseWords, AnAddressIsOneWordInAnySpelling) {
  EXPECT_EQ(words("at <https://www.Example.org/a/> or http://example.org/a."), "at @example.org/a or @example.org/a");
  EXPECT_EQ(words("at www.example.org, me@example.org"), "at @example.org @me@example.org");
  EXPECT_EQ(words("at \xE2\x80\x9Chttp://example.org/a\xE2\x80\x9D"), "at @example.org/a");
  EXPECT_EQ(words("AT HTTPS://WWW.GNU.ORG/X.HTML HERE"), "at @gnu.org/x here");
}

TEST(LicenseWords, ALongAddressIsReadInOneGo) {
  std::string address;
  while (address.size() < (std::size_t{1} << 20))
    address += "x.co/must-";
  EXPECT_TRUE(words(address).starts_with("@x.co/must-x.co/must"));
  std::string dots;
  while (dots.size() < (std::size_t{1} << 20))
    dots += "a.";
  EXPECT_FALSE(words(dots).empty());
}

TEST(LicenseWords, AnOwnerOfSomethingElseIsNoHolderOfTheCopyright) {
  EXPECT_EQ(words("the copyright owner or owners"), "the holder or owners");
  EXPECT_EQ(words("by the owner"), "by the owner");
  EXPECT_EQ(general("in no event shall the owners be liable"), "in no event shall the owners be liable");
}

TEST(LicenseWords, SpellingsAndHoldersAreOneWord) {
  EXPECT_EQ(words("STRASSE"), words("Stra\xC3\x9F"
                                    "e"));
  EXPECT_EQ(words("sub-licence NON COMMERCIAL world-wide"), "sublicense noncommercial worldwide");
  EXPECT_EQ(words("the authors or copyright holders"), words("the copyright owner and contributors"));
}

TEST(LicenseWords, NamesAreTurnedBackWhereALicenseHasRoomForThem) {
  EXPECT_EQ(general("Neither the name of Example Inc. nor the names of its"),
            "neither the name of the holder nor the names of its");
  EXPECT_EQ(general("IN NO EVENT SHALL EXAMPLE BE LIABLE"), "in no event shall the holder be liable");
}

TEST(LicenseWords, ANameWithTermsInItIsNoName) {
  EXPECT_EQ(general("is provided by X who must consent as is"), "is provided by x who must consent as is");
  EXPECT_EQ(general("in no event shall anyone but firms be liable"), "in no event shall anyone but firms be liable");
  EXPECT_EQ(general("in no event shall the holder or be liable"), "in no event shall the holder or be liable");
  for (const std::string_view name : {"acme nor may anybody use this for money", "acme no seats", "acme 7",
                                      "acme. robots out", "one two three four five six seven eight nine"}) {
    const std::string text = "neither the name of " + std::string(name) + " nor the names of its";
    EXPECT_EQ(general(text), words(text)) << name;
  }
  EXPECT_EQ(general("neither the name of Acme, Inc. nor the names"), "neither the name of the holder nor the names");
}

TEST(LicenseWords, NamesInBlanksAreToldAsTheyStand) {
  const GeneralWords filled = general_words(words_of("\nNeither the name of Example Inc nor the names"));
  EXPECT_EQ(filled.names, (std::vector<SetAside>{{2, "example inc"}}));
  EXPECT_FALSE(filled.changed);
  EXPECT_TRUE(general_words(words_of("Neither the name Example nor the names")).changed);
}

TEST(LicenseWords, LinesAreCountedAsInTheFile) {
  const auto all = words_of(plain_text(bytes_of("<!-- -->\r\n\r\nword\n")).text);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0], (Word{"word", 3}));
}

}  // namespace
}  // namespace weightcheck::license
