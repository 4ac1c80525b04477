// SPDX-License-Identifier: Apache-2.0
#include "evidence/base_naming.hpp"

#include <gtest/gtest.h>

namespace weightcheck::evidence {
namespace {

std::string base_in(const std::string& file, std::string_view text) {
  const auto naming = base_named_in(ModelPath::parse(file).value(), text);
  return naming ? naming->names.front() + (naming->revision ? "@" + *naming->revision : "") : "";
}

TEST(BaseNaming, is_read_from_an_adapters_config_and_the_models_own) {
  EXPECT_EQ(base_in("adapter_config.json", R"({"base_model_name_or_path":"org/base","revision":null})"), "org/base");
  EXPECT_EQ(base_in("a/adapter_config.json", R"({"base_model_name_or_path":"org/base","revision":"main"})"),
            "org/base@main");
  EXPECT_EQ(base_in("config.json", R"({"_name_or_path":"org/base","x":NaN})"), "org/base");
  EXPECT_FALSE(may_name_base(ModelPath::parse("unet/config.json").value()));
}

TEST(BaseNaming, is_no_path_of_somebodys_machine) {
  for (const char* name : {"", "base", "./base", "../a", "/data/a", "~/a", "a/b/c", "C:\\\\models", "a/"}) {
    EXPECT_EQ(base_in("config.json", "{\"_name_or_path\":\"" + std::string(name) + "\"}"), "") << name;
  }
  EXPECT_TRUE(is_repository_name("https://huggingface.co/org/base"));
}

}  // namespace
}  // namespace weightcheck::evidence
