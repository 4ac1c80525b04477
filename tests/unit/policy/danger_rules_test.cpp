// SPDX-License-Identifier: Apache-2.0
#include "judging.hpp"

namespace weightcheck::policy {
namespace {

using evidence::ContentKind;
using evidence::Refusal;
using test::anchored_model;
using test::EvidenceBuilder;
using test::good_model;
using test::path;

EvidenceBuilder with_pickle(EvidenceBuilder model) {
  return model.file("old.bin", "pickle").listed("old.bin", "pickle").content("old.bin", ContentKind::pickle);
}

TEST(DangerRules, unsafe_file_weighs_by_whether_the_commit_holds_it) {
  EXPECT_EQ(ending(judged(with_pickle(good_model()))), failed);
  EXPECT_TRUE(says(judged(with_pickle(good_model())), "unsafe-file", "'old.bin' is in the format of Python's pickle"));
  const auto anchored = with_pickle(anchored_model()).in_commit("old.bin", "pickle");
  EXPECT_EQ(found(judged(anchored), "unsafe-file")->severity, Severity::warning);
  EXPECT_EQ(ending(judged(anchored)), verified);
  const auto exchanged = with_pickle(anchored_model()).in_commit("old.bin", "harmless");
  EXPECT_EQ(found(judged(exchanged), "unsafe-file")->severity, Severity::error);
  EXPECT_FALSE(finds(judged(good_model().content("LICENSE", ContentKind::text)), "unsafe-file"));
}

TEST(DangerRules, unsafe_file_waits_for_hashing_where_that_may_anchor_it) {
  const auto is_told = [](const std::vector<Finding>& findings) {
    return std::ranges::find(findings, "unsafe-file", &Finding::rule) != findings.end();
  };
  const auto anchored = with_pickle(anchored_model()).in_commit("old.bin", "pickle");
  evidence::Evidence seen = unhashed(anchored).build();
  const Demands demands;
  Judge judge(seen, demands);
  EXPECT_FALSE(is_told(judge.before_hashing()));
  seen = EvidenceBuilder(anchored).build();
  EXPECT_EQ(found(judge.decide(), "unsafe-file")->severity, Severity::warning);

  const evidence::Evidence of_nobody = unhashed(with_pickle(anchored_model())).build();
  EXPECT_TRUE(is_told(Judge(of_nobody, demands).before_hashing()));
  EXPECT_EQ(found(judged(anchored, inspecting()), "unsafe-file")->severity, Severity::warning);
  EXPECT_EQ(found(judged(unhashed(anchored), inspecting()), "unsafe-file")->severity, Severity::error);
}

TEST(DangerRules, remote_code_weighs_by_where_the_code_lives) {
  const auto with_code = [](EvidenceBuilder model, std::optional<std::string> repository) {
    model.file("config.json", "{}").listed("config.json", "{}");
    model.evidence.remote_code = {{.file = path("config.json"),
                                   .key = "auto_map.AutoModel",
                                   .value = "modeling_x.XModel",
                                   .other_repository = std::move(repository)}};
    return model;
  };
  EXPECT_EQ(ending(judged(with_code(good_model(), {}))), failed);
  EXPECT_TRUE(says(judged(with_code(good_model(), {})), "remote-code", "'auto_map.AutoModel' is 'modeling_x.XModel'"));
  const auto own = with_code(anchored_model().in_commit("config.json", "{}"), {});
  EXPECT_EQ(found(judged(own), "remote-code")->severity, Severity::warning);
  const auto others = with_code(anchored_model().in_commit("config.json", "{}"), "evil/repo");
  EXPECT_EQ(ending(judged(others)), failed);
  EXPECT_TRUE(says(judged(others), "remote-code", "another repository, 'evil/repo'"));
  EXPECT_FALSE(finds(judged(good_model()), "remote-code"));
}

TEST(DangerRules, unsafe_file_is_one_finding_a_kind) {
  auto model = with_pickle(good_model()).file("a.bin", "x").listed("a.bin", "x").content("a.bin", ContentKind::pickle);
  model.file("lib.so", "x").listed("lib.so", "x").content("lib.so", ContentKind::elf);
  const Judgement judgement = judged(model);
  EXPECT_EQ(std::ranges::count(judgement.findings, "unsafe-file", &Finding::rule), 2);
  EXPECT_TRUE(says(judgement, "unsafe-file", "'a.bin' and 'old.bin' are in the format"));
  // What the commit holds is told apart from what somebody has added.
  auto anchored = with_pickle(anchored_model()).in_commit("old.bin", "pickle");
  anchored.file("a.bin", "x").listed("a.bin", "x").content("a.bin", ContentKind::pickle);
  EXPECT_TRUE(says(judged(anchored), "unsafe-file", "'a.bin' is in the format"));
  EXPECT_EQ(std::ranges::count(judged(anchored).findings, "unsafe-file", &Finding::rule), 2);
}

TEST(DangerRules, unsafe_file_weighs_a_script_by_who_imports_it) {
  auto model = good_model().file("train.py", "x").content("train.py", ContentKind::python);
  EXPECT_EQ(found(judged(model), "unsafe-file")->severity, Severity::warning);
  EXPECT_TRUE(says(judged(model), "unsafe-file", "no config here leads to"));
  EXPECT_EQ(found(judged(model.listed("train.py", "x")), "unsafe-file")->severity, Severity::note);
  model.evidence.imported = {path("train.py")};
  EXPECT_EQ(found(judged(model), "unsafe-file")->severity, Severity::error);
}

TEST(DangerRules, remote_code_weighs_by_the_code_and_not_by_the_config) {
  auto model = anchored_model().file("config.json", "{}").listed("config.json", "{}").in_commit("config.json", "{}");
  model.file("modeling_x.py", "code").listed("modeling_x.py", "code");
  model.evidence.remote_code = {{.file = path("config.json"),
                                 .key = "auto_map.AutoModel",
                                 .value = "modeling_x.XModel",
                                 .other_repository = std::nullopt,
                                 .code = {path("modeling_x.py")}}};
  EXPECT_EQ(found(judged(model), "remote-code")->severity, Severity::error);
  EXPECT_EQ(found(judged(EvidenceBuilder(model).in_commit("modeling_x.py", "code")), "remote-code")->severity,
            Severity::warning);
  model.evidence.remote_code[0].code.clear();
  model.evidence.remote_code[0].not_here = {path("modeling_x.py")};
  EXPECT_EQ(found(judged(model), "remote-code")->severity, Severity::error);
  EXPECT_TRUE(says(judged(model), "remote-code", "no file here is that code"));
}

TEST(DangerRules, symlink_escape_is_every_link_that_leads_to_nothing_of_the_model) {
  for (const Refusal reason :
       {Refusal::link_escapes, Refusal::link_to_directory, Refusal::link_loop, Refusal::link_dangling}) {
    const auto model = good_model().refused("link", reason, "leads to /etc/passwd");
    EXPECT_TRUE(says(judged(model), "symlink-escape", "'link' leads to /etc/passwd"));
    EXPECT_EQ(ending(judged(model)), failed);
  }
  EXPECT_FALSE(finds(judged(good_model().refused("pipe", Refusal::special_file, "a FIFO")), "symlink-escape"));
}

TEST(DangerRules, symlink_escape_does_not_mean_blobs_that_a_hub_cache_has_not_fetched) {
  auto model = good_model().refused("b", Refusal::link_dangling, "leads to ../../blobs/x");
  model.evidence.tree.layout = evidence::Layout::hub_cache_snapshot;
  EXPECT_FALSE(finds(judged(model), "symlink-escape"));
}

TEST(DangerRules, special_file_names_its_kind) {
  const auto model = good_model().refused("pipe", Refusal::special_file, "a FIFO");
  EXPECT_TRUE(says(judged(model), "special-file", "'pipe' is a FIFO"));
  EXPECT_EQ(ending(judged(model)), failed);
  EXPECT_FALSE(finds(judged(good_model()), "special-file"));
}

TEST(DangerRules, name_collision_warns_of_names_that_are_one_elsewhere) {
  const auto model = good_model().file("license", "x").listed("license", "x");
  EXPECT_TRUE(says(judged(model), "name-collision", "'LICENSE' and 'license'"));
  EXPECT_EQ(ending(judged(model)), verified);
  EXPECT_FALSE(finds(judged(good_model()), "name-collision"));
}

TEST(DangerRules, name_unsafe_warns_of_odd_names_and_fails_on_those_that_cannot_be_checked) {
  const auto odd = good_model().file("a\xe2\x80\xae", "x").listed("a\xe2\x80\xae", "x");
  EXPECT_TRUE(says(judged(odd), "name-unsafe", "'a\\u{202e}'"));
  EXPECT_EQ(ending(judged(odd)), verified);
  EXPECT_EQ(ending(judged(good_model().refused("a\\..\\b", Refusal::name_invalid, "it leads upwards"))), failed);
  EXPECT_FALSE(finds(judged(good_model()), "name-unsafe"));
}

}  // namespace
}  // namespace weightcheck::policy
