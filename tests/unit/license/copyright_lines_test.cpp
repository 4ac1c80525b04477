// SPDX-License-Identifier: Apache-2.0
// Which lines are copyright statements, and are set aside; which only begin like one.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "license/plain_text.hpp"
#include "license/words.hpp"

namespace weightcheck::license {
namespace {

std::string words(std::string_view text) { return joined(words_of(plain_text(bytes_of(text)).text)); }

TEST(CopyrightLines, DropsCopyrightStatements) {
  EXPECT_EQ(words("Copyright (c) 2024 Example, Inc.\nTerms"), "terms");
  EXPECT_EQ(words("(c) 2024 Example\nTerms"), "terms");
  EXPECT_EQ(words("Copyright <year> <holder>\nAll rights reserved.\nTerms"), "terms");
  EXPECT_EQ(words("Copyright (c) 1999 One,\n   Two and Three\nTerms"), "terms");
  EXPECT_EQ(words("Copyright (c) 2000 X. All rights reserved. Redistribution and use are fine"),
            "redistribution and use are fine");
}

TEST(CopyrightLines, KeepsTermsThatHideInACopyrightLine) {
  EXPECT_EQ(words("Copyright (c) 2024 Example. Not for commercial use."), "not for commercial use");
  EXPECT_EQ(words("Copyright (c) 2024 Example, for noncommercial use only"),
            "copyright c 2024 example for noncommercial use only");
}

TEST(CopyrightLines, KeepsWhatIsNoNameInACopyrightLine) {
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
           "Copyright (c) 2024 Acme (CC BY-NC 4.0)",
           "Copyright 2024 Acme, USD 500 Per Seat",
           "Copyright 2024 Acme EULA",
           "Copyright 2024 Acme, GPL-3.0",
           "Copyright 2024 Acme, Apache-2.0",
           "Copyright 2024 Acme, Llama 3.1",
           "Copyright 2024 Acme OpenRAIL",
           "Copyright 2024 Acme, 100 Users",
           "Copyright 2024 Acme, 25 Computers",
           "Copyright 2024 Acme Commercial Use",
           "Copyright 2024 Acme, Must Pay",
           "Copyright 2024 Acme, Non Commercial Bank",
           "Copyright 2024 Acme, Usonly",
           "Copyright 2024 Acme https://example.org/eula",
           "Copyright 2024 Acme <no-firms@example.org>",
           "Copyright 2024 Acme https://creativecommons.org/licenses/by-nc/4.0/",
           "SPDX-FileCopyrightText: 2024 Acme (CC BY-NC 4.0)",
           "SPDX-FileCopyrightText: Acme, GPL-3.0",
           "Copyright (c) 2024 Acme, 僅供學術研究",
           "Copyright (c) 2024 Acme, 비영리 용도",
           "Copyright (c) 2024 Acme, 기업은 별도 계약이 필요합니다",
           "Copyright (c) 2024 Acme, Компаниям Требуется Отдельная Лицензия",
           "Copyright (c) 2024 Acme AI Lab Display \"Powered By Acme\" In Your Product",
           "Copyright (c) 2024 Acme AI Lab Attachment A Applies",
           "Copyright (c) 2024 Acme AI Lab Exclusivo Para Pesquisa",
           "Copyright (c) 2024 Acme AI Lab Max 1000 MAU",
           "Copyright (c) 2024 Acme AI Lab 18+",
       })
    EXPECT_NE(words(line), "") << line;
  EXPECT_NE(words("Copyright 2024 Foo,\nand companies are barred"), "");
}

TEST(CopyrightLines, NamesOfManyKindsAndScriptsAreNames) {
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
           "Copyright (c) 2021 Node.js contributors",
           "Copyright 2014 the V8 project authors. All rights reserved.",
           "Copyright (c) 2012-2023 Linus Torvalds and many others",
           "Copyright (c) 2015 Jane Doe and the attrs contributors",
           "Copyright (c) 2023 Jane Doe <jane@users.noreply.github.com>",
           "Copyright (c) 2023 Jane Doe <jane at example dot org>",
           "Copyright (C) 2009-2010 Tommi Vainikainen <tommi@example.org>",
           "Copyright (c) 2023 Example Pte. Ltd., Singapore",
           "Copyright (c) 2023 Jane Doe. All rights reserved worldwide.",
           "Copyright (c) 2023 АО «Тинькофф Банк» и соавторы",
           "2019-2023 (c) Jane Doe",
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
           "Copyright (c) 2024 May Li",
           "Copyright (c) 2024 May Li, Mark Must and Can Özgür",
           "Copyright (c) 2024 Kaiming He",
           "Copyright (c) 2024 Commercial Bank",
           "Copyright (c) 2024 Terms Inc.",
           "Copyright (c) 2024 Secret Labs AB",
           "Copyright (c) 2024 Example Business School",
           "Copyright (c) 2024 [Name](https://example.org)",
           "Copyright (c) 2024 Name <mail@example.org>",
           "Copyright (c) 1998-99, 2001, 02 Jane Doe",
           "Copyright (c) 12 May 2024 Jane Doe",
           "Copyright (c) 2024 Studio 54 Ltd",
       }) {
    const TextWords read = read_words(plain_text(bytes_of(line)).text);
    EXPECT_EQ(joined(read.words), "") << line;
    EXPECT_EQ(read.set_aside.size(), 1U) << line;
  }
}

TEST(CopyrightLines, ACopyrightStatementMayGoOnToTheEndOfItsParagraph) {
  EXPECT_EQ(words("Copyright (c) 2024 Example University of\nSomewhere\n\nTerms"), "terms");
  EXPECT_EQ(words("Copyright (c) 2024 Jane Doe and the\nExample contributors. All rights\nreserved.\n\nTerms"),
            "terms");
  EXPECT_EQ(words("Copyright (c) 2024 Jane Doe\n\nExample Title\n\nTerms"), "example title terms");
  EXPECT_EQ(words("Copyright (c) 2024 Jane Doe\nAll rights reserved.\nExample Title\n\nTerms"), "example title terms");
  EXPECT_EQ(words("under the license,\nCopyright (c) Example Inc."), "under the license copyright c example inc");
  EXPECT_EQ(words("Copyright (c) 2024 Jane Doe\nfirms keep out\n\nTerms"), "firms keep out terms");
}

TEST(CopyrightLines, ALongCopyrightLineIsReadInOneGo) {
  std::string line = "Copyright 2024 A";
  while (line.size() < (std::size_t{1} << 20))
    line += ". A";
  EXPECT_LT(words(line).size(), line.size());
  line = "Copyright 2024 Ab";
  while (line.size() < (std::size_t{1} << 20))
    line += "!ab";
  EXPECT_NE(words(line), "");
}

TEST(CopyrightLines, KeepsSentencesAboutCopyright) {
  EXPECT_EQ(words("copyright notice and this"), "copyright notice and this");
  EXPECT_EQ(words("copyright holders be liable"), "holder be liable");
  EXPECT_EQ(words("copyright resulting from Directive 96/9"), "copyright resulting from directive 96 9");
}

}  // namespace
}  // namespace weightcheck::license
