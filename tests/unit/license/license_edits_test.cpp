// SPDX-License-Identifier: Apache-2.0
// Known texts with one thing changed, by the hundred: none of them is the known text any more. Restricted licenses that
// were built from a permissive one never pass for it. The texts come from the shared folder.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "license/identify.hpp"
#include "unit/license/texts.hpp"

namespace weightcheck::license {
namespace {

namespace fs = std::filesystem;

// As many places, the same in each run.
class Places {
 public:
  std::size_t next(std::size_t below) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::size_t>(state_ >> 33) % below;
  }

 private:
  std::uint64_t state_ = 7;
};

constexpr std::array<std::string_view, 15> words = {"not",  "only", "never",    "firms", "nicht",
                                                    "nur",  "ohne", "interdit", "sauf",  "prohibido",
                                                    "solo", "不得", "禁止",     "仅",    "except"};
constexpr std::array<std::string_view, 10> signs = {"🚫", "≠", "✗", "¬", "†", "%", "!=", "§", "∅", "⛔"};
constexpr std::array<std::string_view, 10> clauses = {"Commercial use is forbidden.",
                                                      "Nur für die Forschung.",
                                                      "禁止商业使用。",
                                                      "Usage commercial interdit.",
                                                      "Prohibido el uso comercial.",
                                                      "Firms keep out.",
                                                      "Die Nutzung durch Firmen ist untersagt.",
                                                      "仅供学术研究使用。",
                                                      "See https://example.org/additional-rules-for-firms",
                                                      "Copyright 2024 Acme. Utilisation Industrielle Interdite"};

class LicenseEdits : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(shared_licenses())) GTEST_SKIP() << "no license texts at " << shared_licenses();
    for (const char* name : {"real/licensee__mit.txt", "real/model__Qwen3.5__LICENSE.txt",
                             "real/licensee__crlf-bsd.txt", "real/askalono__chownr.txt", "vendor/llama3.3.txt",
                             "vendor/gemma-terms.txt", "vendor/creativeml-openrail-m.txt",
                             "vendor2/CC-BY-NC-4.0-legalcode.txt", "vendor2/yi-1.0.txt", "vendor2/chatglm2-6b.txt"})
      texts_.push_back(file_text(shared_licenses() / name));
  }

  static std::string shared(std::string_view name) { return file_text(shared_licenses() / name); }

  // Where words of more than two letters begin, and how long they are; not in the first lines, where names stand.
  static std::vector<std::pair<std::size_t, std::size_t>> words_in(const std::string& text) {
    std::vector<std::pair<std::size_t, std::size_t>> found;
    std::size_t begin = 0;
    const auto is_part = [&](std::size_t i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      return byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    };
    for (std::size_t i = text.find("\n\n", 40) + 2; i <= text.size(); ++i) {
      if (i < text.size() && is_part(i)) {
        if (begin == 0) begin = i;
        continue;
      }
      if (begin != 0 && i - begin > 2) found.emplace_back(begin, i - begin);
      begin = 0;
    }
    return found;
  }

  static void expect_another(const std::string& text, std::string_view what) {
    const Identification found = identified(text);
    EXPECT_NE(found.kind, Kind::exact) << what;
    EXPECT_NE(found.kind, Kind::match) << what;
    EXPECT_FALSE(found.same_words) << what;
  }

  std::vector<std::string> texts_;
};

TEST_F(LicenseEdits, AnInsertedWordSignOrClauseIsNoticed) {
  Places places;
  for (const std::string& text : texts_) {
    const auto at = words_in(text);
    for (std::size_t i = 0; i < 18; ++i) {
      const std::size_t place = at[places.next(at.size())].first;
      const std::string_view what = i % 3 == 0   ? words[places.next(words.size())]
                                    : i % 3 == 1 ? signs[places.next(signs.size())]
                                                 : clauses[places.next(clauses.size())];
      std::string edited = text;
      if (i % 3 == 2) {
        edited.insert(text.find('\n', place) + 1, std::string(what) + "\n");
      } else {
        edited.insert(place, std::string(what) + " ");
      }
      expect_another(edited, text.substr(0, 30) + "...: " + std::string(what));
    }
  }
}

