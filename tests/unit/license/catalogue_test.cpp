// SPDX-License-Identifier: Apache-2.0
#include "license/catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace weightcheck::license {
namespace {

ResolvedName resolved(std::string_view name) { return Catalogue::stock().resolve(name); }

TEST(Catalogue, FindsALicenseUnderEachOfItsNames) {
  for (const std::string_view name :
       {"Apache-2.0", "apache-2.0", "Apache 2.0", "Apache License, Version 2.0", "apache2"}) {
    EXPECT_EQ(resolved(name).kind, NameKind::known) << name;
    EXPECT_EQ(resolved(name).terms.id, "Apache-2.0") << name;
  }
  EXPECT_EQ(resolved("llama3.1").terms.name_prefix, "Llama");
  EXPECT_EQ(resolved("gemma").terms.id, "gemma-terms");
  EXPECT_EQ(resolved("bsl-1.0").terms.id, "BSL-1.0");
}

TEST(Catalogue, GnuIdsComeWithAndWithoutTheirSuffix) {
  for (const std::string_view name : {"gpl-3.0", "GPL-3.0", "GPL-3.0-only", "GPL-3.0-or-later", "GPL-3.0+", "GPLv3"}) {
    EXPECT_EQ(resolved(name).terms.share_alike, ShareAlike::full) << name;
  }
}

TEST(Catalogue, FamiliesAndSharedNamesAreAmbiguous) {
  EXPECT_EQ(resolved("bsd").kind, NameKind::ambiguous);
  EXPECT_EQ(resolved("openrail").kind, NameKind::ambiguous);
  const ResolvedName shared = resolved("modified-mit");
  EXPECT_EQ(shared.kind, NameKind::ambiguous);
  EXPECT_GE(shared.candidates.size(), 3U);
  EXPECT_EQ(shared.terms.commercial, Commercial::unknown);
}

TEST(Catalogue, OtherNamesNothing) {
  EXPECT_EQ(resolved("other").kind, NameKind::custom);
  EXPECT_EQ(resolved("unknown").kind, NameKind::custom);
  EXPECT_EQ(resolved("other").terms.commercial, Commercial::unknown);
}

TEST(Catalogue, AListedIdWithoutFactsHasUnknownTerms) {
  const ResolvedName vim = resolved("vim");
  EXPECT_EQ(vim.kind, NameKind::listed);
  EXPECT_EQ(vim.terms.id, "Vim");
  EXPECT_EQ(vim.terms.commercial, Commercial::unknown);
  EXPECT_EQ(vim.terms.copy_required, Answer::unknown);
}

TEST(Catalogue, AnUnknownNameIsNeverPermissive) {
  const ResolvedName found = resolved("my-own-license");
  EXPECT_EQ(found.kind, NameKind::unknown);
  EXPECT_EQ(found.terms, unknown_terms("my-own-license"));
  EXPECT_EQ(found.terms.commercial, Commercial::unknown);
  EXPECT_EQ(found.terms.redistribution, Answer::unknown);
}

TEST(Catalogue, SuggestsWhatWasMeant) {
  const auto suggested = [](std::string_view name) {
    const auto candidates = resolved(name).candidates;
    return candidates.empty() ? std::string() : candidates.front();
  };
  EXPECT_EQ(suggested("apche-2.0"), "Apache-2.0");
  EXPECT_EQ(suggested("lama3.1"), "llama3.1");
  EXPECT_EQ(suggested("cc-by-n-4.0"), "CC-BY-NC-4.0");
  EXPECT_EQ(suggested("something else entirely"), "");
  EXPECT_EQ(suggested(std::string(100000, 'x')), "");
}

TEST(Catalogue, MiniMaxM27IsNoncommercialByFacts) {
  EXPECT_EQ(resolved("minimax-m2.7-nc").terms.commercial, Commercial::no);
}

TEST(Catalogue, EveryEntryHasASourceADateAndNoDoubleId) {
  const auto entries = Catalogue::stock().entries();
  EXPECT_EQ(entries.size(), 103U);
  for (const LicenseTerms& terms : entries) {
    EXPECT_FALSE(terms.source.empty()) << terms.id;
    EXPECT_FALSE(terms.as_of.empty()) << terms.id;
    EXPECT_EQ(
        std::count_if(entries.begin(), entries.end(), [&](const LicenseTerms& other) { return other.id == terms.id; }),
        1)
        << terms.id;
  }
}

TEST(Catalogue, AUsersEntryIsAddedOrTakesThePlaceOfAnId) {
  const auto mine = Catalogue::with_additions(
      R"({"schema": "weightcheck-license-facts/1", "licenses": [
          {"id": "acme-1.0", "license_names": ["acme"], "commercial": "no", "source": "contract 12", "as_of": "2026-11"},
          {"id": "MIT", "spdx": "MIT", "commercial": "no", "source": "our lawyers", "as_of": "2026-11"}]})");
  ASSERT_TRUE(mine) << mine.error().message;
  EXPECT_EQ(mine->resolve("acme").terms.commercial, Commercial::no);
  EXPECT_EQ(mine->resolve("acme").terms.redistribution, Answer::unknown);
  EXPECT_EQ(mine->resolve("MIT").terms.commercial, Commercial::no);
  EXPECT_EQ(resolved("MIT").terms.commercial, Commercial::yes);
}

TEST(EditDistance, CountsChangesUpToABound) {
  EXPECT_EQ(edit_distance("apache", "apache", 3), 0U);
  EXPECT_EQ(edit_distance("apache", "apcahe", 3), 1U);
  EXPECT_EQ(edit_distance("mit", "mitt", 3), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting", 3), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting", 2), 3U);
  EXPECT_EQ(edit_distance("", "abcdef", 3), 4U);
}

}  // namespace
}  // namespace weightcheck::license
