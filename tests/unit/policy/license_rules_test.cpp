// SPDX-License-Identifier: Apache-2.0
// What a card declares against the texts that lie beside it, where one of them is easily overlooked.
#include "judging.hpp"
#include "policy/license_names.hpp"

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
  EXPECT_TRUE(says(judged(model), "license-id-ambiguous", "nothing reads"));
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

TEST(LicenseText, of_the_code_never_speaks_for_the_weights) {
  const auto of_code = declaring({"other"}, {text_of("LICENSE-CODE", "MIT")});
  EXPECT_EQ(main_text(of_code.evidence.license), nullptr);
  EXPECT_TRUE(says(judged(of_code), "license-missing", "'LICENSE-CODE' is for something else"));

  auto own = text_of("MODEL_LICENSE", "");
  own.text.kind = license::Kind::unknown;
  auto unknown = declaring({"other"}, {text_of("LICENSE", "Apache-2.0"), own});
  EXPECT_EQ(main_text(unknown.evidence.license), nullptr) << "unknown there is unknown everywhere";
  EXPECT_FALSE(finds(judged(unknown), "license-missing"));
  unknown.evidence.license.texts[1].path = path("TERMS-LICENSE.txt");
  EXPECT_EQ(main_text(unknown.evidence.license)->text.id, "Apache-2.0");
  unknown.evidence.license.card->declared.license_link = "TERMS-LICENSE.txt";
  EXPECT_EQ(main_text(unknown.evidence.license), nullptr);
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