TEST_F(LicenseEdits, AReplacedOrDeletedWordIsNoticed) {
  Places places;
  for (const std::string& text : texts_) {
    const auto at = words_in(text);
    for (std::size_t i = 0; i < 16; ++i) {
      const auto [place, length] = at[places.next(at.size())];
      const std::string old = text.substr(place, length);
      const std::string_view with = i % 2 == 0 ? "" : words[places.next(words.size())];
      if (old == with || old == "specific") continue;  // which the SPDX list lets a copy of BSD-3-Clause leave out
      std::string edited = text;
      edited.replace(place, length, with);
      expect_another(edited, text.substr(0, 30) + "...: " + old + " -> " + std::string(with));
    }
  }
}

TEST_F(LicenseEdits, StruckOutWordsAreNotTheLicense) {
  std::string text = texts_[0];
  const std::string_view free = "free of charge";
  text.insert(text.find(free) + free.size(), "~~").insert(text.find(free), "~~");
  const Identification found = identified(text);
  EXPECT_EQ(found.kind, Kind::unknown);
  EXPECT_EQ(found.nearest, "MIT");
  EXPECT_FALSE(found.same_words);
}

TEST_F(LicenseEdits, ACommentHidesNoWordsThatALicenseNeeds) {
  std::string text = texts_[0];
  const std::string_view phrase = "without restriction";
  const std::size_t at = text.find(phrase);
  text.insert(at + phrase.size(), "-->").insert(at, "<!--");
  const Identification found = identified(text);
  EXPECT_NE(found.kind, Kind::exact);
  EXPECT_FALSE(found.same_words);
  EXPECT_GT(found.unexplained_words, 0U);
}

TEST_F(LicenseEdits, AWordOfAHolderIsNotLeftOut) {
  std::string text = texts_[1];
  const std::size_t at = text.find("by\n      the copyright owner");
  ASSERT_NE(at, std::string::npos);
  text.erase(text.find("copyright ", at), 10);
  EXPECT_NE(identified(text).kind, Kind::exact);
  EXPECT_FALSE(identified(text).same_words);
}

// "<base>, with <condition>" in six shapes: none has an id, and each says what it is near to, where it is near.
TEST_F(LicenseEdits, RestrictedTextsHaveNoIdOfWhatTheyWereBuiltFrom) {
  const std::string mit = texts_[0];
  const std::string apache = texts_[1];
  const std::string bsd = texts_[2];
  const std::string rail = texts_[6];
  std::string renamed = apache;
  renamed.replace(renamed.find("Apache License"), 14, "Acme Small Business License");
  std::string sized = apache;
  sized.insert(
      sized.find("   2. Grant"),
      "      \"Small Business\" shall mean a Legal Entity whose yearly revenue is below two million dollars.\n\n");
  std::string behind = rail;
  behind += "\nAttachment B\n\nThe Licensee shall pay a fee where the yearly revenue is above one million.\n";
  std::string header = bsd;
  header.insert(0, "Free for academic use only; all others need a contract.\n\n");
  std::string foreign = mit + "\n本软件仅供学术研究使用，禁止任何商业用途。\n";
  std::string display =
      mit + "\nIf you have more than 100 million monthly active users, you shall prominently display \"Acme\".\n";
  const std::pair<std::string, std::string_view> shapes[] = {
      {renamed, "Apache-2.0"},  {sized, "Apache-2.0"}, {behind, "creativeml-openrail-m"},
      {header, "BSD-3-Clause"}, {foreign, "MIT"},      {display, ""}};
  for (const auto& [text, nearest] : shapes) {
    const Identification found = identified(text);
    EXPECT_EQ(found.kind, Kind::unknown) << text.substr(0, 60);
    EXPECT_EQ(found.id, "");
    EXPECT_TRUE(nearest.empty() || found.nearest == nearest) << found.nearest;
    EXPECT_TRUE(found.restricts || found.retitled);
  }
}

