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

TEST(LicenseWords, AWordOrASignBeforeEachLineIsRead) {
  for (const std::string_view mark : {"NC", "%%not-for-firms", "not", "\xF0\x9F\x9A\xAB", "!="}) {
    std::string text;
    for (const std::string_view word : {"one", "two", "three", "four", "five"})
      text.append(mark).append(" ").append(word).append("\n");
    EXPECT_NE(words(text), "one two three four five") << mark;
  }
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
           "Copyright 2024 Foo Inc, 禁止商业",
           "Copyright 2024 Foo Inc, c o m p a n i e s out",
           "Copyright (c) 2024 Acme 仅供研究使用禁止商用",
           "Copyright (c) 2024 Acme (非商业用途)",
           "Copyright (c) 2024 Acme 研究目的に限り利用可",
           "Copyright (c) 2024 Acme, 비상업적 용도",
           "Copyright (c) 2024 Acme, Nur Für Die Forschung, Gewerbliche Nutzung Verboten",
           "Copyright (c) 2024 Acme. Utilisation Industrielle Strictement Interdite",
           "Copyright (c) 2024 Acme, Réservé Aux Chercheurs",
           "Copyright (c) 2024 Acme. Prohibido Su Empleo Por Empresas",
           "Copyright (c) 2024 Acme, Solo Per La Ricerca",
           "Copyright (c) 2024 Acme, Apenas Para Pesquisa",
           "Copyright (c) 2024 Acme, Для Некоммерческого Использования",
           "Copyright (c) 2024 Acme, Tylko Do Badań",
           "Copyright (c) 2024 Acme, للأغراض البحثية فقط",
           "Copyright (c) 2024 Acme, רק למחקר",
           "Copyright (c) 2024 Acme, Solely Available To Academia",
           "Copyright (c) 2024 Acme. Firms Keep Out. Enterprises Keep Out",
           "Copyright (c) 2024 Acme, Expires 2025, Void Thereafter",
           "Copyright (c) 2024 Acme, Industry Excluded",
           "Copyright (c) 2024 Acme. Weekends Tuesdays",
           "Copyright (c) 2024 Acme www.for-academia-exclusively.org",
           "Copyright (c) 2024 Acme 🚫 Firms",
           "Copyright (c) 2024 Acme ≠ Free",
       })
    EXPECT_NE(words(line), "") << line;
  EXPECT_NE(words("Copyright 2024 Foo,\nand companies are barred"), "");
}

