// SPDX-License-Identifier: Apache-2.0
// Real license files and the licenses written for models, from the shared folder: each identified, and each alteration
// noticed.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "license/identify.hpp"
#include "unit/license/texts.hpp"

namespace weightcheck::license {
namespace {

namespace fs = std::filesystem;

class KnownTexts : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(shared_licenses())) GTEST_SKIP() << "no license texts at " << shared_licenses();
  }

  static std::string vendor(std::string_view id) {
    return file_text(shared_licenses() / "vendor" / (std::string(id) + ".txt"));
  }
  static std::string real(std::string_view name) {
    return file_text(shared_licenses() / "real" / (std::string(name) + ".txt"));
  }
  static std::string project_license() { return file_text(fs::path(WEIGHTCHECK_SOURCE) / "LICENSE"); }

  // The texts that every alteration is tried on.
  static std::vector<std::pair<std::string, std::string>> originals() {
    return {{"MIT", real("licensee__mit")},
            {"Apache-2.0", project_license()},
            {"llama3.3", vendor("llama3.3")},
            {"gemma-terms", vendor("gemma-terms")}};
  }
};

TEST_F(KnownTexts, RealFilesAreWhatTheirProjectsSay) {
  std::ifstream table(shared_licenses() / "real" / "expected.tsv");
  std::size_t seen = 0;
  for (std::string line; std::getline(table, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream fields(line);
    std::string file;
    std::string expected;
    std::getline(fields, file, '\t');
    std::getline(fields, expected, '\t');
    const Identification found = identified(file_text(shared_licenses() / "real" / file));
    if (expected == "other") {
      EXPECT_TRUE(found.kind != Kind::exact && found.kind != Kind::match) << file << " is called " << found.id;
    } else if (expected == "pointer") {
      EXPECT_EQ(found.kind, Kind::pointer) << file;
    } else {
      EXPECT_EQ(found.id, expected) << file << " is " << name_of(found.kind);
    }
    ++seen;
  }
  EXPECT_EQ(seen, 76U);
}

TEST_F(KnownTexts, EveryVendorTextIsExactlyItself) {
  std::size_t seen = 0;
  for (const auto& entry : fs::directory_iterator(shared_licenses() / "vendor")) {
    std::string id = entry.path().stem().string();
    std::replace(id.begin(), id.end(), '_', '+');
    const Identification found = identified(file_text(entry.path()));
    EXPECT_EQ(found.id, id);
    EXPECT_EQ(found.kind, Kind::exact) << id;
    EXPECT_EQ(found.confidence, 1) << id;
    ++seen;
  }
  EXPECT_EQ(seen, 29U);
}

TEST_F(KnownTexts, EveryPublishedTextIsExactlyItself) {
  std::ifstream table(shared_licenses() / "vendor2" / "index.tsv");
  std::size_t seen = 0;
  for (std::string line; std::getline(table, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream fields(line);
    std::string file;
    std::string id;
    std::getline(fields, file, '\t');
    std::getline(fields, id, '\t');
    const Identification found = identified(file_text(shared_licenses() / "vendor2" / file));
    EXPECT_EQ(found.id, id) << file;
    EXPECT_EQ(found.kind, Kind::exact) << file;
    ++seen;
  }
  EXPECT_EQ(seen, 137U);
}

TEST_F(KnownTexts, WhatStandsBehindTheLimitIsNeverVouchedFor) {
  for (const auto& [id, text] : originals()) {
    const std::string to_the_limit = text + std::string(limits::license_bytes_max - text.size(), '\n');
    EXPECT_EQ(identified(to_the_limit).kind, Kind::exact) << id;
    const Identification found = identified(to_the_limit + "Commercial use is prohibited.\n");
    EXPECT_EQ(found.kind, Kind::variant) << id;
    EXPECT_EQ(found.id, id);
    EXPECT_LT(found.confidence, 1) << id;
    EXPECT_FALSE(found.same_words) << id;
    EXPECT_TRUE(found.cut_off) << id;
  }
}

TEST_F(KnownTexts, TheOriginalsAreExact) {
  for (const auto& [id, text] : originals()) {
    EXPECT_EQ(identified(text).kind, Kind::exact) << id;
    EXPECT_EQ(identified(text).id, id);
  }
}

TEST_F(KnownTexts, AClauseInTheMiddleIsNoticed) {
  for (const auto& [id, text] : originals()) {
    const std::size_t middle = text.find('\n', text.size() / 2) + 1;
    std::string altered = text;
    altered.insert(middle, "\nThe weights must never be used by any competitor of Example Corporation.\n");
    const Identification found = identified(altered);
    const auto line =
        static_cast<std::uint32_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(middle), '\n')) +
        2;
    EXPECT_EQ(found.kind, Kind::unknown) << id;
    EXPECT_EQ(found.id, "");
    EXPECT_EQ(found.nearest, id);
    EXPECT_GT(found.unexplained_words, 5U) << id;
    EXPECT_EQ(found.unexplained_lines, std::vector<std::uint32_t>{line}) << id;
    EXPECT_TRUE(found.restricts) << id;
  }
}

