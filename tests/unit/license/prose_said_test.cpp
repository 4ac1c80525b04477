// SPDX-License-Identifier: Apache-2.0
#include "license/prose_said.hpp"

#include <gtest/gtest.h>

namespace weightcheck::license {
namespace {

bool limits(std::string_view text) { return restricting_sentence(text, Prose::card).has_value(); }
bool binds(std::string_view text) { return restricting_sentence(text, Prose::notice).has_value(); }

TEST(Restrictions, of_a_card_are_told_in_the_languages_of_models) {
  for (const char* const text : {"For non-commercial use only.",
                                 "This model is for non-commercial purposes.",
                                 "Commercial use is strictly prohibited.",
                                 "No commercial use.",
                                 "The weights may not be used commercially.",
                                 "Not for commercial use!",
                                 "Commercial use requires a separate license.",
                                 "This checkpoint may be used for academic research only.",
                                 "For research use only.",
                                 "Released exclusively for personal use.",
                                 "Business use is not permitted.",
                                 "To apply for a commercial license, please contact us.",
                                 "The weights may not be redistributed.",
                                 "Redistribution of the weights is prohibited.",
                                 "This model is not for use in the European Union.",
                                 "This model may not be used by companies with more than 100 employees.",
                                 "Users with more than 10M MAU must request a license.",
                                 "This release is for research purposes only in support of an academic paper.",
                                 "商业用途需获得官方商用许可。",
                                 "本模型仅供研究使用。",
                                 "禁止商用",
                                 "模型仅限非商业用途。",
                                 "商用利用不可",
                                 "비상업적 용도로만 사용하세요.",
                                 "Nur für nichtkommerzielle Nutzung.",
                                 "Die kommerzielle Nutzung ist untersagt.",
                                 "Ausschließlich für Forschungszwecke.",
                                 "Usage commercial interdit.",
                                 "Uniquement pour la recherche.",
                                 "Prohibido el uso comercial.",
                                 "Solo para investigación.",
                                 "Uso não comercial.",
                                 "Uso commerciale vietato.",
                                 "Только для исследовательских целей.",
                                 "Коммерческое использование запрещено."})
    EXPECT_TRUE(limits(text)) << text;
}

TEST(Restrictions, are_not_seen_in_what_a_card_describes) {
  for (const char* const text : {"This model supports both commercial and non-commercial use.",
                                 "You may use it for commercial or research purposes.",
                                 "It was trained on non-commercial data.",
                                 "The base model allows no commercial use.",
                                 "Apache 2.0 puts no restrictions on commercial use.",
                                 "This model is intended for research use.",
                                 "We do not recommend using it in commercial applications.",
                                 "Evaluation only covers English.",
                                 "Commercial use is allowed.",
                                 "支持商业使用。",
                                 "可商用，支持商业和非商业用途。",
                                 "商用利用可能です。",
                                 "Die kommerzielle Nutzung ist erlaubt.",
                                 "The model can only be used with version 4.40 of the library.",
                                 "Only the last layer is trained.",
                                 "It must not be used to harm people.",
                                 "<!-- non-commercial only -->",
                                 "```\nnon-commercial use only\n```\n",
                                 "You do not need a license for commercial use.",
                                 "Commercial use is not prohibited.",
                                 "Previous versions were for research purposes only; since v2 anything goes.",
                                 "The weights may be redistributed without restriction.",
                                 "It can be used without redistributing the weights.",
                                 "It may be used by companies of any size.",
                                 "The model is used by hospitals in the European Union.",
                                 "The model should not be used in medical applications in Europe without review.",
                                 "You must accept the license to request access.",
                                 "商业使用无需申请商用授权。"})
    EXPECT_FALSE(limits(text)) << text;
}

TEST(Restrictions, of_a_notice_are_told_where_it_binds) {
  EXPECT_TRUE(binds("Everything here is proprietary."));
  EXPECT_TRUE(binds("No use of the weights is permitted without a fee."));
  EXPECT_TRUE(binds("You may not redistribute or use these files."));
  EXPECT_TRUE(binds("Use requires a paid license."));
  EXPECT_TRUE(binds("Commercial use is prohibited."));
  EXPECT_TRUE(binds("By using this model you agree to pay a royalty of 5 %."));
  EXPECT_FALSE(binds("You need not pay any fee."));
  EXPECT_FALSE(binds("Acme Model\nCopyright 2024 Acme Inc.\n"));
  EXPECT_FALSE(binds("This product includes software developed at Acme (https://acme.org/)."));
  EXPECT_FALSE(
      binds("Licensed under the Apache License, Version 2.0; you may not use this file except in compliance with "
            "the License."));
  EXPECT_FALSE(binds("Built with lm-evaluation-harness."));
}

TEST(LimitedNames, say_so_beside_the_name) {
  EXPECT_TRUE(is_limited_name("MIT (non-commercial)"));
  EXPECT_TRUE(is_limited_name("Apache 2.0, research only"));
  EXPECT_TRUE(is_limited_name("MIT-NC"));
  EXPECT_FALSE(is_limited_name("mit"));
  EXPECT_FALSE(is_limited_name("Apache License 2.0"));
  EXPECT_FALSE(is_limited_name("bigscience-openrail-m"));
}

TEST(Notice, names_the_licenses_that_its_sentences_name) {
  const auto named = [](std::string_view text) {
    const auto said = said_in_prose(text, Prose::notice);
    return said.licenses.empty() ? "none" : said.licenses[0].id;
  };
  EXPECT_EQ(named("Llama 3.1 is licensed under the Llama 3.1 Community License, Copyright (c) Meta Platforms, Inc."),
            "llama3.1");
  EXPECT_EQ(named("Gemma is provided under and subject to the Gemma Terms of Use found at ai.google.dev/gemma/terms"),
            "gemma-terms");
  EXPECT_EQ(named("Qwen is licensed under the Qwen RESEARCH LICENSE AGREEMENT, Copyright (c) Alibaba Cloud."),
            "qwen-research");
  EXPECT_EQ(named("Licensed by Mistral AI under the Mistral AI Research License"), "mrl-0.1");
  EXPECT_EQ(named("Licensed by NVIDIA Corporation under the NVIDIA Open Model License"), "nvidia-open-model");
  EXPECT_EQ(named("This model is licensed under the Fish Audio Research License, Copyright 39 AI, INC."),
            "fish-audio-research");
  EXPECT_EQ(named("AcmeLM is licensed under the Acme Community License Agreement."), "") << "somebody's own";
  EXPECT_EQ(named("Acme Model, Copyright 2024 Acme Inc."), "none");
}

TEST(Card, denies_a_license) {
  const auto denied = [](std::string_view text) { return said_in_prose(text, Prose::card).denied.size(); };
  EXPECT_EQ(denied("This model is not licensed under MIT."), 1U);
  EXPECT_EQ(denied("The weights are not released under the Apache License 2.0."), 1U);
  EXPECT_EQ(denied("It is not affiliated with Acme and is licensed under MIT."), 0U);
  EXPECT_EQ(denied("This model is licensed under MIT."), 0U);
}

}  // namespace
}  // namespace weightcheck::license
