// SPDX-License-Identifier: Apache-2.0
#include "license/model_card.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include <string>
#include <string_view>
#include <vector>

namespace weightcheck::license {
namespace {

using Texts = std::vector<std::string>;

ModelCard card(std::string_view text) {
  auto read = read_model_card(text);
  EXPECT_TRUE(read) << read.error().message;
  return read ? *std::move(read) : ModelCard{};
}

ErrorCode refusal(std::string_view text) {
  const auto read = read_model_card(text);
  EXPECT_FALSE(read);
  return read ? ErrorCode::io : read.error().code;
}

TEST(ModelCard, ReadsWhatItDeclares) {
  const ModelCard read = card(
      "---\nlicense: other\nlicense_name: llama3.1\nlicense_link: LICENSE\nbase_model: meta-llama/Llama-3.1-8B\n"
      "base_model_relation: finetune\ntags:\n- text-generation\nmodel-index:\n- name: x\n  license: mit\n---\n# "
      "Title\n");
  EXPECT_TRUE(read.has_front_matter);
  EXPECT_EQ(read.declared, (Declarations{{"other"}, "llama3.1", "LICENSE", {"meta-llama/Llama-3.1-8B"}, "finetune"}));
  EXPECT_EQ(read.body, "# Title\n");
  EXPECT_TRUE(read.odd_keys.empty());
}

TEST(ModelCard, ListsAreLists) {
  const ModelCard read = card("---\r\nlicense: [mit, apache-2.0]\r\nbase_model:\r\n  - a/b\r\n  - c/d\r\n---\r\nText");
  EXPECT_EQ(read.declared.licenses, (Texts{"mit", "apache-2.0"}));
  EXPECT_EQ(read.declared.base_models, (Texts{"a/b", "c/d"}));
  EXPECT_EQ(read.body, "Text");
}

TEST(ModelCard, ACardWithoutFrontMatterDeclaresNothing) {
  EXPECT_FALSE(card("# Title\nlicense: mit\n").has_front_matter);
  EXPECT_FALSE(card("").has_front_matter);
  EXPECT_EQ(card("---\nA rule, not front matter\n").body, "---\nA rule, not front matter\n");
}

TEST(ModelCard, EmptyValuesDeclareNothing) {
  const ModelCard read = card("---\nlicense:\nbase_model: []\nlicense_name: null\n---\n");
  EXPECT_EQ(read.declared, Declarations{});
  EXPECT_TRUE(card("---\n---\n").has_front_matter);
}

TEST(ModelCard, ARepeatedKeyIsNoticedAndTheLastCounts) {
  const ModelCard read = card("---\nlicense: mit\ntags: []\nlicense: cc-by-nc-4.0\n---\n");
  EXPECT_EQ(read.repeated_keys, Texts{"license"});
  EXPECT_EQ(read.declared.licenses, Texts{"cc-by-nc-4.0"});
}

TEST(ModelCard, ADeclarationThatIsNoTextIsOdd) {
  EXPECT_EQ(card("---\nlicense: {id: mit}\n---\n").odd_keys, Texts{"license"});
  EXPECT_EQ(card("---\nlicense_name: [a]\n---\n").odd_keys, Texts{"license_name"});
  EXPECT_EQ(card("---\nbase_model: [[a]]\n---\n").odd_keys, Texts{"base_model"});
}

TEST(ModelCard, AliasesOutsideOfDeclarationsAreLetBe) {
  const ModelCard read = card("---\nmodel-index:\n- a: &id1 {x: 1}\n  b: *id1\nlicense: mit\n---\n");
  EXPECT_EQ(read.declared.licenses, Texts{"mit"});
}

TEST(ModelCard, AnAliasIsWhatItStandsFor) {
  EXPECT_EQ(card("---\nother: &x mit\nlicense: *x\n---\n").declared.licenses, Texts{"mit"});
  EXPECT_EQ(card("---\nx: &x [a/b, c/d]\nbase_model: *x\n---\n").declared.base_models, (Texts{"a/b", "c/d"}));
  EXPECT_EQ(card("---\nx: &x a/b\nbase_model: [*x, c/d]\n---\n").declared.base_models, (Texts{"a/b", "c/d"}));
  const ModelCard by_key = card("---\nlicense: apache-2.0\nz: &k license\n*k : cc-by-nc-4.0\n---\n");
  EXPECT_EQ(by_key.declared.licenses, Texts{"cc-by-nc-4.0"});
  EXPECT_EQ(by_key.repeated_keys, Texts{"license"});
}

TEST(ModelCard, MergeKeysAreReadAsHubsReadThem) {
  const auto licenses = [](std::string_view front) {
    return card("---\n" + std::string(front) + "\n---\n").declared.licenses;
  };
  EXPECT_EQ(licenses("x: &x {license: cc-by-nc-4.0}\n<<: *x"), Texts{"cc-by-nc-4.0"});
  EXPECT_EQ(licenses("<<: {license: cc-by-nc-4.0}"), Texts{"cc-by-nc-4.0"});
  EXPECT_EQ(licenses("x: &x {license: cc-by-nc-4.0}\n<<: *x\nlicense: mit"), Texts{"mit"}) << "its own come first";
  EXPECT_EQ(licenses("a: &a {license: mit}\nb: &b {license: isc}\n<<: [*a, *b]"), Texts{"mit"});
  EXPECT_EQ(licenses("a: &a {license: mit}\nb: &b {<<: *a}\n<<: *b"), Texts{"mit"});
  EXPECT_EQ(licenses("'<<': {license: mit}"), Texts{}) << "in quotes it is a key like others";
  EXPECT_EQ(card("---\na: &a {license: mit}\nb: &b {license: isc}\n<<: *a\n<<: *b\n---\n").repeated_keys,
            Texts{"license"});
}

TEST(ModelCard, WhatReadersDifferOnIsNoCard) {
  EXPECT_EQ(refusal("---\nlicense: mit\n...\nlicense: isc\n---\n"), ErrorCode::malformed);
  EXPECT_EQ(refusal("---\n? [license]\n: isc\nlicense: mit\n---\n"), ErrorCode::malformed);
  EXPECT_EQ(refusal("---\n<<: mit\n---\n"), ErrorCode::malformed);
  EXPECT_EQ(refusal("---\nx: &x {<<: *x}\n<<: *x\n---\n"), ErrorCode::malformed);
  EXPECT_EQ(card("---\nlicense: !!binary bWl0\n---\n").odd_keys, Texts{"license"});
}

TEST(ModelCard, HidesNoKeyBehindALineEndThatSomeReadersKnow) {
  for (const std::string line_end : {"\r", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9"}) {
    EXPECT_EQ(refusal("---\nlicense: mit\n# x" + line_end + "license: isc\n---\n"), ErrorCode::malformed);
    EXPECT_EQ(refusal("---\nlicense: mit\na: b # c" + line_end + "base_model: o/n\n---\n"), ErrorCode::malformed);
    EXPECT_EQ(card("---\nlicense: mit\n# x" + line_end + "\n---\n").declared.licenses, Texts{"mit"});
  }
}

TEST(ModelCard, ThatTheHubAndPyYamlRefuseIsRefused) {
  for (const std::string front :
       {"license: \"mit", "license: 'mit", "license: mit\nx: \"a\n\nb", "license: !foo mit",
        "license: mit\nx: !!python/object:a.b c", "license: mit\nx: !foo {a: b}", "license: mit\nx: !<tag:x> [a]",
        "license: mit # \v", "license: mit\f", "license: mit\nx: \xff", "license: mit\nx: \xc2\x81"}) {
    EXPECT_EQ(refusal("---\n" + front + "\n---\n"), ErrorCode::malformed) << front;
  }
  EXPECT_EQ(card("---\nlicense: !!str mit\nx: !!set {a, b}\ny: \"a\\\"\n  b\"\n---\n").declared.licenses, Texts{"mit"});
  EXPECT_EQ(card("---\nlicense: mit\n...\n---\n").declared.licenses, Texts{"mit"});
  EXPECT_TRUE(declares_no_text(card("---\nlicense: !!set {mit}\n---\n")));
  EXPECT_FALSE(declares_no_text(card("---\nlicense: [mit]\nlicense_name: [a]\n---\n")));
}

TEST(ModelCard, NoListIsCutWithoutAWord) {
  std::string many = "---\nbase_model:\n";
  for (int i = 0; i < 1001; ++i)
    many += "- a/b" + std::to_string(i) + "\n";
  EXPECT_EQ(refusal(many + "---\n"), ErrorCode::limit);
}

TEST(ModelCard, EndsAtTheLineThatTheHubTakesForItsEnd) {
  EXPECT_EQ(refusal("---\nlicense: mit\n--- \nlicense: isc\n---\n"), ErrorCode::malformed);
  EXPECT_EQ(card("---\nlicense: mit\n--- \n# Title\n").declared.licenses, Texts{"mit"});
}

TEST(ModelCard, ALinkMayLeadIntoTheModel) {
  EXPECT_EQ(linked_path("LICENSE"), "LICENSE");
  EXPECT_EQ(linked_path("./docs/terms%20of%20use.txt#top"), "docs/terms of use.txt");
  EXPECT_EQ(linked_path("https://huggingface.co/o/n/blob/main/LICENSE-MODEL"), "LICENSE-MODEL");
  EXPECT_EQ(linked_path("https://example.com/LICENSE"), "");
  EXPECT_EQ(linked_path(""), "");
}

TEST(ModelCard, AnAliasBombIsNotExpanded) {
  std::string bomb = "---\na: &a [x, x]\n";
  for (char name = 'b'; name <= 'z'; ++name) {
    const std::string last(1, static_cast<char>(name - 1));
    bomb += std::string(1, name) + ": &" + name + " [*" + last + ", *" + last + ", *" + last + "]\n";
  }
  EXPECT_EQ(card(bomb + "license: mit\n---\n").declared.licenses, Texts{"mit"});
  std::string many = "---\na: &a x\nb: [";
  for (int i = 0; i < 2000; ++i)
    many += "*a,";
  EXPECT_EQ(refusal(many + "x]\n---\n"), ErrorCode::limit);
}

TEST(ModelCard, FrontMatterThatIsNoMappingIsMalformed) {
  EXPECT_EQ(refusal("---\n- a\n- b\n---\n"), ErrorCode::malformed);
  EXPECT_EQ(refusal("---\njust text\n---\n"), ErrorCode::malformed);
  EXPECT_EQ(refusal("---\nlicense: [mit\n---\n"), ErrorCode::malformed);
  EXPECT_EQ(refusal("---\nlicense: *nowhere\n---\n"), ErrorCode::malformed);
}

TEST(ModelCard, IsBoundedInDepthAndSize) {
  EXPECT_EQ(refusal("---\na: " + std::string(100000, '[') + "\n---\n"), ErrorCode::limit);
  std::string dashes = "---\na:\n";
  for (int i = 0; i < 10000; ++i)
    dashes += "- ";
  EXPECT_EQ(refusal(dashes + "x\n---\n"), ErrorCode::limit);
  EXPECT_EQ(refusal("---\na: " + std::string(std::size_t{2} << 20, 'x') + "\n---\n"), ErrorCode::limit);
  EXPECT_EQ(refusal(std::string(std::size_t{5} << 20, 'x')), ErrorCode::limit);
}

TEST(SafetensorsMetadata, SomeKeysAreDeclarations) {
  Declarations declared;
  EXPECT_TRUE(add_metadata(declared, "license", "mit"));
  EXPECT_TRUE(add_metadata(declared, "modelspec.license", "CreativeML Open RAIL++-M"));
  EXPECT_TRUE(add_metadata(declared, "general.license.name", "x"));
  EXPECT_TRUE(add_metadata(declared, "base_model", "a/b"));
  EXPECT_TRUE(add_metadata(declared, "general.base_model.0.repo_url", "https://huggingface.co/c/d"));
  EXPECT_TRUE(add_metadata(declared, "general.source.repo_url", "https://huggingface.co/e/f"));
  EXPECT_TRUE(add_metadata(declared, "general.source.huggingface.repository", "g/h"));
  EXPECT_FALSE(add_metadata(declared, "general.base_model.0.name", "D of C"));
  EXPECT_FALSE(add_metadata(declared, "general.base_model.count", "1"));
  EXPECT_FALSE(add_metadata(declared, "format", "pt"));
  EXPECT_EQ(declared, (Declarations{{"mit", "CreativeML Open RAIL++-M"},
                                    "x",
                                    "",
                                    {"a/b", "https://huggingface.co/c/d", "https://huggingface.co/e/f", "g/h"},
                                    ""}));
}

TEST(ModelCard, reads_a_key_in_any_spelling_that_a_person_takes_for_it) {
  for (const char* key :
       {"LICENCE", "model-license", "Model License", "modelLicense", "License_Name", "license-spdx"}) {
    const auto card = read_model_card("---\nlicense: mit\n" + std::string(key) + ": cc-by-nc-4.0\n---\n");
    ASSERT_TRUE(card.ok()) << key;
    EXPECT_EQ(card->beside, (std::vector<BesideKey>{{key, "cc-by-nc-4.0"}}));
    EXPECT_EQ(card->declared.licenses, std::vector<std::string>{"mit"});
  }
  for (const char* key : {"base-model", "BaseModel", "Base_Models", "finetuned-from", "original model"})
    EXPECT_EQ(read_model_card("---\n" + std::string(key) + ": org/one\n---\n")->bases_beside,
              std::vector<std::string>{"org/one"})
        << key;
  std::string spellings = "---\n";
  for (int i = 0; i < 1000; ++i)
    spellings += "license" + std::string(static_cast<std::size_t>(i), '-') + "s: mit\n";
  EXPECT_EQ(refusal(spellings + "---\n"), ErrorCode::limit);
}

TEST(ModelCard, remembers_what_keys_beside_the_known_ones_say) {
  const auto card = read_model_card(
      "---\nlicense: mit\nLicense: cc-by-nc-4.0\nlicences: [gpl-3.0]\ntags:\n- license:gemma\n- text\n- "
      "base_model:finetune:meta-llama/Llama-3.1-8B\nbase_models: [org/one]\nextra_gated_prompt: You agree.\n"
      "extra_gated_fields:\n  I use it for research only: checkbox\n---\n");
  ASSERT_TRUE(card.ok());
  EXPECT_EQ(card->declared.licenses, (std::vector<std::string>{"mit"}));
  const std::vector<BesideKey> beside = {{"License", "cc-by-nc-4.0"}, {"licences", "gpl-3.0"}, {"tags", "gemma"}};
  EXPECT_TRUE(std::ranges::is_permutation(card->beside, beside));
  EXPECT_EQ(card->bases_beside.size(), 2U);
  EXPECT_NE(std::ranges::find(card->bases_beside, "meta-llama/Llama-3.1-8B"), card->bases_beside.end());
  EXPECT_NE(card->gate.find("I use it for research only"), std::string::npos);
  EXPECT_TRUE(card->odd_keys.empty());
}

}  // namespace
}  // namespace weightcheck::license