TEST_F(KnownTexts, AClauseAtTheEndIsNoticed) {
  for (const auto& [id, text] : originals()) {
    const Identification found = identified(
        text + "\n\nAdditional condition: products with more than 20 million dollars of revenue shall show a badge.\n");
    EXPECT_EQ(found.kind, Kind::unknown) << id;
    EXPECT_EQ(found.nearest, id);
    EXPECT_GT(found.unexplained_words, 5U) << id;
    EXPECT_TRUE(found.restricts) << id;
  }
}

TEST_F(KnownTexts, ADroppedParagraphIsNoticed) {
  for (const auto& [id, text] : originals()) {
    const std::size_t begin = text.find("\n\n", text.size() / 3);
    const std::size_t end = text.find("\n\n", begin + 2);
    ASSERT_NE(end, std::string::npos) << id;
    std::string altered = text;
    altered.erase(begin, end - begin);
    const Identification found = identified(altered);
    EXPECT_NE(found.kind, Kind::exact) << id;
    EXPECT_NE(found.kind, Kind::match) << id;
    EXPECT_EQ(found.id, id);
    EXPECT_GT(found.missing_words, 3U) << id;
    EXPECT_FALSE(found.missing_lines.empty()) << id;
  }
}

TEST_F(KnownTexts, ATurnedWordIsNoticed) {
  const std::vector<std::pair<std::string, std::string>> turns = {{"irrevocable", "revocable"},
                                                                  {"without restriction", "with restriction"},
                                                                  {"non-transferable", "transferable"},
                                                                  {"Google may", "Google must"}};
  for (const auto& [id, text] : originals()) {
    std::size_t turned = 0;
    for (const auto& [from, to] : turns) {
      const std::size_t at = text.find(from);
      if (at == std::string::npos) continue;
      std::string altered = text;
      altered.replace(at, from.size(), to);
      const Identification found = identified(altered);
      EXPECT_NE(found.kind, Kind::exact) << id << ": " << to;
      EXPECT_NE(found.kind, Kind::match) << id << ": " << to;
      EXPECT_EQ(found.id.empty() ? found.nearest : found.id, id);
      EXPECT_GT(found.unexplained_words + found.missing_words, 0U) << id << ": " << to;
      ++turned;
    }
    EXPECT_GT(turned, 0U) << id;
  }
}

TEST_F(KnownTexts, AClauseMadeOfTheLicensesOwnPhrasesIsNoticed) {
  const Identification apache = identified(project_license() + "\n   You may not use this file.\n");
  EXPECT_EQ(apache.nearest, "Apache-2.0");
  EXPECT_EQ(apache.kind, Kind::unknown);
  EXPECT_GT(apache.unexplained_words, 0U);
  const Identification mit = identified(
      real("licensee__mit") + "\nIN NO EVENT SHALL THE SOFTWARE BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY\n");
  EXPECT_EQ(mit.nearest, "MIT");
  EXPECT_NE(mit.kind, Kind::exact);
  EXPECT_GT(mit.unexplained_words, 0U);
}

// Every pair of neighbours is there as often as before; what shall not be is another thing.
TEST_F(KnownTexts, WordsInAnotherOrderAreNoMatch) {
  std::string text = real("licensee__cc0-cc");
  ASSERT_EQ(identified(text).kind, Kind::exact);
  const std::string_view revoked = "Waiver shall not be";
  const std::string_view kept = "Waiver shall be";
  const std::size_t second = text.find(kept);
  const std::size_t first = text.find(revoked);
  ASSERT_LT(first, second);
  ASSERT_NE(second, std::string::npos);
  text.replace(second, kept.size(), revoked);
  text.replace(first, revoked.size(), kept);
  const Identification found = identified(text);
  EXPECT_EQ(found.id, "CC0-1.0");
  EXPECT_EQ(found.kind, Kind::variant);
  EXPECT_EQ(found.unexplained_words + found.missing_words, 0U);
  EXPECT_TRUE(found.reordered);
}

