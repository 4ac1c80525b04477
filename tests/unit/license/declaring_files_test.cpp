// SPDX-License-Identifier: Apache-2.0
#include "license/declaring_files.hpp"

#include <gtest/gtest.h>

namespace weightcheck::license {
namespace {

using Names = std::vector<std::string>;

Names weights(DeclaringFile form, std::string_view text) { return declared_in_file(form, text).weights; }

TEST(DeclaringFiles, are_known_by_their_names) {
  for (const char* const card : {"README_zh.md", "README.zh-CN.md", "MODEL_CARD.md", "modelcard.md", "readme.md",
                                 "README.txt", "README_EN.rst", "README"})
    EXPECT_EQ(declaring_file(card), DeclaringFile::card) << card;
  EXPECT_EQ(declaring_file("README.md"), DeclaringFile::none) << "the card itself";
  EXPECT_EQ(declaring_file("docs/README_zh.md"), DeclaringFile::none);
  EXPECT_EQ(declaring_file("CITATION.cff"), DeclaringFile::citation);
  EXPECT_EQ(declaring_file("REUSE.toml"), DeclaringFile::reuse);
  EXPECT_EQ(declaring_file(".reuse/dep5"), DeclaringFile::dep5);
  EXPECT_EQ(declaring_file("config.json"), DeclaringFile::none);
}

TEST(DeclaringFiles, of_reuse_say_it_of_files) {
  const char* const text =
      "version = 1\n[[annotations]]\npath = \"**\"\nSPDX-License-Identifier = \"CC-BY-NC-4.0\"\n"
      "[[annotations]]\npath = [\n  \"docs/**\",\n  \"*.py\"\n]\nSPDX-License-Identifier = \"GPL-3.0-only\"\n"
      "[[annotations]]\npath = [\"model.safetensors\"]\nSPDX-License-Identifier = \"MIT\"\n";
  const auto said = declared_in_file(DeclaringFile::reuse, text);
  EXPECT_EQ(said.weights, (Names{"CC-BY-NC-4.0", "MIT"}));
  EXPECT_EQ(said.others, (Names{"GPL-3.0-only"}));
  const auto old = declared_in_file(DeclaringFile::dep5,
                                    "Format: x\n\nFiles: *\nCopyright: Acme\nLicense: CC-BY-NC-4.0\n text\n\n"
                                    "Files: src/*\nLicense: MIT\n");
  EXPECT_EQ(old.weights, (Names{"CC-BY-NC-4.0"}));
  EXPECT_EQ(old.others, (Names{"MIT"}));
}

TEST(DeclaringFiles, of_citations_and_cards) {
  EXPECT_EQ(weights(DeclaringFile::citation, "cff-version: 1.2.0\nlicense: CC-BY-NC-4.0\n"), (Names{"CC-BY-NC-4.0"}));
  EXPECT_EQ(weights(DeclaringFile::citation, "license: [MIT, Apache-2.0]\n"), (Names{"MIT", "Apache-2.0"}));
  EXPECT_EQ(weights(DeclaringFile::citation, "{"), Names{});
  EXPECT_EQ(weights(DeclaringFile::card, "---\nlicense: cc-by-nc-4.0\n---\n# M\n"), (Names{"cc-by-nc-4.0"}));
  EXPECT_EQ(weights(DeclaringFile::card, "# M\n\n**License:** CC BY-NC 4.0\n"), (Names{"CC BY-NC 4.0"}));
  EXPECT_EQ(weights(DeclaringFile::card, "# M\n\nA model.\n"), Names{});
}

}  // namespace
}  // namespace weightcheck::license
