// SPDX-License-Identifier: Apache-2.0
// What a card declares against the texts that lie beside it, where one of them is easily overlooked.
#include "judging.hpp"
#include "policy/license_names.hpp"

namespace weightcheck::policy {
namespace {

using test::EvidenceBuilder;
using test::good_model;
using test::path;

TEST(DeclaredLicense, is_held_against_every_text_that_is_not_the_codes) {
  const auto apache = text_of("LICENSE", "Apache-2.0");
  EXPECT_TRUE(says(judged(declaring({"apache-2.0"}, {apache, text_of("LICENSE-MODEL", "llama3.3")})), restricted,
                   "'LICENSE-MODEL' is llama3.3"));
  EXPECT_TRUE(finds(judged(declaring({"apache-2.0"}, {apache, text_of("LICENSE.more", "llama3.3")})), restricted));
  const auto fine = judged(declaring({"apache-2.0"}, {apache, text_of("LICENSE-CODE", "GPL-3.0")}));
  EXPECT_FALSE(finds(fine, restricted));
  EXPECT_FALSE(finds(fine, "license-mismatch"));
}

TEST(DeclaredLicense, a_text_named_for_the_model_speaks_for_it) {
  evidence::LicenseSeen seen;
  seen.texts = {text_of("LICENSE", "MIT"), text_of("LICENSE-CODE", "MIT"), text_of("LICENSE-MODEL", "llama3.3")};
  EXPECT_EQ(main_text(seen)->text.id, "llama3.3");
  seen.texts.pop_back();
  EXPECT_EQ(main_text(seen)->path.text(), "LICENSE");
}

TEST(DeclaredLicense, an_unknown_name_silences_nothing) {
  EXPECT_TRUE(finds(judged(declaring({"mit", "zzz"}, {text_of("LICENSE", "CC-BY-NC-SA-4.0")})), restricted));
  EXPECT_FALSE(finds(judged(declaring({"mit", "zzz"}, {text_of("LICENSE", "MIT")})), "license-mismatch"));
}

TEST(DeclaredLicense, only_of_a_choice_is_one_text_enough) {
  const auto apache = text_of("LICENSE", "Apache-2.0");
  EXPECT_TRUE(says(judged(declaring({"Apache-2.0 AND CC-BY-NC-4.0"}, {apache})), "license-mismatch", "'CC-BY-NC-4.0'"));
  EXPECT_TRUE(finds(judged(declaring({"apache-2.0", "cc-by-nc-4.0"}, {apache})), "license-mismatch"));
  EXPECT_FALSE(finds(judged(declaring({"Apache-2.0 OR MIT"}, {apache})), "license-mismatch"));
  EXPECT_FALSE(finds(judged(declaring({"Apache-2.0 AND CC-BY-NC-4.0"}, {apache, text_of("LICENSE.2", "CC-BY-NC-4.0")})),
                     "license-mismatch"));
}

TEST(DeclaredLicense, keys_that_are_repeated_or_odd_are_told) {
  auto model = good_model();
  model.evidence.license.card->repeated_keys = {"tags", "license"};
  EXPECT_TRUE(says(judged(model), "license-id-ambiguous", "'license' more than once"));
  model.evidence.license.card->repeated_keys = {"tags"};
  EXPECT_FALSE(finds(judged(model), "license-id-ambiguous"));
  model.evidence.license.card->odd_keys = {"license"};
  EXPECT_TRUE(says(judged(model), "license-undeclared", "as something else than text"));
  EXPECT_EQ(found(judged(model), "license-undeclared")->severity, Severity::error);
  EXPECT_FALSE(finds(judged(model), "license-id-ambiguous"));
  EXPECT_TRUE(declared_licenses(model.evidence, license::Catalogue::stock()).empty());
  model.evidence.license.card->odd_keys = {"license_name"};
  EXPECT_TRUE(says(judged(model), "license-id-ambiguous", "nothing reads"));
}

TEST(DeclaredLicense, is_a_header_s_where_neither_card_nor_manifest_declares_one) {
  auto model = good_model();
  const auto declared = [&] { return declared_licenses(model.evidence, license::Catalogue::stock()); };
  model.evidence.license.card.reset();
  const auto add_header = [&](const char* name, const char* license, const char* license_name) {
    evidence::HeaderDeclaration header{.path = path(name)};
    header.declared.licenses = {license};
    header.declared.license_name = license_name;
    model.evidence.license.headers.push_back(std::move(header));
  };
  add_header("a.gguf", "apache-2.0", "");
  add_header("b.gguf", "apache-2.0", "");
  add_header("c.gguf", "other", "llama3.1");
  ASSERT_EQ(declared().size(), 2U);
  EXPECT_EQ(declared()[0].where, "the header of 'a.gguf'");
  EXPECT_EQ(declared()[0].resolved.terms.id, "Apache-2.0");
  EXPECT_EQ(declared()[1].resolved.terms.id, "llama3.1");
  EXPECT_EQ(declared_trees(model.evidence).size(), 2U);
  EXPECT_FALSE(finds(judged(model), "license-undeclared"));
  model.evidence.license.card.emplace();
  model.evidence.license.card->declared.licenses = {"mit"};
  ASSERT_EQ(declared().size(), 1U) << "the card is stronger";
  EXPECT_TRUE(says(judged(model), "license-header-differs", "'a.gguf' says 'apache-2.0'"));
}

TEST(LicenseText, that_nobody_need_keep_may_be_absent) {
  const auto judgement = judged(declaring({"cc0-1.0"}, {}));
  ASSERT_TRUE(finds(judgement, "license-missing"));
  EXPECT_EQ(found(judgement, "license-missing")->severity, Severity::note);
}

TEST(LicenseText, that_is_absent_weighs_as_much_as_it_is_needed) {
  const auto weight = [](EvidenceBuilder model) { return found(judged(model), "license-missing")->severity; };
  EXPECT_EQ(weight(declaring({"mit"}, {})), Severity::warning);
  EXPECT_EQ(weight(declaring({"bsd"}, {})), Severity::warning);
  EXPECT_EQ(weight(declaring({"llama3.1"}, {})), Severity::error);
  EXPECT_EQ(weight(declaring({"other"}, {})), Severity::error);
  EXPECT_EQ(weight(declaring({"mit", "llama3.1"}, {})), Severity::error);
  EXPECT_EQ(weight(declaring({}, {})), Severity::error);
  EXPECT_FALSE(finds(judged(declaring({}, {})), "license-undeclared"));

  auto left_out = declaring({"mit"}, {}).in_commit("LICENSE.txt", "MIT");
  EXPECT_EQ(weight(left_out), Severity::error);
  EXPECT_TRUE(says(judged(left_out), "license-missing", "the commit holds 'LICENSE.txt'"));
  auto of_code = declaring({"mit"}, {}).in_commit("LICENSE-CODE", "MIT");
  EXPECT_EQ(weight(of_code), Severity::warning);
  EXPECT_TRUE(says(judged(of_code), "license-missing", "the commit itself holds none"));
}

evidence::LicenseText unknown_text(std::string_view name) {
  evidence::LicenseText text{.path = path(std::string(name))};
  text.text.kind = license::Kind::unknown;
  return text;
}

// The five shapes in which the license of the code was once given for the weights.
TEST(LicenseText, of_the_code_never_speaks_for_the_weights) {
  const auto of_code = declaring({"other"}, {text_of("LICENSE-CODE", "MIT")});
  EXPECT_EQ(main_text(of_code.evidence.license), nullptr);
  EXPECT_TRUE(says(judged(of_code), "license-missing", "'LICENSE-CODE' is for something else"));

  // 1. and 2.: a file named for the weights, beside LICENSE or LICENSE-CODE
  auto unknown = declaring({"other"}, {text_of("LICENSE", "Apache-2.0"), unknown_text("MODEL_LICENSE")});
  EXPECT_EQ(weights_text(unknown.evidence.license).state, WeightsText::unknown)
      << "unknown there is unknown everywhere";
  EXPECT_FALSE(finds(judged(unknown), "license-missing"));
  unknown.evidence.license.texts[0] = text_of("LICENSE-CODE", "Apache-2.0");
  EXPECT_EQ(main_text(unknown.evidence.license), nullptr);
  EXPECT_EQ(code_text(unknown.evidence.license)->text.id, "Apache-2.0");

  // 3.: a file that the card's link leads to
  auto linked = declaring({"other"}, {text_of("LICENSE", "Apache-2.0"), unknown_text("docs/ACME.txt")});
  EXPECT_EQ(main_text(linked.evidence.license)->text.id, "Apache-2.0") << "nearest to the root";
  linked.evidence.license.card->declared.license_link = "./docs/ACME.txt";
  EXPECT_EQ(weights_text(linked.evidence.license).state, WeightsText::unknown);
}

TEST(LicenseText, that_says_itself_that_it_is_for_the_code_is) {
  using license::Statement;
  auto model = declaring({"mit"}, {text_of("LICENSE", "MIT")});
  auto& text = model.evidence.license.texts[0];
  text.text.kind = license::Kind::contains;
  text.statements = {{.of = Statement::Of::code, .license = "MIT"},
                     {.of = Statement::Of::weights, .license = "CC-BY-NC-4.0"}};
  EXPECT_EQ(main_text(model.evidence.license), nullptr);
  EXPECT_EQ(code_text(model.evidence.license)->text.id, "MIT");
  EXPECT_TRUE(says(judged(model), restricted, "says that the weights are under CC-BY-NC-4.0"));
  text.statements[1].license = "MIT";
  EXPECT_EQ(main_text(model.evidence.license)->text.id, "MIT");
  text.statements = {{.of = Statement::Of::weights, .of_this_text = true, .negated = true}};
  EXPECT_EQ(main_text(model.evidence.license), nullptr);
}

TEST(LicenseText, a_notice_declares_what_it_says_of_the_weights) {
  auto model = declaring({"mit"}, {text_of("LICENSE", "MIT")});
  model.evidence.license.notices = {
      {path("NOTICE"), "", {{.of = license::Statement::Of::weights, .license = "CC-BY-NC-4.0"}}}};
  EXPECT_TRUE(says(judged(model), restricted, "'NOTICE' says that the weights are under CC-BY-NC-4.0"));
  model.evidence.license.card->declared.licenses = {"cc-by-nc-4.0"};
  EXPECT_FALSE(finds(judged(model), restricted));
  model.evidence.license.card.reset();
  EXPECT_TRUE(says(judged(model), "license-mismatch", "'LICENSE' is MIT"));
}

TEST(LicenseText, two_that_are_named_for_nothing_leave_the_weights_unknown) {
  evidence::LicenseSeen seen;
  seen.texts = {text_of("LICENSE", "MIT"), text_of("LICENSE.2", "MIT")};
  EXPECT_EQ(main_text(seen)->text.id, "MIT");
  seen.texts[1].text.id = "Apache-2.0";
  EXPECT_EQ(weights_text(seen).state, WeightsText::unknown);
  seen.texts[1] = unknown_text("TERMS.md");
  EXPECT_EQ(weights_text(seen).state, WeightsText::unknown);
  seen.texts[1] = text_of("text_encoder/LICENSE", "Apache-2.0");
  EXPECT_EQ(main_text(seen)->text.id, "MIT");
  seen.texts.clear();
  EXPECT_EQ(weights_text(seen).state, WeightsText::none);
}

TEST(LicenseText, of_which_nobody_knows_what_it_covers_gives_the_weights_no_license) {
  auto model = declaring({"mit"}, {text_of("LICENSE-xyz", "MIT")});
  EXPECT_EQ(weights_text(model.evidence.license).state, WeightsText::unknown);
  EXPECT_TRUE(says(judged(model), "license-missing", "nothing says what 'LICENSE-xyz' covers"));
  model.evidence.license.card->declared.license_link = "LICENSE-xyz";
  EXPECT_EQ(main_text(model.evidence.license)->text.id, "MIT");
  model.evidence.license.card->declared.license_link = "";
  model.evidence.license.texts = {text_of("LICENSE", "MIT"), text_of("tokenizer/LICENSE", "CC-BY-NC-4.0")};
  EXPECT_EQ(main_text(model.evidence.license)->text.id, "MIT");
  EXPECT_TRUE(says(judged(model), restricted, "'tokenizer/LICENSE' is CC-BY-NC-4.0"));
  EXPECT_FALSE(finds(judged(model), "license-conflicting"));
  model.evidence.license.texts[1] = text_of("LICENSE-3RD-PARTY", "CC-BY-NC-4.0");
  EXPECT_FALSE(finds(judged(model), restricted)) << "it is for something else";
}

TEST(Card, says_in_its_prose_what_a_text_is_for) {
  using license::Statement;
  auto model = declaring({"cc-by-nc-4.0"}, {text_of("LICENSE", "MIT")});
  EXPECT_TRUE(finds(judged(model), "license-mismatch"));
  model.evidence.license.card_statements = {{.of = Statement::Of::code, .license = "MIT"},
                                            {.of = Statement::Of::weights, .license = "CC-BY-NC-4.0"}};
  EXPECT_FALSE(finds(judged(model), "license-mismatch"));
  EXPECT_TRUE(says(judged(model), "license-missing", "'LICENSE' is for something else"));
  model.evidence.license.card->declared.licenses = {"mit"};
  EXPECT_TRUE(says(judged(model), restricted, "'README.md' says that the weights are under CC-BY-NC-4.0"));
  EXPECT_EQ(found(judged(model), restricted)->severity, Severity::warning);
  model.evidence.license.card_statements.push_back({.of = Statement::Of::weights, .license = "MIT"});
  EXPECT_FALSE(finds(judged(model), restricted)) << "of several sizes one fits";
}

TEST(Card, that_contradicts_itself_is_told) {
  auto model = declaring({"mit"}, {text_of("LICENSE", "MIT")});
  auto& card = model.evidence.license.card->declared;
  card.license_name = "cc-by-nc-4.0";
  EXPECT_TRUE(says(judged(model), restricted, "gives 'cc-by-nc-4.0' as license_name"));
  card.license_name = "mit";
  EXPECT_FALSE(finds(judged(model), restricted));
  card.license_link = "https://www.creativecommons.org/licenses/by-nc/4.0/legalcode";
  EXPECT_TRUE(says(judged(model), restricted, "as license_link, which is CC-BY-NC-4.0"));
  card.license_link = "https://www.apache.org/licenses/LICENSE-2.0.txt";
  EXPECT_TRUE(says(judged(model), "license-mismatch", "as license_link, which is Apache-2.0"));
  card.license_link = "https://example.org/terms";
  EXPECT_FALSE(finds(judged(model), "license-mismatch"));
  card.licenses = {"other"};
  EXPECT_TRUE(says(judged(model), "license-mismatch", "which says that no id fits"));
  EXPECT_EQ(found(judged(model), "license-mismatch")->severity, Severity::warning);
  card.license_name = "acme-license";
  EXPECT_FALSE(finds(judged(model), "license-mismatch"));
  card.licenses = {"bsd"};
  card.license_name = "bsd-3-clause";
  EXPECT_FALSE(finds(judged(model), "license-mismatch"));
}

TEST(LicenseText, of_which_the_form_is_not_read_is_told) {
  auto model = declaring({"mit"}, {text_of("LICENSE", "MIT"), unknown_text("MODEL_TERMS.pdf")});
  model.evidence.license.texts[1].unread = "a PDF document";
  EXPECT_TRUE(says(judged(model), "license-unknown", "'MODEL_TERMS.pdf' is named as terms and is a PDF document"));
  EXPECT_EQ(weights_text(model.evidence.license).state, WeightsText::unknown);
  model.evidence.license.texts[1].path = path("legal/ACME.pdf");
  EXPECT_EQ(found(judged(model), "license-unknown")->severity, Severity::warning);
  model.evidence.license.texts.erase(model.evidence.license.texts.begin());
  EXPECT_EQ(found(judged(model), "license-unknown")->severity, Severity::error);
  auto& card = model.evidence.license.card->declared;
  card.licenses = {"other"};
  card.license_name = "acme";
  card.license_link = "https://x.org";
  EXPECT_EQ(found(judged(model), "license-unknown")->severity, Severity::note);
}

TEST(LicenseText, that_only_names_another_license_is_told) {
  auto model = declaring({"mit"}, {text_of("LICENSE", "GPL-3.0")});
  model.evidence.license.texts[0].text.kind = license::Kind::notice;
  EXPECT_TRUE(says(judged(model), restricted, "'LICENSE' names GPL-3.0"));
  model.evidence.license.texts[0].text.id = "MIT";
  EXPECT_FALSE(finds(judged(model), restricted));
  model.evidence.license.texts[0].text.restricts = true;
  EXPECT_TRUE(says(judged(model), restricted, "names MIT and speaks of duties or limits"));
}

TEST(Notice, that_holds_a_license_which_asks_for_more_is_told) {
  auto model = declaring({"mit"}, {text_of("LICENSE", "MIT")});
  evidence::NoticeText notice{.path = path("NOTICE")};
  notice.found = text_of("NOTICE", "CC-BY-NC-4.0").text;
  model.evidence.license.notices = {notice};
  EXPECT_TRUE(says(judged(model), restricted, "'NOTICE' holds the text of CC-BY-NC-4.0"));
  EXPECT_EQ(found(judged(model), restricted)->severity, Severity::warning);
  model.evidence.license.notices[0].of_others = true;
  EXPECT_FALSE(finds(judged(model), restricted));
  model.evidence.license.notices[0].of_others = false;
  model.evidence.license.notices[0].found.id = "Apache-2.0";
  EXPECT_FALSE(finds(judged(model), restricted)) << "it asks for no more";
  model.evidence.license.card_text = text_of("README.md", "CC-BY-NC-4.0").text;
  EXPECT_TRUE(says(judged(model), restricted, "'README.md' holds the text of CC-BY-NC-4.0"));
}

TEST(UsePolicy, is_a_part_of_licenses_that_refer_to_one_and_of_no_other) {
  auto model = declaring({"mit"}, {text_of("LICENSE", "MIT")});
  model.evidence.license.use_policies = {unknown_text("USE_POLICY.md")};
  EXPECT_TRUE(says(judged(model), restricted, "'USE_POLICY.md' is a use policy"));
  EXPECT_EQ(found(judged(model), restricted)->severity, Severity::warning) << "it limits nothing";
  model.evidence.license.use_policies[0].text.obligation = true;
  EXPECT_EQ(found(judged(model), restricted)->severity, Severity::error);
  auto fitting = declaring({"llama3.1"}, {text_of("LICENSE", "llama3.1")});
  fitting.evidence.license.use_policies = {unknown_text("USE_POLICY.md")};
  EXPECT_FALSE(finds(judged(fitting), restricted));
  model.evidence.license.use_policies = {text_of("LICENSE-2", "llama3.1-use-policy")};
  EXPECT_TRUE(says(judged(model), restricted, "the one of llama3.1"));
}

TEST(Card, that_cannot_be_read_is_replaced_by_nothing) {
  auto model = declaring({}, {text_of("LICENSE", "MIT")});
  model.evidence.license.card.reset();
  model.evidence.license.card_error = Error{ErrorCode::malformed, "front matter: a key is no text"};
  model.evidence.manifest.emplace();
  model.evidence.manifest->license = "mit";
  EXPECT_TRUE(declared_licenses(model.evidence, license::Catalogue::stock()).empty());
  EXPECT_TRUE(says(judged(model), "license-undeclared", "a key is no text"));
  EXPECT_EQ(found(judged(model), "license-undeclared")->severity, Severity::error);
}

TEST(DeclaredLicense, with_an_exception_that_nobody_knows_is_unknown) {
  EXPECT_TRUE(says(judged(declaring({"MIT WITH Commons-Clause"}, {text_of("LICENSE", "MIT")})), "license-id-unknown",
                   "'MIT WITH Commons-Clause'"));
  EXPECT_FALSE(finds(judged(declaring({"GPL-2.0 WITH Classpath-exception-2.0"}, {text_of("LICENSE", "GPL-2.0")})),
                     "license-id-unknown"));
}

TEST(LicenseText, in_another_order_is_told_and_read_in_part_is_an_error) {
  auto model = good_model();
  auto& text = model.evidence.license.texts[0].text;
  text.kind = license::Kind::variant;
  text.reordered = true;
  EXPECT_TRUE(says(judged(model), "license-altered", "is MIT with its words in another order"));
  EXPECT_EQ(found(judged(model), "license-altered")->severity, Severity::warning);
  text.reordered = false;
  text.cut_off = true;
  EXPECT_TRUE(says(judged(model), "license-altered", "its end was not read"));
  EXPECT_EQ(found(judged(model), "license-altered")->severity, Severity::error);
}

}  // namespace
}  // namespace weightcheck::policy
