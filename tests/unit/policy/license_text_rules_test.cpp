// SPDX-License-Identifier: Apache-2.0
// What is told of a text that is near to a known license, or reads otherwise than it is.
#include "judging.hpp"

namespace weightcheck::policy {
namespace {

using test::EvidenceBuilder;
using test::good_model;

// A model under `license: mit` whose LICENSE is of this kind.
EvidenceBuilder with_text(license::Identification text) {
  auto model = good_model();
  text.id = text.kind == license::Kind::unknown ? "" : "MIT";
  model.evidence.license.card->declared.licenses = {"mit"};
  model.evidence.license.texts[0].text = std::move(text);
  return model;
}

license::Identification of_kind(license::Kind kind) {
  license::Identification text;
  text.kind = kind;
  return text;
}

license::Identification near_mit() {
  license::Identification text = of_kind(license::Kind::unknown);
  text.confidence = 0.98;
  text.nearest = "MIT";
  text.unexplained_words = 5;
  text.unexplained_lines = {7};
  text.restricts = true;
  return text;
}

TEST(LicenseText, near_to_a_known_one_and_binding_to_more_is_altered) {
  const auto judgement = judged(with_text(near_mit()));
  EXPECT_TRUE(says(judgement, "license-altered", "is MIT with 5 unexplained words at line 7"));
  EXPECT_TRUE(says(judgement, "license-altered", "its terms are unknown"));
  EXPECT_EQ(found(judgement, "license-altered")->severity, Severity::error);
  EXPECT_FALSE(finds(judgement, "license-unknown"));
}

TEST(LicenseText, under_another_title_is_unknown_and_never_permissive) {
  auto text = near_mit();
  text.retitled = true;
  const auto judgement = judged(with_text(text));
  EXPECT_FALSE(finds(judgement, "license-altered"));
  EXPECT_TRUE(says(judgement, "license-restricted-as-permissive", "is not that license"));
  text.restricts = false;
  EXPECT_TRUE(says(judged(with_text(text)), "license-unknown", "the first lines have another title"));
}

TEST(LicenseText, of_unknown_terms_is_excused_only_beside_other) {
  auto model = with_text(of_kind(license::Kind::unknown));
  model.evidence.license.card->declared.license_name = "x";
  model.evidence.license.card->declared.license_link = "LICENSE";
  EXPECT_TRUE(finds(judged(model), "license-unknown"));
  model.evidence.license.card->declared.licenses = {"other"};
  EXPECT_FALSE(finds(judged(model), "license-unknown"));
}

TEST(LicenseText, that_reads_otherwise_than_it_is_is_told) {
  license::Identification text = of_kind(license::Kind::variant);
  text.same_words = true;
  EXPECT_FALSE(finds(judged(with_text(text)), "license-text-unsafe"));
  text.unsafe = {{3, "U+202E"}};
  const auto judgement = judged(with_text(text));
  EXPECT_TRUE(says(judgement, "license-text-unsafe", "U+202E at line 3"));
  EXPECT_EQ(found(judgement, "license-text-unsafe")->severity, Severity::warning);
}

TEST(LicenseText, with_nothing_unexplained_and_nothing_missing_is_no_finding) {
  license::Identification text = of_kind(license::Kind::variant);
  EXPECT_FALSE(finds(judged(with_text(text)), "license-altered"));
  text.missing_words = 1;
  EXPECT_TRUE(finds(judged(with_text(text)), "license-altered"));
}

}  // namespace
}  // namespace weightcheck::policy
