// SPDX-License-Identifier: Apache-2.0
// Forms as mergekit's own examples have them.
#include "license/merge_config.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"

namespace weightcheck::license {
namespace {

std::string models_in(std::string_view yaml) {
  const auto models = models_of_merge(yaml);
  if (!models.ok()) return "refused";
  std::string names;
  for (const std::string& name : *models)
    names += name + " ";
  return names;
}

TEST(MergeConfig, names_models_wherever_mergekit_does) {
  EXPECT_EQ(models_in("models:\n  - model: org/a\n    parameters:\n      weight: 1\n  - model: "
                      "org/b+org/lora\nbase_model: org/a\n"),
            "org/a org/b org/lora ");
  EXPECT_EQ(models_in("slices:\n- sources:\n  - model: org/a\n    layer_range: [0, 8]\n  - model: org/b\n"),
            "org/a org/b ");
  EXPECT_EQ(models_in("base_model:\n  model:\n    path: org/a\n    revision: null\nexperts:\n- source_model: org/b\n"),
            "org/a org/b ");
  EXPECT_EQ(models_in("merge_method: linear\ntokenizer:\n  path: org/t\n"), "");
}

TEST(MergeConfig, names_models_by_aliases_too) {
  EXPECT_EQ(models_in("x: &m org/a\nmodels:\n- model: *m\nbase_model: *m\n"), "org/a ");
  EXPECT_EQ(models_in("x: &m {path: org/a}\nbase_model: *m\n"), "org/a ");
  EXPECT_EQ(models_in("x: &m {path: org/a}\nbase_model:\n  <<: *m\n"), "org/a ");
}

TEST(MergeConfig, refuses_what_is_no_yaml_or_too_deep) {
  EXPECT_EQ(models_in("a: [b"), "refused");
  EXPECT_EQ(models_in(std::string(limits::yaml_depth_max + 1, '[')), "refused");
  EXPECT_EQ(models_in("model: *x"), "refused");
  EXPECT_EQ(models_in("plain text"), "");
  EXPECT_EQ(models_in(""), "");
}

}  // namespace
}  // namespace weightcheck::license