TEST_F(KnownTexts, WordsAroundTheTermsThatBindNobodyMakeAVariant) {
  for (const std::string_view name : {"askalono__DefinitelyTyped", "askalono__pgbouncer"}) {
    EXPECT_EQ(identified(real(name)).kind, Kind::variant) << name;
    EXPECT_GT(identified(real(name)).unexplained_words, 0U) << name;
  }
}

TEST_F(KnownTexts, AnotherTitleIsAnotherLicense) {
  std::string text = project_license();
  const std::size_t at = text.find("Apache License");
  text.replace(at, std::string_view("Apache License").size(), "Acme Open License");
  const Identification found = identified(text);
  EXPECT_EQ(found.kind, Kind::unknown);
  EXPECT_EQ(found.nearest, "Apache-2.0");
  EXPECT_TRUE(found.retitled);
  // Over a common license's terms, complete, the project's name is no other title; one that limits is.
  const std::string mit = real("licensee__mit");
  const std::string terms = mit.substr(mit.find('\n'));
  EXPECT_EQ(identified("The Foo License" + terms).id, "MIT");
  EXPECT_EQ(identified("Foo Community License" + terms).kind, Kind::unknown);
  EXPECT_EQ(identified("Modified MIT License" + terms).kind, Kind::unknown);
}

TEST_F(KnownTexts, AnotherNameInAPublishersTitleIsAnotherLicense) {
  std::string text = vendor("llama3.3");
  const std::size_t at = text.find("LLAMA 3.3");
  ASSERT_NE(at, std::string::npos);
  text.replace(at, 9, "LLAMA 7.7");
  EXPECT_EQ(identified(text).kind, Kind::unknown);
  EXPECT_EQ(identified(text).nearest, "llama3.3");
}

TEST_F(KnownTexts, AnAppendixMayBeAbsent) {
  const std::string text = project_license();
  const Identification found = identified(text.substr(0, text.find("   APPENDIX:")));
  EXPECT_EQ(found.kind, Kind::exact);
  EXPECT_EQ(found.id, "Apache-2.0");
}

TEST_F(KnownTexts, TheAddressOfTheLicenseItselfIsNoAlteration) {
  std::string text = real("licensee__mit");
  const std::size_t line = text.find('\n') + 1;
  text.insert(line, "https://opensource.org/licenses/MIT\n");
  EXPECT_EQ(identified(text).kind, Kind::match);
  EXPECT_EQ(identified(text).id, "MIT");
  for (const std::string_view other :
       {"https://opensource.org/licenses/GPL-3.0\n", "https://example.org/licenses/MIT\n",
        "https://opensource.org/licenses/MIT/and-no-firms\n"}) {
    std::string altered = real("licensee__mit");
    altered.insert(line, other);
    EXPECT_EQ(identified(altered).kind == Kind::exact || identified(altered).kind == Kind::match, false) << other;
  }
}

TEST_F(KnownTexts, AnInsertedNotIsNoticed) {
  std::string text = project_license();
  const std::string_view grant = "hereby grants to You a perpetual";
  text.insert(text.find(grant) + std::string_view("hereby ").size(), "not ");
  const Identification found = identified(text);
  EXPECT_EQ(found.nearest, "Apache-2.0");
  EXPECT_EQ(found.kind, Kind::unknown);
  EXPECT_GT(found.unexplained_words, 0U);
}

TEST_F(KnownTexts, TermsInACommentAreNoticed) {
  const Identification found = identified(real("licensee__mit") + "\n<!-- Commercial use needs a permit. -->\n");
  EXPECT_NE(found.kind, Kind::exact);
  EXPECT_GT(found.unexplained_words, 2U);
}

TEST_F(KnownTexts, InvisibleCharactersAreTold) {
  std::string text = real("licensee__mit");
  text.insert(text.find("mission"), "\xE2\x80\x8B");
  const Identification found = identified(text);
  EXPECT_EQ(found.kind, Kind::variant);
  EXPECT_TRUE(found.same_words);
  ASSERT_EQ(found.unsafe.size(), 1U);
  EXPECT_EQ(found.unsafe[0].what, "U+200B");
}

