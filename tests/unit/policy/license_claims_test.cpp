// SPDX-License-Identifier: Apache-2.0
// What notices, the body of a card and other files say of a license, against what is declared.
#include "judging.hpp"

namespace weightcheck::policy {
namespace {

using test::EvidenceBuilder;
using test::good_model;
using test::path;

TEST(Notice, that_names_a_license_which_asks_for_more_is_told) {
  auto model = declaring({"mit"}, {text_of("LICENSE", "MIT")});
  model.evidence.license.notices = {{.path = path("NOTICE")}};
  auto& notice = model.evidence.license.notices[0];
  notice.said.licenses = {{"llama3.1", "Llama 3.1 is licensed under ..."}};
  EXPECT_TRUE(says(judged(model), restricted, "'NOTICE' says that something is under llama3.1"));
  EXPECT_EQ(found(judged(model), restricted)->severity, Severity::error);
  notice.of_others = true;
  EXPECT_EQ(found(judged(model), restricted)->severity, Severity::warning) << "of others' models too";
  notice.said.licenses = {{"GPL-3.0", "Portions are under GPL-3.0"}};
  EXPECT_FALSE(finds(judged(model), restricted)) << "of others' programs";
  notice.of_others = false;
  notice.said.licenses = {{"Apache-2.0", ""}, {"CC0-1.0", ""}};
  EXPECT_FALSE(finds(judged(model), restricted));
  notice.said.licenses = {{"", "AcmeLM is licensed under the Acme Community License"}};
  EXPECT_TRUE(says(judged(model), restricted, "a license that no list knows"));
  notice.said = {.restriction = "No use is permitted"};
  EXPECT_TRUE(says(judged(model), restricted, "limits its reader: 'No use is permitted'"));
  EXPECT_EQ(found(judged(model), restricted)->severity, Severity::error);
  model.evidence.license.card.reset();
  EXPECT_TRUE(says(judged(model), restricted, "'LICENSE' is MIT, and 'NOTICE'")) << "the text alone is a label, too";
}

TEST(Card, that_labels_another_license_in_its_body_is_told) {
  using license::CardLabel;
  auto model = declaring({"mit"}, {text_of("LICENSE", "MIT")});
  auto& labels = model.evidence.license.card_labels;
  labels = {{CardLabel::Form::line, {"CC-BY-NC-4.0", "CC BY-NC 4.0"}}};
  EXPECT_TRUE(says(judged(model), restricted, "'README.md' gives 'CC BY-NC 4.0' as the license"));
  EXPECT_EQ(found(judged(model), restricted)->severity, Severity::error);
  labels.push_back({CardLabel::Form::line, {"MIT", "MIT"}});
  EXPECT_TRUE(finds(judged(model), restricted)) << "one line that fits excuses no other";
  labels[0].form = CardLabel::Form::section;
  EXPECT_FALSE(finds(judged(model), restricted)) << "a section describes";
  labels.pop_back();
  EXPECT_EQ(found(judged(model), restricted)->severity, Severity::warning);
  labels = {{CardLabel::Form::badge, {"Apache-2.0", "Apache 2.0"}}};
  EXPECT_FALSE(finds(judged(model), restricted));
  EXPECT_TRUE(says(judged(model), "license-mismatch", "gives 'Apache 2.0' as the license, which is Apache-2.0"));
  labels = {{CardLabel::Form::line, {"MIT", "MIT"}}};
  EXPECT_FALSE(finds(judged(model), "license-mismatch"));
  labels = {{CardLabel::Form::line, {"", "MIT (non-commercial)"}}};
  EXPECT_EQ(found(judged(model), restricted)->severity, Severity::error);
}

TEST(Card, that_denies_what_it_declares_or_limits_its_reader_is_told) {
  auto model = declaring({"mit"}, {text_of("LICENSE", "MIT")});
  model.evidence.license.card_said.denied = {{"MIT", "This model is not licensed under MIT"}};
  EXPECT_TRUE(says(judged(model), "license-mismatch", "says that it is not"));
  model.evidence.license.card_said.denied = {{"GPL-3.0", "It is not under GPL-3.0"}};
  EXPECT_FALSE(finds(judged(model), "license-mismatch"));
  model.evidence.license.card_said = {.restriction = "For research use only"};
  EXPECT_TRUE(says(judged(model), restricted, "limits its reader"));
  EXPECT_EQ(found(judged(model), restricted)->severity, Severity::warning);
  model.evidence.license.card->declared.licenses = {"cc-by-nc-4.0"};
  EXPECT_FALSE(finds(judged(model), restricted)) << "its license does so";
}

TEST(AmbiguousName, is_decided_by_the_text) {
  auto model = declaring({"bsd"}, {text_of("LICENSE", "BSD-3-Clause")});
  EXPECT_FALSE(finds(judged(model), "license-id-ambiguous"));
  model.evidence.license.texts = {text_of("LICENSE", "MIT")};
  EXPECT_TRUE(finds(judged(model), "license-id-ambiguous"));
}

TEST(TextInTheFolderOfReuse, that_limits_business_needs_files_that_it_is_for) {
  auto model = declaring({"mit"}, {text_of("LICENSE", "MIT"), text_of("LICENSES/CC-BY-NC-4.0.txt", "CC-BY-NC-4.0")});
  EXPECT_TRUE(says(judged(model), restricted, "is CC-BY-NC-4.0, and nothing says for which files"));
  EXPECT_EQ(found(judged(model), restricted)->severity, Severity::warning);
  model.evidence.license.of_other_files = {"CC-BY-NC-4.0"};
  EXPECT_FALSE(finds(judged(model), restricted));
  model.evidence.license.texts[1] = text_of("LICENSES/CC-BY-4.0.txt", "CC-BY-4.0");
  EXPECT_FALSE(finds(judged(model), restricted)) << "documents are often under it";
}

TEST(HeaderOfWeights, says_its_license_by_a_name_and_a_link_too) {
  constexpr auto differs = "license-header-differs";
  auto model = declaring({"apache-2.0"}, {text_of("LICENSE", "Apache-2.0")});
  model.evidence.license.headers = {{.path = path("a.gguf")}};
  auto& said = model.evidence.license.headers[0].declared;
  said.license_link = "https://creativecommons.org/licenses/by-nc/4.0/";
  EXPECT_TRUE(says(judged(model), differs, "'a.gguf' says 'cc-by-nc-4.0' in its header"));
  said = {};
  said.license_name = "Gemma Terms of Use";
  EXPECT_TRUE(says(judged(model), differs, "says 'Gemma Terms of Use'"));
  said.licenses = {"other"};
  said.license_name = "llama3.1";
  EXPECT_TRUE(says(judged(model), differs, "says 'llama3.1'"));
  said.licenses = {"apache-2.0"};
  said.license_name = "Apache License 2.0";
  said.license_link = "https://www.apache.org/licenses/LICENSE-2.0";
  EXPECT_FALSE(finds(judged(model), differs));
  model.evidence.license.card->declared.licenses = {"other"};
  model.evidence.license.card->declared.license_name = "yi-license";
  said = {};
  said.licenses = {"other"};
  said.license_name = "yi-license";
  EXPECT_FALSE(finds(judged(model), differs));
}

TEST(LicenseLink, to_the_license_of_another_publisher_has_to_fit) {
  auto model = declaring({"apache-2.0"}, {text_of("LICENSE", "Apache-2.0")});
  auto& link = model.evidence.license.card->declared.license_link;
  link = "https://huggingface.co/meta-llama/Llama-3.1-8B/blob/main/LICENSE";
  EXPECT_TRUE(finds(judged(model), restricted));
  link = "https://huggingface.co/acme/llama-3.1-tuned/blob/main/LICENSE";
  EXPECT_FALSE(finds(judged(model), restricted)) << "he may have published his own work under anything";
  link = "https://huggingface.co/meta-llama/Llama-3.1-8B";
  EXPECT_FALSE(finds(judged(model), restricted)) << "a page of a model";
}

TEST(OtherCards, that_limit_are_told) {
  auto model = declaring({"mit"}, {text_of("LICENSE", "MIT")});
  model.evidence.license.cards_beside = {{.path = path("README_zh.md"), .restriction = "禁止商业用途"}};
  EXPECT_TRUE(says(judged(model), restricted, "'README_zh.md' limits its reader: '禁止商业用途'"));
  model.evidence.license.cards_beside[0].restriction = "";
  EXPECT_FALSE(finds(judged(model), restricted));
  model.evidence.license.cards_beside[0].statements = {{.license = "CC-BY-NC-4.0"}};
  EXPECT_TRUE(says(judged(model), restricted, "'README_zh.md' says that the weights are under CC-BY-NC-4.0"));
}

TEST(ShortTextOfTerms, that_limits_is_quoted) {
  auto short_text = text_of("AGREEMENT.txt", "");
  short_text.text.kind = license::Kind::placeholder;
  short_text.restriction = "Commercial use is prohibited";
  auto model = declaring({"mit"}, {text_of("LICENSE", "MIT"), short_text});
  EXPECT_TRUE(says(judged(model), restricted, "'AGREEMENT.txt' limits its reader: 'Commercial use is prohibited'"));
  EXPECT_FALSE(finds(judged(model), "license-placeholder"));
  model.evidence.license.card->declared.licenses = {"llama2"};
  EXPECT_TRUE(says(judged(model), "license-placeholder", "'Commercial use is prohibited'"));
}

TEST(NameOfSeveralLicenses, in_prose_is_told_where_none_of_them_fits) {
  auto model = declaring({"mit"}, {text_of("LICENSE", "MIT")});
  model.evidence.license.card_statements = {{.license = "llama-license"}};
  EXPECT_TRUE(says(judged(model), restricted, "says that the weights are under llama-license"));
  model = declaring({"llama2"}, {text_of("LICENSE", "llama2")});
  model.evidence.license.card_statements = {{.license = "llama-license"}};
  EXPECT_FALSE(finds(judged(model), "license-mismatch"));
}

TEST(TwoTexts, that_the_card_leaves_to_choose_from_are_no_conflict) {
  const std::vector texts = {text_of("LICENSE-APACHE", "Apache-2.0"), text_of("LICENSE-MIT", "MIT")};
  for (const auto& names : std::vector<std::vector<std::string>>{{"MIT OR Apache-2.0"}, {"mit", "apache-2.0"}}) {
    auto model = declaring(names, texts);
    EXPECT_FALSE(finds(judged(model), "license-conflicting"));
    EXPECT_EQ(weights_text(model.evidence.license).state, WeightsText::declared);
  }
  auto model = declaring({"mit"}, texts);
  EXPECT_TRUE(finds(judged(model), "license-conflicting"));
  model = declaring({"mit", "cc-by-nc-4.0"}, {text_of("LICENSE-MIT", "MIT"), text_of("LICENSE-NC", "CC-BY-NC-4.0")});
  EXPECT_EQ(weights_text(model.evidence.license).state, WeightsText::unknown) << "both may be meant";
}

TEST(NameWithoutVersion, means_every_edition_of_the_license) {
  constexpr auto mismatch = "license-mismatch";
  EXPECT_FALSE(finds(judged(declaring({"gemma"}, {text_of("LICENSE", "gemma-terms-2024-04-01")})), mismatch));
  EXPECT_FALSE(finds(
      judged(declaring({"nvidia-open-model-license"}, {text_of("LICENSE", "nvidia-open-model-agreement")})), mismatch));
  EXPECT_TRUE(finds(judged(declaring({"gemma"}, {text_of("LICENSE", "llama2")})), mismatch));
  EXPECT_TRUE(finds(judged(declaring({"gemma-terms-2024-04-01"}, {text_of("LICENSE", "gemma-terms")})), mismatch));
}

TEST(TextInTheFolderOfDocuments, that_is_another_license_is_told) {
  auto model = declaring({"mit"}, {text_of("LICENSE", "MIT"), text_of("docs/LICENSE", "CC-BY-NC-4.0")});
  EXPECT_TRUE(says(judged(model), restricted, "'docs/LICENSE' is CC-BY-NC-4.0"));
  model.evidence.license.texts[1] = text_of("docs/LICENSE", "CC-BY-4.0");
  EXPECT_FALSE(finds(judged(model), restricted)) << "documents are often under it";
  model.evidence.license.texts[1] = text_of("docs/LICENSE_WEIGHTS", "CC-BY-4.0");
  EXPECT_TRUE(finds(judged(model), restricted)) << "weights are not documents";
}

TEST(OtherFiles, that_declare_another_license_are_told) {
  auto model = declaring({"mit"}, {text_of("LICENSE", "MIT")});
  using Place = evidence::HeaderDeclaration::Place;
  evidence::HeaderDeclaration reuse{.path = path("REUSE.toml")};
  reuse.declared.licenses = {"CC-BY-NC-4.0"};
  reuse.place = Place::file;
  model.evidence.license.headers = {reuse};
  constexpr auto differs = "license-header-differs";
  EXPECT_TRUE(says(judged(model), differs, "'REUSE.toml' says 'CC-BY-NC-4.0', the model card says 'mit'"));
  EXPECT_EQ(found(judged(model), differs)->severity, Severity::warning);
  model.evidence.license.headers[0].path = path("README_zh.md");
  model.evidence.license.headers[0].place = Place::card;
  EXPECT_EQ(found(judged(model), differs)->severity, Severity::error) << "a translated card is a card";
  model.evidence.license.headers[0].declared.licenses = {"MIT License"};
  EXPECT_FALSE(finds(judged(model), differs));
}

TEST(Link, that_leads_nowhere_is_told_beside_a_text) {
  auto model = declaring({"mit"}, {text_of("LICENSE", "MIT")});
  model.evidence.license.card->declared.license_link = "LICENSE-NC";
  model.evidence.license.link_is_dead = true;
  EXPECT_TRUE(says(judged(model), "license-incomplete", "leads to 'LICENSE-NC', which is not here"));
  model.evidence.license.texts.clear();
  EXPECT_FALSE(finds(judged(model), "license-incomplete")) << "license-missing tells it";
}

}  // namespace
}  // namespace weightcheck::policy
