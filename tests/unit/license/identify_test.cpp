// SPDX-License-Identifier: Apache-2.0
#include "license/identify.hpp"

#include <gtest/gtest.h>

#include <string>

#include "unit/license/texts.hpp"

namespace weightcheck::license {
namespace {

TEST(Identify, NothingIsAPlaceholder) {
  EXPECT_EQ(identified("").kind, Kind::placeholder);
  EXPECT_EQ(identified("TODO\n").kind, Kind::placeholder);
  EXPECT_EQ(identified("YEAR: 2017\nCOPYRIGHT HOLDER: Someone\n").kind, Kind::placeholder);
}

TEST(Identify, AnAddressIsAPointer) {
  const Identification found = identified("https://example.org/terms.html\n");
  EXPECT_EQ(found.kind, Kind::pointer);
  EXPECT_EQ(found.target, "https://example.org/terms.html");
}

TEST(Identify, AnotherFileIsAPointer) {
  const Identification found = identified("For the terms please see the file LICENSE-MODEL in this folder.\n");
  EXPECT_EQ(found.kind, Kind::pointer);
  EXPECT_EQ(found.target, "LICENSE-MODEL");
}

TEST(Identify, ANameWithoutTermsIsANotice) {
  const Identification found = identified("This model is released under the Apache License, Version 2.0. Enjoy it.\n");
  EXPECT_EQ(found.kind, Kind::notice);
  EXPECT_EQ(found.id, "Apache-2.0");
  EXPECT_EQ(identified("MIT License").id, "MIT");
}

TEST(Identify, ANoticeThatLimitsIsNotOfTheOpenLicenseItNames) {
  const Identification found = identified("Code: Apache License 2.0. The weights may be used for research only.\n");
  EXPECT_EQ(found.kind, Kind::unknown);
  EXPECT_EQ(found.id, "");
  EXPECT_TRUE(found.restricts);
}

TEST(Identify, NoticesNameVersionsAndParts) {
  EXPECT_EQ(identified("SPDX-License-Identifier: GPL-3.0-or-later").id, "GPL-3.0");
  EXPECT_EQ(identified("The weights are licensed CC BY-NC-SA 4.0 by their authors, as agreed.").id, "CC-BY-NC-SA-4.0");
  EXPECT_EQ(identified("Weights: https://creativecommons.org/licenses/by-nc/4.0/legalcode").id, "CC-BY-NC-4.0");
  EXPECT_EQ(
      identified("you can use it under the terms of the GNU Lesser General Public License, either version 2.1 or later")
          .id,
      "LGPL-2.1");
  EXPECT_EQ(identified("Llama 3.1 Community License applies to everything that lies here.").id, "llama3.1");
}

// What a license asks to be put beside it, and what says that it is the one, are no other terms; a limit beside them
// is.
TEST(Identify, OwnNoticesAreNoOtherTerms) {
  const std::string apache = file_text(std::filesystem::path(WEIGHTCHECK_SOURCE) / "LICENSE");
  const std::string notice =
      "Copyright 2023 Example\n\nLicensed under the Apache License, Version 2.0 (the \"License\");\nyou may not use "
      "this "
      "file except in compliance with the License.\nYou may obtain a copy of the License at\n\n"
      "    http://www.apache.org/licenses/LICENSE-2.0\n\nUnless required by applicable law or agreed to in writing, "
      "software\ndistributed under the License is distributed on an \"AS IS\" BASIS,\nWITHOUT WARRANTIES OR CONDITIONS "
      "OF ANY KIND, either express or implied.\nSee the License for the specific language governing permissions "
      "and\nlimitations under the License.\n\n";
  const std::string sentence = "This project is licensed under the Apache License 2.0.\n\n";
  for (const std::string& text :
       {notice + apache, apache + "\n" + notice, sentence + apache, "# Apache License 2.0\n\n" + sentence + apache}) {
    const Identification found = identified(text);
    EXPECT_EQ(found.id, "Apache-2.0");
    EXPECT_EQ(found.kind, Kind::variant);
    EXPECT_FALSE(found.obligation);
  }
  EXPECT_EQ(identified(notice + "For research only.\n\n" + apache).id, "");
  EXPECT_EQ(identified("NC\n" + sentence + apache).id, "");
  EXPECT_EQ(identified("This project is licensed under the MIT License for research only.\n\n" + apache).id, "");
}

TEST(Identify, ProseIsUnknown) {
  const Identification found =
      identified("It was a bright cold day in spring, and the clocks were striking one after another.");
  EXPECT_EQ(found.kind, Kind::unknown);
  EXPECT_EQ(found.id, "");
}

TEST(Identify, NamesOfKindsAreWords) {
  EXPECT_EQ(name_of(Kind::exact), "exact");
  EXPECT_EQ(name_of(Kind::unknown), "unknown");
}

TEST(Identify, AHugeFileIsReadOnlyToItsLimit) {
  const Identification found = identified(std::string(std::size_t{4} << 20, 'x'));
  EXPECT_EQ(found.kind, Kind::placeholder);
}

}  // namespace
}  // namespace weightcheck::license
