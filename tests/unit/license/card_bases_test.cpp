// SPDX-License-Identifier: Apache-2.0
#include "license/card_bases.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"

namespace weightcheck::license {
namespace {

TEST(CardBases, are_kept_up_to_one_more_than_are_looked_at) {
  std::string card;
  for (std::size_t number = 0; number < 2 * limits::bases_max; ++number)
    card += "- **Base model:** org/n" + std::to_string(number) + "\n";
  EXPECT_EQ(bases_in_prose(card).size(), limits::bases_max + 1);
}

TEST(CardBases, are_named_in_prose) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(
      bases_in_prose("Fine-tuned from [meta-llama/Llama-3.1-8B](https://huggingface.co/meta-llama/Llama-3.1-8B)."),
      (Names{"meta-llama/Llama-3.1-8B"}));
  EXPECT_EQ(bases_in_prose("- **Finetuned from model :** unsloth/llama-3-8b-bnb-4bit\n"),
            (Names{"unsloth/llama-3-8b-bnb-4bit"}));
  EXPECT_EQ(bases_in_prose("Both and/or neither."), Names{});
  EXPECT_EQ(bases_in_prose("X-8B is derived from Llama3.1-8B-Base and is originally licensed under "
                           "[llama3.1 license](https://huggingface.co/meta-llama/Llama-3.1-8B/blob/main/LICENSE)."),
            Names{})
      << "another model is spoken of";
}

TEST(CardBases, are_named_by_converters_and_trainers) {
  const std::vector<std::string> one = {"google/gemma-2-9b-it"};
  for (const char* line : {"This model was converted to MLX format from "
                           "[`google/gemma-2-9b-it`](https://huggingface.co/google/gemma-2-9b-it) "
                           "using mlx-lm version **0.20**.",
                           "It was converted to GGUF format from google/gemma-2-9b-it using llama.cpp.",
                           "- **Base Model:** [google/gemma-2-9b-it](https://huggingface.co/google/gemma-2-9b-it)",
                           "Original model: google/gemma-2-9b-it", "| Base model | google/gemma-2-9b-it |",
                           "## Base model\n\n[google/gemma-2-9b-it](https://huggingface.co/google/gemma-2-9b-it)",
                           "The weights were initialized from google/gemma-2-9b-it.",
                           "Unlike other models, ours is based on google/gemma-2-9b-it.",
                           "This is not only a code model, it is a fine-tuned version of google/gemma-2-9b-it.",
                           "We introduce acme/gem-9b, a fine-tuned version of google/gemma-2-9b-it."})
    EXPECT_EQ(bases_in_prose(line), one) << line;
  EXPECT_EQ(bases_in_prose("Original model: [Gemma 2](https://huggingface.co/google/gemma-2-9b-it)"),
            std::vector<std::string>{"https://huggingface.co/google/gemma-2-9b-it"});
}

TEST(CardBases, are_not_those_of_others) {
  for (const char* line :
       {"Our model is not based on meta-llama/Llama-3.1-8B; it was trained from scratch.",
        "It isn't derived from meta-llama/Llama-3.1-8B.",
        "Unlike acme/other-8b, which is based on meta-llama/Llama-3.1-8B, this one was trained from scratch.",
        "The baseline is a fine-tuned version of meta-llama/Llama-3.1-8B.",
        "The tokenizer is derived from meta-llama/Llama-3.1-8B.",
        "We also release acme/gem-9b, a fine-tuned version of google/gemma-2-9b.",
        "The previous release was built on meta-llama/Llama-2-7b.",
        "Its architecture is based on the code of meta-llama/Llama-3.1-8B.",
        "```yaml\nbase model: meta-llama/Llama-3.1-8B\n```", "Give the base model: a path or org/name"})
    EXPECT_EQ(bases_in_prose(line), std::vector<std::string>{}) << line;
}

}  // namespace
}  // namespace weightcheck::license