// Sentences of other languages, and of English without a word that forbids, behind, above and within the terms.
TEST_F(LicenseEdits, SentencesThatMayLimitHaveNoIdOfWhatTheyStandBeside) {
  for (const std::string_view clause :
       {"Unternehmen ben\u00F6tigen eine gesonderte Lizenz.", "Toute utilisation militaire est exclue.",
        "Queda excluido el uso militar.", "Exclusivo para pesquisa acad\u00EAmica.", "Solo per scopi di ricerca.",
        "Bedrijven hebben een licentie nodig.", "Kun til ikke-kommerciel brug.",
        "Ch\u1EC9 d\u00E0nh cho nghi\u00EAn c\u1EE9u.", "\u50C5\u4F9B\u5B78\u8853\u7814\u7A76\u3002",
        "This grant ends on 1 January 2026.", "Redistribution of weights is withheld.",
        "Subject to the Acme Acceptable Use Policy.", "Attachment A applies.", "Additional terms: see TERMS.md",
        "No AI training", "max 1000 MAU", "C\u043Emmercial us\u0435 is n\u043Et p\u0435rmitted."}) {
    for (const std::string& text : {texts_[0], texts_[1], texts_[2]}) {
      const std::size_t middle = text.find('\n', text.size() / 2);
      for (const std::string& edited : {std::string(clause) + "\n\n" + text, text + "\n" + std::string(clause) + "\n",
                                        std::string(text).insert(middle, "\n" + std::string(clause))}) {
        const Identification found = identified(edited);
        EXPECT_EQ(found.id, "") << clause;
        EXPECT_EQ(found.kind, Kind::unknown) << clause;
      }
    }
  }
}

TEST_F(LicenseEdits, ADefinitionOfAnotherLicensorMakesAnotherLicense) {
  std::string text = shared("vendor2/codegeex.txt");
  const std::string_view team = "CodeGeeX Model Team";
  ASSERT_NE(text.find(team), std::string::npos);
  text.replace(text.find(team), team.size(), "Acme Model Team");
  EXPECT_EQ(identified(text).kind, Kind::unknown);
  EXPECT_EQ(identified(text).nearest, "codegeex");
}

// "END OF TERMS AND CONDITIONS" stands above the use restrictions.
TEST_F(LicenseEdits, ALicenseWithoutItsAttachmentIsCutShort) {
  for (const char* const name :
       {"creativeml-openrail-m", "bigscience-openrail-m", "deepseek-model-1.0", "openrail__-m"}) {
    const std::string whole = shared("vendor/" + std::string(name) + ".txt");
    const std::size_t attachment = whole.rfind("Attachment A");
    ASSERT_NE(attachment, std::string::npos) << name;
    const Identification found = identified(whole.substr(0, attachment));
    EXPECT_NE(found.kind, Kind::exact) << name;
    EXPECT_NE(found.kind, Kind::match) << name;
    EXPECT_FALSE(found.same_words) << name;
    EXPECT_GT(found.missing_words, 0U) << name;
  }
}

TEST_F(LicenseEdits, AnothersNameThroughoutOrAClauseOfItsOwnMakesAnotherLicense) {
  std::string text = shared("vendor2/apple-amlr.txt");
  for (std::size_t at = text.find("Apple"); at != std::string::npos; at = text.find("Apple"))
    text.replace(at, 5, "Acmee");
  EXPECT_EQ(identified(text).id, "");
  EXPECT_EQ(identified(text).nearest, "apple-amlr");
  for (const char* const name : {"vendor/llama3.3.txt", "vendor/gemma-terms.txt", "real/licensee__mit.txt"}) {
    const std::string whole = shared(name);
    EXPECT_EQ(identified(whole + "\nAcme may change this grant for whoever earns with it.\n").id, "") << name;
    EXPECT_NE(identified(whole + "\nPage 3 of 12\n").id, "") << name;
  }
}

// Half a millisecond each on a slow machine, by the processor's time: others may be at work. The bound is for a mistake
// that makes it a hundred times that.
TEST_F(LicenseEdits, AThousandTextsTakeSeconds) {
  const std::clock_t begin = std::clock();
  for (std::size_t i = 0; i < 1000; ++i)
    EXPECT_NE(identified(texts_[i % texts_.size()] + std::string(i, '\n')).kind, Kind::placeholder);
  EXPECT_LT((std::clock() - begin) / CLOCKS_PER_SEC, 60);
}

}  // namespace
}  // namespace weightcheck::license
