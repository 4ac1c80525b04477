// SPDX-License-Identifier: Apache-2.0
#include "license/shown_text.hpp"

#include <gtest/gtest.h>

#include <string>

#include "license/catalogue.hpp"

namespace weightcheck::license {
namespace {

bool shows(std::string_view text, std::string_view phrase) { return ShownText(text).shows(phrase); }

TEST(ShownText, PhrasesAreFoundInProse) {
  const std::string_view body = "This model was\n**Built with\nMeta Llama 3**, see [here](https://example.org).\n";
  EXPECT_TRUE(shows(body, "Built with Meta Llama 3"));
  EXPECT_TRUE(shows(body, "built WITH meta"));
  EXPECT_FALSE(shows(body, "Built with Qwen"));
  EXPECT_FALSE(shows(body, "Built with Met"));
  EXPECT_FALSE(shows(body, ""));
}

TEST(ShownText, WhatAPageHidesIsNotShown) {
  EXPECT_FALSE(shows("<!-- Built with Llama -->", "Built with Llama"));
  EXPECT_TRUE(shows("<b>Built</b> with <i>Llama</i>", "Built with Llama"));
}

TEST(ShownText, YearsAndTheSignOfCopyrightDoNotMatter) {
  EXPECT_TRUE(shows("X is under Y, Copyright (c) Z.", "X is under Y, Copyright \xC2\xA9 2025 Z"));
  EXPECT_TRUE(shows("Copyright \xC2\xA9 2019-2026 Z", "Copyright (c) Z"));
  EXPECT_FALSE(shows("Copyright (c) Q", "Copyright (c) Z"));
}

// One test an entry: with the license's own words it is there, and without one of them it is not.
TEST(NoticeSentences, AreFoundWordForWord) {
  std::size_t tested = 0;
  for (const LicenseTerms& terms : Catalogue::stock().entries()) {
    for (const std::string& sentence : terms.notice_sentences) {
      ++tested;
      EXPECT_TRUE(shows("Model Notice\n\n" + sentence + "\n", sentence)) << terms.id;
      std::string wrapped = sentence;
      wrapped[wrapped.find(' ', wrapped.size() / 2)] = '\n';
      EXPECT_TRUE(shows(wrapped, sentence)) << terms.id;
      EXPECT_FALSE(shows(sentence.substr(sentence.find(' ')), sentence)) << terms.id;
    }
  }
  EXPECT_GE(tested, 45U);
}

}  // namespace
}  // namespace weightcheck::license
