// SPDX-License-Identifier: Apache-2.0
// What the tests of the rules ask of a judgement.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/judge.hpp"
#include "support/evidence_builder.hpp"

namespace weightcheck::policy {

inline Judgement judged(test::EvidenceBuilder builder, const Demands& demands = {}) {
  return judge(builder.build(), demands);
}

// The same before anything was hashed.
inline test::EvidenceBuilder unhashed(test::EvidenceBuilder model) {
  model.evidence.observations.clear();
  model.evidence.hashed = false;
  return model;
}

inline evidence::LicenseText text_of(std::string_view name, std::string_view id) {
  evidence::LicenseText text{.path = test::path(name)};
  text.text.kind = license::Kind::exact;
  text.text.id = id;
  return text;
}

inline test::EvidenceBuilder declaring(std::vector<std::string> licenses, std::vector<evidence::LicenseText> texts) {
  auto model = test::good_model();
  model.evidence.license.card->declared.licenses = std::move(licenses);
  model.evidence.license.texts = std::move(texts);
  return model;
}

inline Demands inspecting() { return {.mode = Mode::inspect}; }

// The first finding of this rule; null where there is none.
inline const Finding* found(const Judgement& judgement, std::string_view rule) {
  const auto place = std::ranges::find(judgement.findings, rule, &Finding::rule);
  return place == judgement.findings.end() ? nullptr : &*place;
}

inline testing::AssertionResult finds(const Judgement& judgement, std::string_view rule) {
  std::string all;
  for (const Finding& finding : judgement.findings)
    all += "\n  " + finding.rule + ": " + finding.message;
  return (found(judgement, rule) != nullptr ? testing::AssertionSuccess() : testing::AssertionFailure())
         << "findings:" << all;
}

inline testing::AssertionResult says(const Judgement& judgement, std::string_view rule, std::string_view words) {
  const Finding* finding = found(judgement, rule);
  if (finding == nullptr) return testing::AssertionFailure() << "no finding of " << rule;
  if (finding->message.find(words) != std::string::npos) return testing::AssertionSuccess();
  return testing::AssertionFailure() << finding->message;
}

inline CheckRecord record(const Judgement& judgement, CheckId check) {
  return judgement.checks.at(static_cast<std::size_t>(check));
}

// Verdict and exit code, which are to say the same.
inline std::pair<Verdict, int> ending(const Judgement& judgement) { return {judgement.verdict, judgement.exit_code}; }
inline constexpr std::pair verified{Verdict::verified, 0};
inline constexpr std::pair failed{Verdict::failed, 1};
inline constexpr std::pair incomplete{Verdict::incomplete, 3};
inline constexpr std::pair untrusted{Verdict::untrusted, 4};
inline constexpr std::pair inspected{Verdict::inspected, 0};

inline constexpr auto restricted = "license-restricted-as-permissive";

}  // namespace weightcheck::policy