TEST_F(KnownTexts, CharactersThatTurnTheOrderOfLettersAreNotTheLicense) {
  std::string text = real("licensee__mit");
  const std::string_view words = "without restriction";
  const std::size_t at = text.find(words);
  text.insert(at + words.size(), "\xE2\x80\xAC").insert(at, "\xE2\x80\xAE");
  const Identification found = identified(text);
  EXPECT_EQ(found.kind, Kind::variant);
  EXPECT_FALSE(found.same_words);
  EXPECT_TRUE(found.deceives);
}

TEST_F(KnownTexts, TermsInACopyrightLineAreNoticed) {
  std::string text = real("licensee__mit");
  const std::size_t at = text.find("Copyright (c)");
  text.replace(at, text.find('\n', at) - at, "Copyright (c) 2024 Example. Commercial use is prohibited.");
  const Identification found = identified(text);
  EXPECT_EQ(found.nearest, "MIT");
  EXPECT_EQ(found.kind, Kind::unknown);
  EXPECT_TRUE(found.restricts);
}

TEST_F(KnownTexts, AFilledNameIsNoAlteration) {
  std::string text = real("licensee__crlf-bsd");
  const std::string_view holder = "the copyright holder nor";
  const std::size_t at = text.find(holder);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, holder.size(), "Example University Press nor");
  const Identification found = identified(text);
  EXPECT_EQ(found.id, "BSD-3-Clause");
  EXPECT_EQ(found.kind, Kind::match);
  EXPECT_EQ(found.unexplained_words, 0U);
  EXPECT_EQ(found.missing_words, 0U);
  EXPECT_TRUE(std::ranges::any_of(found.set_aside,
                                  [](const SetAside& entry) { return entry.text == "example university press"; }));
}

TEST_F(KnownTexts, ARenderingHasTheSameWordsAndIsNotThePublishedFile) {
  const Identification found = identified(real("licensee__apache-2.0_markdown"));
  EXPECT_EQ(found.kind, Kind::variant);
  EXPECT_EQ(found.id, "Apache-2.0");
  EXPECT_TRUE(found.same_words);
  EXPECT_TRUE(found.rendering);
  EXPECT_EQ(found.unexplained_words + found.missing_words, 0U);
}

TEST_F(KnownTexts, AHeadingAndEmphasisChangeNothing) {
  const std::string mit = real("licensee__mit");
  EXPECT_EQ(identified("# " + mit).kind, Kind::exact);
  const std::size_t title = mit.find('\n');
  EXPECT_EQ(identified("**" + mit.substr(0, title) + "**" + mit.substr(title)).kind, Kind::exact);
}

TEST_F(KnownTexts, WhatStandsBesideTheWholeTextIsTold) {
  const Identification found = identified("---\nlicense: mit\n---\n" + real("licensee__mit"));
  EXPECT_EQ(found.kind, Kind::variant);
  EXPECT_EQ(found.id, "MIT");
  EXPECT_FALSE(found.same_words);
  EXPECT_GT(found.unexplained_words, 0U);
  EXPECT_FALSE(found.unexplained_lines.empty());
}

TEST_F(KnownTexts, WrappedAnewATextHasTheSameWords) {
  for (const auto& [id, text] : originals()) {
    std::string wrapped;
    std::size_t column = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool breaks = text[i] == ' ' && column > 30 && text.find('\n', i) - i > 1;
      wrapped += breaks ? '\n' : text[i];
      column = wrapped.back() == '\n' ? 0 : column + 1;
    }
    EXPECT_TRUE(identified(wrapped).same_words) << id;
  }
}

TEST_F(KnownTexts, ModifiedMitLicensesAreNotMit) {
  for (const std::string_view name : {"model__Kimi-K2__LICENSE", "model__MiniMax-M2__LICENSE"})
    EXPECT_NE(identified(real(name)).id, "MIT");
  EXPECT_EQ(identified(vendor("minimax-m2.7-nc")).id, "minimax-m2.7-nc");
}

TEST_F(KnownTexts, ALicenseInsideALargerFileIsContained) {
  std::string text = real("licensee__mit");
  std::string story;
  for (int i = 0; i < 60; ++i)
    story += "Chapter " + std::to_string(i) + " tells of a fox, a red one, crossing seven rivers quietly.\n";
  const Identification found = identified(story + text);
  EXPECT_EQ(found.kind, Kind::contains);
  EXPECT_EQ(found.id, "MIT");
  EXPECT_GT(found.unexplained_words, 300U);
}

}  // namespace
}  // namespace weightcheck::license
