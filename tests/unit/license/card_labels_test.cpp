// SPDX-License-Identifier: Apache-2.0
#include "license/card_labels.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace weightcheck::license {
namespace {

// "line CC-BY-NC-4.0; badge MIT"; '?' for a license of somebody's own.
std::string labels(std::string_view body) {
  std::string out;
  for (const CardLabel& one : labels_in_card(body)) {
    constexpr const char* forms[] = {"line ", "section ", "badge "};
    out += (out.empty() ? "" : "; ") + std::string(forms[static_cast<std::size_t>(one.form)]) +
           (one.license.id.empty() ? "?" : one.license.id);
  }
  return out;
}

TEST(CardLabels, are_lines_that_give_the_license) {
  EXPECT_EQ(labels("# M\n\n**License:** CC-BY-NC-4.0\n"), "line CC-BY-NC-4.0");
  EXPECT_EQ(labels("- **License:** [Llama 3.1 Community License](https://x.org)\n"), "line llama3.1");
  EXPECT_EQ(labels("* License: cc-by-nc-4.0\n"), "line CC-BY-NC-4.0");
  EXPECT_EQ(labels("Model license - Gemma Terms of Use\n"), "line gemma-terms");
  EXPECT_EQ(labels("**License**: [Apache 2.0](https://www.apache.org/licenses/LICENSE-2.0)\n"), "line Apache-2.0");
  EXPECT_EQ(labels("许可证：CC BY-NC 4.0\n"), "line CC-BY-NC-4.0");
  EXPECT_EQ(labels("Lizenz: CC BY-NC-SA 4.0\n"), "line CC-BY-NC-SA-4.0");
  EXPECT_EQ(labels("<p><b>License:</b> CC BY-NC 4.0</p>\n"), "line CC-BY-NC-4.0");
}

TEST(CardLabels, are_names_of_somebodys_own_terms) {
  EXPECT_EQ(labels("License: MIT (non-commercial)\n"), "line ?");
  EXPECT_EQ(labels("License: Acme Community License\n"), "line ?");
  EXPECT_EQ(labels("License: research only\n"), "line ?");
  EXPECT_EQ(labels("License: see LICENSE\n"), "");
  EXPECT_EQ(labels("License: [More Information Needed]\n"), "");
  EXPECT_EQ(labels("License: Other\n"), "");
}

TEST(CardLabels, are_sections) {
  EXPECT_EQ(labels("# M\n\n## License\n\nCreative Commons Attribution-NonCommercial 4.0\n"), "line CC-BY-NC-4.0");
  EXPECT_EQ(labels("## 7. License\nThis model is released under the Llama 3.2 Community License, as its makers ask.\n"),
            "section llama3.2");
  EXPECT_EQ(labels("License\n-------\n\nCC BY-NC 4.0\n"), "line CC-BY-NC-4.0");
  EXPECT_EQ(labels("## License\nThe code is under GPL-3.0.\nIts base model is under the Llama 2 Community License.\n"),
            "");
  EXPECT_EQ(labels("## License\nMIT\n\n## Results\nOf a model under CC BY-NC 4.0.\n"), "line MIT");
}

TEST(CardLabels, are_rows_of_tables_and_badges) {
  EXPECT_EQ(labels("| Parameters | 7B |\n|---|---|\n| License | CC BY-NC 4.0 |\n"), "line CC-BY-NC-4.0");
  EXPECT_EQ(labels("| Model | License |\n|---|---|\n| ours | CC BY-NC 4.0 |\n"), "line CC-BY-NC-4.0");
  EXPECT_EQ(labels("| Model | License |\n|---|---|\n| a | CC BY-NC 4.0 |\n| b | MIT |\n"), "") << "of several models";
  EXPECT_EQ(labels("[![](https://img.shields.io/badge/License-CC--BY--NC--4.0-red)](https://x.org)"),
            "badge CC-BY-NC-4.0");
  EXPECT_EQ(labels("![License: CC BY-NC 4.0](x.png)"), "badge CC-BY-NC-4.0");
  EXPECT_EQ(labels("<img alt=\"License: Gemma Terms of Use\" src=x>"), "badge gemma-terms");
  EXPECT_EQ(labels("![](https://img.shields.io/badge/Code_License-GPL_3.0-red)"), "");
}

TEST(CardLabels, of_other_things_are_none) {
  EXPECT_EQ(labels("Dataset license: CC BY-NC 4.0\n"), "");
  EXPECT_EQ(labels("Code license: GPL-3.0\n"), "");
  EXPECT_EQ(labels("## Training data\n\nLicense: CC BY-NC 4.0\n### Size\n- License: CC BY-NC 4.0\n"), "");
  EXPECT_EQ(labels("## Dataset\nx\n## Use\nLicense: MIT\n"), "line MIT");
  EXPECT_EQ(labels("# Data2Text base\nLicense: MIT\n"), "line MIT") << "the title of a model";
  EXPECT_EQ(labels("License: MIT for the code, CC BY-NC 4.0 for the data\n"), "");
  EXPECT_EQ(labels("```\nLicense: CC BY-NC 4.0\n```\n"), "");
  EXPECT_EQ(labels("<!-- License: CC BY-NC 4.0 -->\n"), "");
  EXPECT_EQ(labels("The license of the upstream is nice: MIT it is.\n"), "");
}

}  // namespace
}  // namespace weightcheck::license
