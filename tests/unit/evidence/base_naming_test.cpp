// SPDX-License-Identifier: Apache-2.0
#include "evidence/base_naming.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"

namespace weightcheck::evidence {
namespace {

std::string base_in(const std::string& file, std::string_view text) {
  std::string all;
  for (const BaseNaming& naming : bases_named_in(ModelPath::parse(file).value(), text))
    all += (all.empty() ? "" : " ") + naming.names.front() + (naming.revision ? "@" + *naming.revision : "");
  return all;
}

TEST(BaseNaming, is_read_from_an_adapters_config_and_the_models_own) {
  EXPECT_EQ(base_in("adapter_config.json", R"({"base_model_name_or_path":"org/base","revision":null})"), "org/base");
  EXPECT_EQ(base_in("a/adapter_config.json", R"({"base_model_name_or_path":"org/base","revision":"main"})"),
            "org/base@main");
  EXPECT_EQ(base_in("config.json", R"({"_name_or_path":"org/base","x":NaN})"), "org/base");
  EXPECT_EQ(base_in("config.json", R"({"base_model_name_or_path":"org/base","medusa_num_heads":3})"), "org/base");
  EXPECT_EQ(base_in("quantize_config.json", R"({"bits":4,"model_name_or_path":"org/base"})"), "org/base");
  EXPECT_FALSE(may_name_base(ModelPath::parse("generation_config.json").value()));
}

TEST(BaseNaming, is_read_from_the_configs_of_parts) {
  EXPECT_EQ(base_in("config.json", R"({"text_config":{"_name_or_path":"org/text"},"vision_config":
      {"_name_or_path":"","backbone":{"_name_or_path":"org/eye"}},"list":[{"_name_or_path":"org/no"}]})"),
            "org/text org/eye");
  const auto path = ModelPath::parse("text_encoder/config.json").value();
  const auto of_part = bases_named_in(path, R"({"_name_or_path":"org/text"})");
  ASSERT_EQ(of_part.size(), 1U);
  EXPECT_EQ(of_part[0].source, BaseSource::part_config);
}

TEST(BaseNaming, is_read_however_deep_and_one_more_than_are_looked_at) {
  EXPECT_EQ(base_in("config.json", R"({"a":{"b":{"c":{"d":{"e":{"_name_or_path":"org/deep"}}}}}})"), "org/deep");
  std::string many = "{";
  for (std::size_t number = 0; number < 2 * limits::bases_max; ++number)
    many += "\"p" + std::to_string(number) + R"(":{"_name_or_path":"org/n)" + std::to_string(number) + "\"},";
  many.back() = '}';
  EXPECT_EQ(bases_named_in(ModelPath::parse("config.json").value(), many).size(), limits::bases_max + 1);
}

TEST(BaseNaming, in_the_cache_of_a_hub_is_a_repository_and_its_commit) {
  const std::string commit(40, 'a');
  for (const std::string& place : {"/root/.cache/huggingface/hub/models--org--base/snapshots/" + commit,
                                   "C:\\\\c\\\\models--org--base\\\\snapshots\\\\" + commit + "\\\\text_encoder"})
    EXPECT_EQ(base_in("config.json", R"({"_name_or_path":")" + place + R"("})"), "org/base@" + commit);
  EXPECT_EQ(base_in("adapter_config.json", R"({"base_model_name_or_path":"/c/models--org--base"})"), "org/base");
  EXPECT_EQ(base_in("config.json", R"({"_name_or_path":"/c/datasets--org--base"})"), "");
}

TEST(BaseNaming, is_no_path_of_somebodys_machine) {
  for (const char* name : {"", "base", "./base", "../a", "/data/a", "~/a", "a/b/c", "C:\\\\models", "a/"}) {
    EXPECT_EQ(base_in("config.json", "{\"_name_or_path\":\"" + std::string(name) + "\"}"), "") << name;
  }
  EXPECT_TRUE(is_repository_name("https://huggingface.co/org/base"));
}

}  // namespace
}  // namespace weightcheck::evidence
