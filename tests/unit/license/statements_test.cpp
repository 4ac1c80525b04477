// SPDX-License-Identifier: Apache-2.0
#include "license/statements.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace weightcheck::license {
namespace {

// "weights: CC-BY-NC-4.0; code: MIT"; '?' for a license that is not known by name, "this" for the text, '!' for not.
std::string said(std::string_view text) {
  std::string out;
  for (const Statement& one : statements_in(text)) {
    out += out.empty() ? "" : "; ";
    out += one.of == Statement::Of::weights ? "weights: " : one.of == Statement::Of::code ? "code: " : "data: ";
    out += one.negated ? "!" : "";
    out += one.of_this_text ? "this" : one.license.empty() ? "?" : one.license;
  }
  return out;
}

TEST(Statements, OfCodeAndWeights) {
  EXPECT_EQ(
      said("The code in this repository is licensed under the MIT license. The model weights are released under the "
           "CC-BY-NC 4.0 license."),
      "code: MIT; weights: CC-BY-NC-4.0");
  EXPECT_EQ(
      said("Code is under Apache License 2.0, while the weights\nare governed by the Llama 3.1 Community License."),
      "code: Apache-2.0; weights: llama3.1");
  EXPECT_EQ(said("Both the source code and the model weights are licensed under the MIT license."),
            "weights: MIT; code: MIT");
  EXPECT_EQ(said("# License\n- Code: MIT license\n- Weights: CC BY-NC-SA 4.0\n"),
            "code: MIT; weights: CC-BY-NC-SA-4.0");
  EXPECT_EQ(said("| Code | MIT license |\n| Checkpoints | CC BY-NC 4.0 |\n"), "code: MIT; weights: CC-BY-NC-4.0");
  EXPECT_EQ(said("# Model\nThis code repository is licensed under the MIT License."), "code: MIT");
  EXPECT_EQ(said("The dataset is released under CC BY 4.0."), "data: CC-BY-4.0");
}

TEST(Statements, OfALicenseThatNobodyKnows) {
  EXPECT_EQ(
      said("The code is licensed under the MIT license. The weights are subject to terms of Acme, see MODEL_LICENSE."),
      "code: MIT; weights: ?");
}

TEST(Statements, OfTheTextItself) {
  EXPECT_EQ(said("This license applies to the code only."), "code: this");
  EXPECT_EQ(said("This license does not apply to the model weights."), "weights: !this");
}

TEST(Statements, OfATitle) {
  EXPECT_EQ(said("# License of the code\n\nMIT"), "code: this");
  EXPECT_EQ(said("License for example code only\n"), "code: this");
  EXPECT_EQ(said("License of the model and its code\n"), "");
}

TEST(Statements, ProseSaysNone) {
  EXPECT_EQ(said("Permission is hereby granted, free of charge, to any person obtaining a copy of this software."), "");
  EXPECT_EQ(said("The model was trained on code. It has eight layers and weights of two bytes each."), "");
  EXPECT_EQ(said(""), "");
}

TEST(Statements, OfACardAreNotOfBasesTablesOrCode) {
  const auto of_card = [](std::string_view body) { return statements_in_card(body).size(); };
  EXPECT_EQ(of_card("The weights are released under CC-BY-NC-4.0, the code under the MIT license."), 2U);
  EXPECT_EQ(of_card("The base model is licensed under the Llama 2 Community License."), 0U);
  EXPECT_EQ(of_card("This model is fine-tuned from a model under the MIT license."), 0U);
  EXPECT_EQ(of_card("| Weights | MIT license |\n"), 0U);
  EXPECT_EQ(of_card("```\nThe weights are under the MIT license.\n```\n"), 0U);
  EXPECT_EQ(of_card("The weights are licensed `cc-by-nc-4.0`, but I will waive that for any small organization."), 1U);
  EXPECT_EQ(of_card("As a derivative of LLaMA, this model is subject to the LLaMA license agreement."), 1U);
  EXPECT_EQ(of_card("The weights of any derivative are licensed cc-by-nc-4.0."), 0U);
  EXPECT_EQ(of_card("```\nx\n```\nThe weights are under the MIT license.\n"), 1U);
}

TEST(Statements, OfWhatOthersMadeAreToldByTheirWords) {
  EXPECT_TRUE(speaks_of_others("This product includes software of Example."));
  EXPECT_TRUE(speaks_of_others("Third-party notices"));
  EXPECT_FALSE(speaks_of_others("The weights are ours."));
}

TEST(Terms, AreToldByWordsOfAnyLanguage) {
  EXPECT_TRUE(speaks_of_terms("This model may be used for research only. Any commercial use is prohibited."));
  EXPECT_TRUE(speaks_of_terms("Die gewerbliche Nutzung ist untersagt."));
  EXPECT_TRUE(speaks_of_terms("\xE7\xA6\x81\xE6\xAD\xA2\xE5\x95\x86\xE4\xB8\x9A\xE4\xBD\xBF\xE7\x94\xA8"));
  EXPECT_FALSE(speaks_of_terms("plates\ncars\nlegal\ncourt\n"));
  EXPECT_FALSE(speaks_of_terms(""));
}

}  // namespace
}  // namespace weightcheck::license
