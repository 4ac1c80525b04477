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

TEST(Catalogue, AMalformedNameIsNotTheOneThatItIsNear) {
  for (const std::string_view name : {"mit+", "(mit", "mit)", "mit ()", "mit,", "mit/", "-mit", "apache-2.0)(", "()"}) {
    EXPECT_EQ(resolved(name).kind, NameKind::unknown) << name;
  }
  for (const std::string_view name :
       {"Apache License (2.0)", "apache-2.0+", "openrail++", "(MIT)", "Apache License 2.0"}) {
    EXPECT_NE(resolved(name).kind, NameKind::unknown) << name;
  }
}

TEST(Catalogue, FamiliesAndSharedNamesAreAmbiguous) {
  EXPECT_EQ(resolved("bsd").kind, NameKind::ambiguous);
  EXPECT_EQ(resolved("openrail").kind, NameKind::ambiguous);
  const ResolvedName shared = resolved("modified-mit");
  EXPECT_EQ(shared.kind, NameKind::ambiguous);
  EXPECT_GE(shared.candidates.size(), 3U);
}

TEST(Catalogue, OfASharedNameTheStrictestHolds) {
  const LicenseTerms terms = resolved("modified-mit").terms;
  EXPECT_EQ(terms.commercial, Commercial::no);  // one of them, MiniMax M2.7's
  EXPECT_EQ(terms.copy_required, Answer::yes);
  EXPECT_EQ(terms.id, "modified-mit");
}

TEST(Catalogue, AnIdIsItselfAlsoWhereOtherLicensesGoByIt) {
  EXPECT_EQ(resolved("tencent-hunyuan-community").kind, NameKind::ambiguous);
  const ResolvedName one = Catalogue::stock().resolve_id("tencent-hunyuan-community");
  EXPECT_EQ(one.kind, NameKind::known);
  EXPECT_EQ(one.terms.id, "tencent-hunyuan-community");
  EXPECT_EQ(Catalogue::stock().resolve_id("apache-2.0").terms.id, "Apache-2.0");
  EXPECT_EQ(Catalogue::stock().resolve_id("bsd").kind, NameKind::ambiguous);
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
    const auto candidates = Catalogue::stock().suggestions(name);
    return candidates.empty() ? std::string() : candidates.front();
  };
  EXPECT_EQ(suggested("apche-2.0"), "Apache-2.0");
  EXPECT_EQ(suggested("lama3.1"), "llama3.1");
  EXPECT_EQ(suggested("cc-by-n-4.0"), "CC-BY-NC-4.0");
  EXPECT_EQ(suggested("gpl-4.0"), "GPL-3.0-only");
  EXPECT_EQ(suggested("agpl-2.0"), "AGPL-3.0-only");
  EXPECT_EQ(suggested("apache-3.0"), "Apache-2.0");
  EXPECT_EQ(suggested("something else entirely"), "");
  EXPECT_EQ(suggested("my-license-1.0"), "");
  EXPECT_EQ(suggested(std::string(100000, 'x')), "");
}

TEST(Catalogue, KnowsAModelByTheFamilyOfItsName) {
  const auto id = [](std::string_view name) {
    const auto found = Catalogue::stock().by_model(name);
    return found ? found->terms->id : std::string();
  };
  EXPECT_EQ(id("meta-llama/Llama-3.1-8B"), "llama3.1");
  EXPECT_EQ(id("META-LLAMA/llama-3.1-8b-instruct"), "llama3.1");
  EXPECT_EQ(id("Qwen/Qwen2.5-3B-Instruct"), "qwen-research") << "the one size that is research only";
  EXPECT_EQ(id("Qwen/Qwen2.5-7B"), "Apache-2.0");
  EXPECT_EQ(id("google/gemma-3-4b-it"), "gemma-terms");
  EXPECT_EQ(id("google/gemma-4-12b"), "Apache-2.0");
  EXPECT_EQ(id("bartowski/meta-llama_Llama-3.3-70B-Instruct-GGUF"), "llama3.3");
  EXPECT_EQ(id("unsloth/phi-2-bnb-4bit"), "MIT");
  EXPECT_EQ(id("MiniMaxAI/MiniMax-M2"), "minimax-m2-modified-mit");
  EXPECT_EQ(id("MiniMaxAI/MiniMax-M2.7"), "minimax-m2.7-nc");
  EXPECT_EQ(id("acme/Qwen3-8B"), "") << "anybody may call a model so";
  EXPECT_EQ(id("acme/own"), "");
  EXPECT_FALSE(Catalogue::stock().by_model("Qwen/Qwen3-8B")->is_sure);
}

TEST(Catalogue, MiniMaxM27IsNoncommercialByFacts) {
  EXPECT_EQ(resolved("minimax-m2.7-nc").terms.commercial, Commercial::no);
}

TEST(Catalogue, EveryEntryHasASourceADateAndNoDoubleId) {
  const auto entries = Catalogue::stock().entries();
  EXPECT_EQ(entries.size(), 230U);
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

TEST(Catalogue, EveryFamilyAndUsePolicyNamesALicenseThatIsKnown) {
  const Catalogue& stock = Catalogue::stock();
  for (const Family& family : stock.families())
    EXPECT_EQ(stock.resolve_id(family.license).kind, NameKind::known) << family.name;
  for (const LicenseTerms& terms : stock.entries()) {
    if (terms.kind.empty()) continue;
    EXPECT_EQ(terms.kind, "use-policy") << terms.id;
    EXPECT_EQ(stock.resolve_id(terms.policy_of).kind, NameKind::known) << terms.id;
  }
}

TEST(Catalogue, AUsersFamiliesComeFirst) {
  const auto mine = Catalogue::with_additions(
      R"({"schema": "weightcheck-license-facts/1", "licenses": [{"id": "acme-1.0", "source": "s", "as_of": "2026-11"}],
          "families": [{"family": "Ours", "license": "acme-1.0", "names": ["Llama-3.1-*"], "owners": ["meta-llama"]}]})");
  ASSERT_TRUE(mine) << mine.error().message;
  EXPECT_EQ(mine->by_model("meta-llama/Llama-3.1-8B")->terms->id, "acme-1.0");
  EXPECT_EQ(mine->by_model("meta-llama/Llama-3.2-1B")->terms->id, "llama3.2");
}

TEST(Licensors, are_the_owners_that_publish_under_their_own_terms) {
  const Catalogue& known = Catalogue::stock();
  const auto grants = [&](const char* owner, const char* id) {
    return known.is_licensor(owner, known.resolve_id(id).terms);
  };
  EXPECT_TRUE(grants("meta-llama", "llama3.3"));
  EXPECT_TRUE(grants("google", "gemma-terms"));
  EXPECT_TRUE(grants("Qwen", "qwen-research"));
  EXPECT_TRUE(grants("mistralai", "mrl-0.1"));
  EXPECT_TRUE(grants("black-forest-labs", "flux-1-dev-nc-1.1.1"));
  EXPECT_TRUE(grants("facebook", "opt-175b"));
  EXPECT_TRUE(grants("nvidia", "nvidia-open-model"));
  EXPECT_FALSE(grants("unsloth", "llama3.3"));
  EXPECT_FALSE(grants("huggyllama", "llama1")) << "it uploaded again what others made";
  EXPECT_FALSE(grants("nvidia", "llama3.1"));
  EXPECT_FALSE(grants("", "llama3.1"));
}

}  // namespace
}  // namespace weightcheck::license
