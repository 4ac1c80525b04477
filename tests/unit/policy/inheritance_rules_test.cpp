// SPDX-License-Identifier: Apache-2.0
// Pairs of derived and base license as they stand at the hubs (LiScan's ranking of conflicts), and what is no conflict.
#include "judging.hpp"

namespace weightcheck::policy {
namespace {

using evidence::BaseSeen;
using evidence::BaseSource;
using test::EvidenceBuilder;
using test::good_model;
using test::path;

evidence::LicenseText license_text(std::string_view id) {
  evidence::LicenseText text{.path = path("LICENSE")};
  text.text.kind = license::Kind::exact;
  text.text.id = id;
  return text;
}

BaseSeen base_under(std::string_view id) {
  BaseSeen base{.name = "copy-of-base", .source = BaseSource::directory, .pinned = true};
  base.license.examined = true;
  base.license.texts = {license_text(id)};
  base.has_license_file = true;
  return base;
}

EvidenceBuilder fork_under(std::string_view id, std::vector<BaseSeen> bases) {
  auto model = good_model();
  model.evidence.license.texts = {license_text(id)};
  model.evidence.license.card->declared.licenses = {std::string(id)};
  model.evidence.license.card->declared.base_models = {"org/base"};
  model.evidence.bases_seen = std::move(bases);
  return model;
}

Judgement pair(std::string_view fork, std::string_view base) { return judged(fork_under(fork, {base_under(base)})); }

TEST(Inheritance, finds_the_conflicts_that_stand_at_the_hubs) {
  const struct {
    const char* fork;
    const char* base;
    const char* rule;
  } cases[] = {
      {"Apache-2.0", "llama3", "base-relicensed"},
      {"Apache-2.0", "gemma-terms", "base-relicensed"},
      {"creativeml-openrail-m", "llama3.1", "base-relicensed"},
      {"Apache-2.0", "llama3.1", "base-condition-dropped"},
      {"MIT", "creativeml-openrail-m", "base-relicensed"},
      {"Apache-2.0", "CC-BY-NC-4.0", "base-noncommercial"},
      {"Apache-2.0", "tongyi-qianwen-research", "base-noncommercial"},
      {"MIT", "llama2", "base-relicensed"},
      {"Apache-2.0", "tencent-hunyuan-community", "base-condition-dropped"},
      {"MIT", "minimax-m2.7-nc", "base-noncommercial"},
      {"MIT", "GPL-3.0", "base-copyleft"},
      {"Apache-2.0", "CC-BY-SA-4.0", "base-copyleft"},
      {"MIT", "AGPL-3.0", "base-copyleft"},
      {"CC-BY-ND-4.0", "CC-BY-ND-4.0", "base-no-derivatives"},
      {"Apache-2.0", "exaone-1.1-nc", "base-relicensed"},
  };
  for (const auto& one : cases) {
    const Judgement judgement = pair(one.fork, one.base);
    ASSERT_TRUE(finds(judgement, one.rule)) << one.fork << " over " << one.base;
    EXPECT_EQ(found(judgement, one.rule)->severity, Severity::error) << one.fork << " over " << one.base;
    EXPECT_EQ(ending(judgement), failed);
  }
}

TEST(Inheritance, calls_no_conflict_what_the_base_allows) {
  const struct {
    const char* fork;
    const char* base;
  } cases[] = {{"Apache-2.0", "MIT"},        {"CC-BY-NC-4.0", "Apache-2.0"}, {"llama3.1", "llama3.1"},
               {"GPL-3.0", "CC-BY-SA-4.0"},  {"GPL-3.0", "GPL-3.0"},         {"MIT", "CC0-1.0"},
               {"gemma-terms", "Apache-2.0"}};
  for (const auto& one : cases) {
    const Judgement judgement = pair(one.fork, one.base);
    for (const char* const rule :
         {"base-relicensed", "base-noncommercial", "base-condition-dropped", "base-copyleft", "base-no-derivatives"})
      EXPECT_FALSE(finds(judgement, rule)) << rule << ": " << one.fork << " over " << one.base;
  }
}

TEST(Inheritance, is_asked_of_every_base_of_a_merge) {
  auto second = base_under("llama3.1");
  second.name = "second";
  const Judgement judgement = judged(fork_under("Apache-2.0", {base_under("MIT"), second}));
  EXPECT_TRUE(says(judgement, "base-relicensed", "'second'"));
  EXPECT_TRUE(says(judgement, "base-license-copy-missing", "'copy-of-base'"));
}

TEST(Inheritance, weighs_less_on_an_adapter_and_says_so) {
  auto model = fork_under("Apache-2.0", {base_under("llama3.1")});
  model.evidence.license.card->declared.base_model_relation = "adapter";
  for (const char* const rule : {"base-relicensed", "base-condition-dropped"}) {
    EXPECT_EQ(found(judged(model), rule)->severity, Severity::warning);
    EXPECT_TRUE(says(judged(model), rule, "adapter"));
  }
  auto by_files = fork_under("Apache-2.0", {base_under("llama3.1")});
  std::erase_if(by_files.evidence.tree.files, [](const auto& file) { return file.path.text() == "model.safetensors"; });
  by_files.file("adapter_config.json", "{}");
  EXPECT_EQ(found(judged(by_files), "base-relicensed")->severity, Severity::warning);
}

TEST(Inheritance, wants_the_bases_text_and_most_of_all_where_it_is_declared) {
  auto model = fork_under("MIT", {base_under("Apache-2.0")});
  EXPECT_EQ(found(judged(model), "base-license-copy-missing")->severity, Severity::warning);
  model.evidence.license.card->declared.licenses = {"apache-2.0"};
  EXPECT_EQ(found(judged(model), "base-license-copy-missing")->severity, Severity::error);
  model.evidence.license.texts.push_back(license_text("Apache-2.0"));
  EXPECT_FALSE(finds(judged(model), "base-license-copy-missing"));
}

TEST(Inheritance, wants_the_text_of_a_base_that_is_known_by_its_name) {
  auto model = fork_under("llama3.1", {});
  model.evidence.bases_seen = {{.name = "meta-llama/Llama-3.1-8B", .source = BaseSource::card}};
  model.evidence.license.texts.clear();
  EXPECT_EQ(found(judged(model), "base-license-copy-missing")->severity, Severity::error);
  model.evidence.license.card->declared.licenses = {"mit"};
  EXPECT_EQ(found(judged(model), "base-license-copy-missing")->severity, Severity::warning);
}

TEST(Inheritance, knows_a_base_by_the_name_of_its_folder) {
  for (const char* const folder : {"./models/Llama-3.1-8B", "/data/models/Llama-3.1-8B/",
                                   "/x/hub/models--meta-llama--Llama-3.1-8B/snapshots/abc"}) {
    auto model = fork_under("MIT", {});
    model.evidence.bases_seen = {{.name = folder, .source = BaseSource::card}};
    EXPECT_TRUE(finds(judged(model), "base-relicensed")) << folder;
  }
  auto model = fork_under("MIT", {});
  model.evidence.bases_seen = {{.name = "./models/our-own", .source = BaseSource::card}};
  EXPECT_FALSE(finds(judged(model), "base-relicensed"));
}

TEST(Inheritance, asks_no_notice_of_the_licensor) {
  auto model = fork_under("llama3.1", {});
  model.evidence.pin->upstream = "https://huggingface.co/meta-llama/Llama-3.1-8B";
  EXPECT_EQ(found(judged(model), "notice-missing")->severity, Severity::note);
  EXPECT_TRUE(says(judged(model), "notice-missing", "'meta-llama', who grants the license and needs none"));
  model.evidence.upstream_trust = evidence::Trust::self;
  EXPECT_EQ(found(judged(model), "notice-missing")->severity, Severity::error) << "the model says so of itself";
  model.evidence.upstream_trust = evidence::Trust::pinned;
  model.evidence.pin->upstream = "https://huggingface.co/unsloth/Llama-3.1-8B";
  EXPECT_EQ(found(judged(model), "notice-missing")->severity, Severity::error);
  model.evidence.pin->upstream = "https://example.org/meta-llama/Llama-3.1-8B";
  EXPECT_EQ(found(judged(model), "notice-missing")->severity, Severity::error) << "anybody can be called so elsewhere";
}

TEST(Inheritance, wants_the_bases_notices_line_by_line) {
  auto base = base_under("Apache-2.0");
  base.has_notice = true;
  base.license.notices = {{path("NOTICE"), "Acme model\nmade by Acme\n"}};
  auto model = fork_under("Apache-2.0", {base});
  EXPECT_EQ(found(judged(model), "notice-missing")->severity, Severity::warning);
  model.evidence.license.notices = {{path("NOTICE"), "Acme model\n"}};
  EXPECT_FALSE(finds(judged(model), "notice-missing"));
  EXPECT_TRUE(says(judged(model), "base-notice-missing", "'made by Acme'"));
  model.evidence.license.notices[0].text += "  made by Acme\r\n";
  EXPECT_FALSE(finds(judged(model), "base-notice-missing"));
}

TEST(Inheritance, wants_the_notice_that_the_models_own_license_asks_for) {
  auto model = fork_under("llama3.1", {});
  EXPECT_EQ(found(judged(model), "notice-missing")->severity, Severity::error);
  model.evidence.license.notices = {{path("NOTICE"), "nothing of the kind"}};
  EXPECT_TRUE(says(judged(model), "notice-missing", "none here says"));
  model.evidence.license.notices[0].text =
      "Llama 3.1 is licensed under the Llama 3.1 Community License,\nCopyright (c) Meta Platforms, Inc. All Rights "
      "Reserved.";
  EXPECT_FALSE(finds(judged(model), "notice-missing"));
  model.evidence.license.notices[0].text =
      "Llama 3.1 is licensed under the Llama 3.2 Community License, Copyright (c) Meta Platforms, Inc. All Rights "
      "Reserved.";
  EXPECT_TRUE(finds(judged(model), "notice-missing")) << "one word is another";
}

TEST(Inheritance, of_names_alone_knows_what_the_facts_know) {
  BaseSeen named{.name = "meta-llama/Llama-3.2-1B", .source = BaseSource::card};
  EXPECT_TRUE(says(judged(fork_under("MIT", {named})), "base-relicensed",
                   "by its name alone: models named like Llama 3.2 are under llama3.2"));
  EXPECT_TRUE(says(judged(fork_under("MIT", {named})), "base-unpinned", "is not known"));
  named.name = "https://huggingface.co/meta-llama/Llama-3.2-1B";
  named.pinned = true;
  EXPECT_TRUE(finds(judged(fork_under("MIT", {named})), "base-relicensed"));
  EXPECT_FALSE(finds(judged(fork_under("MIT", {named})), "base-unpinned"));
  EXPECT_TRUE(finds(judged(fork_under("MIT", {named})), "base-territory"));
  named = {.name = "nobody/knows", .source = BaseSource::card};
  EXPECT_TRUE(says(judged(fork_under("MIT", {named})), "base-unpinned", "nor what its license asks for"));
  EXPECT_FALSE(finds(judged(fork_under("MIT", {named})), "base-unlicensed"));
}

evidence::BaseNaming naming(std::string_view file, BaseSource source, std::vector<std::string> names) {
  return {.file = path(file), .source = source, .names = std::move(names)};
}

TEST(BaseContradicted, goes_by_repositories_and_not_by_their_letters) {
  auto model = good_model();
  model.evidence.license.card->declared.base_models = {"Org/Base"};
  model.evidence.base_namings = {
      {.file = path("adapter_config.json"), .source = evidence::BaseSource::adapter_config, .names = {"org/base"}}};
  EXPECT_FALSE(finds(judged(model), "base-contradicted"));
}

TEST(BaseContradicted, is_a_note_where_a_header_names_what_a_converter_copied) {
  auto model = good_model();
  model.evidence.license.card->declared.base_models = {"org/parent"};
  model.evidence.license.headers = {{.path = path("a.gguf")}};
  model.evidence.license.headers[0].declared.base_models = {"https://huggingface.co/org/grandparent"};
  EXPECT_TRUE(says(judged(model), "base-contradicted", "org/grandparent' in its header"));
  EXPECT_EQ(found(judged(model), "base-contradicted")->severity, Severity::note);
  model.evidence.license.headers[0].declared.base_models = {"https://huggingface.co/org/Parent"};
  EXPECT_FALSE(finds(judged(model), "base-contradicted"));
}

TEST(BaseContradicted, is_a_note_where_the_names_are_of_copies_of_one_model) {
  const auto severity = [](const char* declared, const char* loaded) {
    auto model = good_model();
    model.evidence.license.card->declared.base_models = {declared};
    model.evidence.base_namings = {naming("adapter_config.json", BaseSource::adapter_config, {loaded})};
    return found(judged(model), "base-contradicted")->severity;
  };
  EXPECT_EQ(severity("Qwen/Qwen2.5-7B", "unsloth/Qwen2.5-7B-unsloth-bnb-4bit"), Severity::note);
  EXPECT_EQ(severity("org/base-AWQ", "other/Base"), Severity::note);
  EXPECT_EQ(severity("Qwen/Qwen2.5-7B", "unsloth/Qwen2.5-7B-Instruct-bnb-4bit"), Severity::warning);
  EXPECT_EQ(severity("Qwen/Qwen2.5-7B", "unsloth/Qwen2.5-72B-bnb-4bit"), Severity::warning);
}

TEST(Inheritance, holds_the_card_against_what_the_configs_name) {
  auto model = fork_under("MIT", {});
  model.evidence.base_namings = {naming("adapter_config.json", BaseSource::adapter_config, {"org/other"})};
  EXPECT_TRUE(
      says(judged(model), "base-contradicted", "'org/base' as the base, and 'adapter_config.json' names 'org/other'"));
  EXPECT_EQ(found(judged(model), "base-contradicted")->severity, Severity::warning);
  model.evidence.base_namings[0].names = {"https://huggingface.co/org/base/tree/main"};
  EXPECT_FALSE(finds(judged(model), "base-contradicted"));
  EXPECT_FALSE(finds(judged(model), "base-undeclared"));
  model.evidence.base_namings = {naming("mergekit_config.yml", BaseSource::merge_config, {"org/base", "org/second"})};
  EXPECT_FALSE(finds(judged(model), "base-contradicted"));
  EXPECT_TRUE(says(judged(model), "base-undeclared", "'org/second'"));
  model.evidence.license.card->declared.base_models.clear();
  EXPECT_TRUE(says(judged(model), "base-undeclared", "'org/base' and 'org/second'"));
  model.evidence.base_namings.push_back(naming("config.json", BaseSource::config, {"org/third"}));
  EXPECT_TRUE(says(judged(model), "base-contradicted", "'org/third'"));
  model.evidence.base_namings = {naming("text_encoder/config.json", BaseSource::part_config, {"org/text"}),
                                 naming("unet/config.json", BaseSource::part_config, {"org/picture"})};
  EXPECT_FALSE(finds(judged(model), "base-contradicted")) << "each part has its own";
}

TEST(Inheritance, a_base_without_a_commit_is_a_warning_only_where_its_terms_ask_for_more) {
  const auto weight = [](const char* name) {
    return found(judged(fork_under("MIT", {{.name = name, .source = BaseSource::adapter_config}})), "base-unpinned")
        ->severity;
  };
  EXPECT_EQ(weight("meta-llama/Llama-3.2-1B"), Severity::warning);
  EXPECT_EQ(weight("nobody/knows"), Severity::note);
}

TEST(Inheritance, a_base_is_no_more_permissive_than_the_text_of_its_weights) {
  auto base = base_under("MIT");
  base.license.texts[0].path = path("LICENSE-CODE");
  base.license.texts.push_back({.path = path("LICENSE-MODEL")});
  base.license.texts[1].text.kind = license::Kind::unknown;
  base.license.card.emplace();
  base.license.card->declared.licenses = {"mit"};
  EXPECT_TRUE(says(judged(fork_under("MIT", {base})), "base-unlicensed", "is not known here"));
  base.license.card->declared.licenses = {"cc-by-nc-4.0"};
  EXPECT_TRUE(finds(judged(fork_under("MIT", {base})), "base-noncommercial")) << "what the card limits is limited";
}

TEST(Inheritance, of_a_name_that_licenses_share_the_strictest_holds) {
  BaseSeen base{.name = "copy-of-base", .source = BaseSource::directory, .pinned = true};
  base.license.card.emplace();
  base.license.card->declared.licenses = {"other"};
  base.license.card->declared.license_name = "modified-mit";
  EXPECT_TRUE(says(judged(fork_under("MIT", {base})), "base-noncommercial", "the strictest is meant"));
}

TEST(Inheritance, says_what_is_not_known_of_a_base_that_was_given) {
  BaseSeen base{.name = "copy-of-base", .source = BaseSource::directory};
  EXPECT_TRUE(says(judged(fork_under("MIT", {base})), "base-unlicensed", "has no license file"));
  base.has_license_file = true;
  EXPECT_TRUE(says(judged(fork_under("MIT", {base})), "base-unlicensed", "is not known here"));
  auto model = fork_under("MIT", {base_under("MIT")});
  EXPECT_FALSE(finds(judged(model), "base-undeclared"));
  model.evidence.license.card->declared.base_models.clear();
  EXPECT_TRUE(finds(judged(model), "base-undeclared"));
}

TEST(Inheritance, holds_the_published_name_and_the_card_to_what_the_base_asks) {
  auto model = fork_under("llama3.1", {base_under("llama3.1")});
  model.evidence.pin->upstream = "https://huggingface.co/org/My-Llama";
  EXPECT_TRUE(says(judged(model), "base-name-prefix", "'My-Llama'"));
  EXPECT_TRUE(finds(judged(model), "base-attribution-missing"));
  model.evidence.pin->upstream = "https://huggingface.co/org/llama-of-mine";
  model.evidence.license.card->body = "Built with **Llama**.";
  EXPECT_FALSE(finds(judged(model), "base-name-prefix"));
  EXPECT_FALSE(finds(judged(model), "base-attribution-missing"));
}

// What the policy demands of the license

Demands asking(LicenseDemands licenses) { return {.licenses = std::move(licenses)}; }

TEST(LicenseText, that_was_altered_weighs_more_where_the_change_binds_the_reader) {
  auto model = fork_under("MIT", {});
  model.evidence.license.texts[0].text.kind = license::Kind::contains;
  model.evidence.license.texts[0].text.unexplained_words = 9;
  EXPECT_EQ(found(judged(model), "license-altered")->severity, Severity::warning);
  model.evidence.license.texts[0].text.obligation = true;
  EXPECT_EQ(found(judged(model), "license-altered")->severity, Severity::error);
}

TEST(LicenseDemanded, lists_allow_and_deny) {
  const auto model = fork_under("Apache-2.0", {});
  EXPECT_FALSE(finds(judged(model, asking({.allow = {"MIT", "apache-2.0"}})), "license-not-allowed"));
  EXPECT_TRUE(says(judged(model, asking({.allow = {"MIT"}})), "license-not-allowed", "not on the policy's list"));
  EXPECT_TRUE(says(judged(model, asking({.deny = {"Apache-2.0"}})), "license-not-allowed", "denies"));
  EXPECT_TRUE(finds(judged(model, asking({.allow = {"Apache-2.0"}, .deny = {"Apache-2.0"}})), "license-not-allowed"));
  EXPECT_FALSE(
      finds(judged(fork_under("Apache-2.0", {}), asking({.allow = {"MIT OR Apache-2.0"}})), "license-not-allowed"));
}

TEST(LicenseDemanded, is_not_met_by_a_changed_an_unknown_or_no_text) {
  auto model = fork_under("MIT", {});
  model.evidence.license.texts[0].text.kind = license::Kind::contains;
  EXPECT_TRUE(finds(judged(model, asking({.allow = {"MIT"}})), "license-not-allowed"));
  model.evidence.license.texts[0].text.kind = license::Kind::unknown;
  EXPECT_TRUE(finds(judged(model, asking({.allow = {"MIT"}})), "license-not-allowed"));
  model.evidence.license.texts.clear();
  EXPECT_FALSE(finds(judged(model, asking({.allow = {"MIT"}})), "license-not-allowed"));  // license-missing says it
  model.evidence.license.card.reset();
  EXPECT_TRUE(says(judged(model, asking({.allow = {"MIT"}})), "license-not-allowed", "there is no license"));
}

TEST(LicenseDemanded, commercial_use_has_to_be_known) {
  const auto commercial = asking({.commercial = CommercialUse::required});
  EXPECT_FALSE(finds(judged(fork_under("Apache-2.0", {}), commercial), "license-not-allowed"));
  EXPECT_TRUE(says(judged(fork_under("CC-BY-NC-4.0", {}), commercial), "license-not-allowed", "no commercial use"));
  EXPECT_TRUE(says(judged(fork_under("llama3.1", {}), commercial), "license-not-allowed", "700M"));
  EXPECT_TRUE(says(judged(fork_under("jamba-open-model-license", {}), commercial), "license-not-allowed", "not known"));
}

TEST(LicenseDemanded, one_part_of_a_choice_is_enough) {
  auto model = fork_under("MIT", {});
  model.evidence.license.card->declared.licenses = {"MIT OR GPL-3.0"};
  EXPECT_FALSE(finds(judged(model, asking({.allow = {"MIT"}})), "license-not-allowed"));
  EXPECT_FALSE(finds(judged(model), "license-mismatch"));
  model.evidence.license.card->declared.licenses = {"MIT AND GPL-3.0"};
  EXPECT_TRUE(finds(judged(model, asking({.allow = {"MIT"}})), "license-not-allowed"));
}

TEST(LicenseDemanded, entries_are_trees) {
  const auto declaring = [](std::vector<std::string> names) {
    auto model = fork_under("MIT", {});
    model.evidence.license.texts.clear();
    model.evidence.license.card->declared.licenses = std::move(names);
    return model;
  };
  const auto allowed = [&](std::vector<std::string> names, std::vector<std::string> entries) {
    return !finds(judged(declaring(std::move(names)), asking({.allow = std::move(entries)})), "license-not-allowed");
  };
  EXPECT_FALSE(allowed({"MIT"}, {"MIT WITH Classpath-exception-2.0"}));
  EXPECT_TRUE(allowed({"GPL-2.0 WITH Classpath-exception-2.0"}, {"GPL-2.0 WITH Classpath-exception-2.0"}));
  EXPECT_FALSE(allowed({"GPL-2.0 WITH Classpath-exception-2.0"}, {"GPL-2.0"}));
  EXPECT_FALSE(allowed({"MIT WITH Commons-Clause"}, {"MIT"}));
  EXPECT_FALSE(allowed({"cc-by-nc-4.0"}, {"(MIT AND CC-BY-NC-4.0) OR Apache-2.0"}));
  EXPECT_TRUE(allowed({"CC-BY-NC-4.0 AND MIT"}, {"(MIT AND CC-BY-NC-4.0) OR Apache-2.0"}));
  EXPECT_TRUE(allowed({"mit", "cc-by-nc-4.0"}, {"MIT AND CC-BY-NC-4.0"})) << "a list in a card is an AND";
  EXPECT_TRUE(allowed({"MIT OR CC-BY-NC-4.0"}, {"MIT"}));
  EXPECT_FALSE(allowed({"(MIT OR CC-BY-NC-4.0) AND ISC"}, {"MIT"}));
  EXPECT_TRUE(allowed({"(MIT OR CC-BY-NC-4.0) AND ISC"}, {"MIT", "ISC"}));
  const auto denied = [&](std::vector<std::string> names, std::vector<std::string> entries) {
    return finds(judged(declaring(std::move(names)), asking({.deny = std::move(entries)})), "license-not-allowed");
  };
  EXPECT_TRUE(denied({"GPL-2.0 WITH Classpath-exception-2.0"}, {"GPL-2.0"})) << "an exception takes no denial away";
  EXPECT_FALSE(denied({"GPL-2.0"}, {"GPL-2.0 WITH Classpath-exception-2.0"}));
  EXPECT_TRUE(denied({"MIT AND ISC"}, {"ISC AND MIT"}));
  EXPECT_FALSE(denied({"MIT"}, {"ISC AND MIT"}));
  EXPECT_FALSE(denied({"MIT OR ISC"}, {"ISC"}));
}

TEST(LicenseDemanded, an_entry_with_and_covers_its_texts_together) {
  auto model = fork_under("MIT", {});
  model.evidence.license.texts.push_back(license_text("ISC"));
  model.evidence.license.card->declared.licenses = {"MIT AND ISC"};
  EXPECT_FALSE(finds(judged(model, asking({.allow = {"ISC AND MIT"}})), "license-not-allowed"));
  EXPECT_TRUE(finds(judged(model, asking({.allow = {"MIT"}})), "license-not-allowed"));
}

TEST(LicenseDemanded, a_text_has_to_be_whole) {
  auto model = fork_under("MIT", {});
  auto& text = model.evidence.license.texts[0].text;
  text.kind = license::Kind::match;
  EXPECT_FALSE(finds(judged(model, asking({.allow = {"MIT"}})), "license-not-allowed"));
  text.unexplained_words = 1;
  EXPECT_TRUE(finds(judged(model, asking({.allow = {"MIT"}})), "license-not-allowed"));
  text.kind = license::Kind::variant;
  EXPECT_TRUE(finds(judged(model, asking({.allow = {"MIT"}})), "license-not-allowed"));
  text.same_words = true;
  EXPECT_FALSE(finds(judged(model, asking({.allow = {"MIT"}})), "license-not-allowed"));
}

}  // namespace
}  // namespace weightcheck::policy
