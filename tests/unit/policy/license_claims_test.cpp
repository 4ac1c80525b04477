// SPDX-License-Identifier: Apache-2.0
// What notices, the body of a card and other files say of a license, against what is declared.
#include "judging.hpp"

namespace weightcheck::policy {
namespace {

using test::EvidenceBuilder;
using test::good_model;
using test::path;

evidence::LicenseText text_of(std::string_view name, std::string_view id) {
  evidence::LicenseText text{.path = path(std::string(name))};
  text.text.kind = license::Kind::exact;
  text.text.id = id;
  return text;
}

EvidenceBuilder declaring(std::vector<std::string> licenses, std::vector<evidence::LicenseText> texts) {
  auto model = good_model();
  model.evidence.license.card->declared.licenses = std::move(licenses);
  model.evidence.license.texts = std::move(texts);
  return model;
}

constexpr auto restricted = "license-restricted-as-permissive";

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