TEST(LicenseWords, NamesOfManyKindsAndScriptsAreNames) {
  for (const std::string_view line : {
           "Copyright (c) 2010-2014, 2017 Example, Inc., Jane van der Doe & others <jane@example.org>",
           "Copyright (c) 2014-present sindresorhus (https://example.org/me)",
           "Copyright (C) 2007 The Regents of the University of Example, J. R. R. Doe",
           "Copyright (c) 2024 Example",
           "© 2024 Example",
           "Copyright © 2019–2024 Société Générale",
           "(C) Copyright 2001 IBM Corp.",
           "Copyright 2024 The TensorFlow Authors. All rights reserved.",
           "Copyright (c) 2017 - present, Facebook, Inc.",
           "Copyright (c) 2017-present Facebook, Inc. and its affiliates.",
           "Copyright (c) 2013-2020 Jane Doe <jane@x.org> and contributors",
           "Copyright: 2024, Example GmbH & Co. KG",
           "SPDX-FileCopyrightText: 2022 Jane Doe <jane@example.org>",
           "Copyright (c) 2015 by Someone (https://x.example/you)",
           "Portions Copyright (c) 1996-2024, The PostgreSQL Global Development Group",
           "版权所有 (c) 2024 智谱",
           "Copyright © 2023 北京智源人工智能研究院",
           "Copyright (c) 2024 深圳市腾讯计算机系统有限公司",
           "著作権 (c) 2024 株式会社サイバーエージェント",
           "Copyright (c) 2024 株式会社Preferred Networks",
           "© 2024 ООО «Яндекс»",
           "Авторские права (c) 2020 Иван Иванов",
           "Copyright (c) 2020 محمد علي",
           "Copyright (c) 2020 יוסי כהן",
           "저작권 (c) 2024 네이버 주식회사",
           "Copyright (c) 2024 NAVER Corp. / 네이버",
           "Urheberrecht (c) 2020 Max Müller",
           "Derechos de autor (c) 2021 José Pérez. Todos los derechos reservados.",
           "Droit d'auteur (c) 2020 Amélie Dupont. Tous droits réservés.",
           "Copyright (c) 2001, 2002, 2003 Python Software Foundation; All Rights Reserved",
           "Copyright (C) 1995-2024 Jean-loup Gailly and Mark Adler",
           "Copyright (c) 2024 Mistral AI",
           "Copyright © 2004 World Wide Web Consortium, (Massachusetts Institute of Technology, European Research "
           "Consortium for Informatics and Mathematics, Keio University).",
           "Copyright (c) 2010 Bayesian Logic, Inc. (BLOG) and UC Berkeley",
           "Copyright (c) 2020 Jane Doe, MIT Media Lab",
           "Copyright (c) 2018-2019 Datadog (https://www.datadoghq.com)",
           "Copyright (c) <year> <owner>.",
           "Copyright [2024] [Foo]",
           "Copyright {yyyy} {name of copyright owner}",
           "Copyright (c) Microsoft Corporation. All rights reserved.",
           "Modifications Copyright (c) 2023 Example Ltd",
           "Copyright (c) 2022 Robin Rombach and Patrick Esser and contributors",
           "Copyright (c) 2009 The Regents of the University of California. All rights reserved.",
           "Copyright 2019 the original author or authors.",
           "Copyright 2023-2024 DeepSeek",
           "Copyright (c) 2012-2024 Scott Chacon and others",
           "Copyright (c) 2014 mathias bynens",
           "Copyright © 2024 清华大学、智谱AI",
           "Copyright (c) 2021 Σωκράτης Παπαδόπουλος",
           "Copyright (c) 2022 नरेंद्र कुमार",
           "Copyright (c) 2020 สมชาย ใจดี",
           "Copyright (c) 2019 Đặng Văn Lâm",
           "Copyright (c) 2015 Łukasz Żółw i współpracownicy",
           "Copyright (c) 2024 Allen Institute for Artificial Intelligence (Ai2)",
           "Copyright (c) 2024 01.AI",
           "Copyright 2024 Alibaba Cloud. All Rights Reserved.",
           "Copyright (c) 2023, Tri Dao, Dan Fu, Albert Gu.",
           "Copyright (c) 2007 Free Software Foundation, Inc. <https://fsf.org/>",
           "Copyright (c) 2020 EleutherAI contributors (see AUTHORS)",
           "Copyright (c) 1998, 1999, 2000 Thai Open Source Software Center Ltd",
           "Copyright (c) 2023 Technology Innovation Institute (TII), Abu Dhabi, United Arab Emirates",
           "Copyright (c) 2020 İstanbul Teknik Üniversitesi",
           "Copyright (c) 2022 Bundesanstalt für Materialforschung und -prüfung (BAM)",
           "Copyright (c) 2019 Université catholique de Louvain",
           "Copyright (c) 2019 Commissariat à l'énergie atomique et aux énergies alternatives",
           "Copyright 2021 Yahoo! Inc.",
           "Copyright (c) 2021 Will Smith",
           "Copyright (c) 2011 Google Inc, The Chromium Authors and Jane O'Neil-Smith, Jr.",
           "Copyright (c) 2024 Reliance Industries Private Limited",
           "Copyright (c) 2024 Stability AI Ltd. All Rights Reserved",
           "COPYRIGHT (C) 2024 EXAMPLE RESEARCH INSTITUTE. ALL RIGHTS RESERVED.",
           "Copyright (c) 2024 H2O.ai, Inc.",
           "Copyright (c) 2024 Code for America",
           "Copyright (c) 2024 ETH Zürich, Università della Svizzera italiana",
           "Copyright (c) 2006, Kirill Müller; 2007-2010 Anna Schmidt",
       }) {
    const TextWords read = read_words(plain_text(bytes_of(line)).text);
    EXPECT_EQ(joined(read.words), "") << line;
    EXPECT_EQ(read.set_aside.size(), 1U) << line;
  }
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
  EXPECT_EQ(words("a <!-- not for sale --> here"), "a not for sale here");
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
  EXPECT_EQ(words("under (a), (b), (c) and (d) of it"), "under and of it");
}

TEST(LicenseWords, LinksKeepTheirTextAndTheirAddress) {
  EXPECT_EQ(words("see [the terms](https://example.org/x)"), "see the terms @example.org/x");
  EXPECT_EQ(words("see [https://example.org/x](https://example.org/x)"), "see @example.org/x");
  EXPECT_EQ(words("see [the terms](#terms)"), "see the terms");
  EXPECT_EQ(words("see [the terms](not for sale)"), "see the terms not for sale");
}

TEST(LicenseWords, AnAddressIsOneWordInAnySpelling) {
  EXPECT_EQ(words("at <https://www.Example.org/a/> or http://example.org/a."), "at @example.org/a or @example.org/a");
  EXPECT_EQ(words("at www.example.org, me@example.org"), "at @example.org @me@example.org");
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
  EXPECT_EQ(general("is provided by X who must consent as is"), "is provided by x who must consent as is");
  EXPECT_EQ(general("in no event shall anyone but firms be liable"), "in no event shall anyone but firms be liable");
  EXPECT_EQ(general("in no event shall the holder or be liable"), "in no event shall the holder or be liable");
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
